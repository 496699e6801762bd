// `head name(weight: 0.3) { … }`: an auxiliary classifier on the current value, which it leaves as it was.

import type { HeadNode } from '../syntax/tree.ts';
import type { BodyRules } from './bodyRules.ts';
import { missingInputMessage } from './elaborateInput.ts';
import { evaluateArguments } from './evaluate.ts';
import { headSignature } from './headSignature.ts';
import { logitsOf } from './logits.ts';
import { below } from './paths.ts';
import { type Elaboration, originOf, type Place } from './state.ts';
import { type Flow, isUnknown, showValue } from './value.ts';

/** The weight of GoogLeNet's auxiliary classifiers (Szegedy et al., 2014). */
const defaultWeight = 0.3;

export function elaborateHead(
  state: Elaboration,
  place: Place,
  node: HeadNode,
  flow: Flow | undefined,
  rules: BodyRules,
): void {
  if (node.name === undefined) return;
  if (flow === undefined) {
    if (!state.missingInputReported) state.report(place, node.name, 'missing-input', missingInputMessage);
    state.missingInputReported = true;
    return;
  }
  if (place.head !== undefined) {
    state.report(
      place,
      node.name,
      'head-in-head',
      'A head cannot have a head of its own: put both side by side.',
    );
    return;
  }
  const weight = weightOf(state, place, node, flow);
  const name = place.paths.named(node.name.text);
  const group = state.addGroup({
    id: name,
    parent: place.group,
    kind: 'head',
    label: node.name.text,
    detail: `weight: ${weight}`,
    origin: originOf(place.file, node),
  });
  const inner: Place = { ...place, paths: below(name), group, head: name };
  const result = rules.elaborateBody(state, inner, node.body, flow);
  const output = result === undefined ? undefined : logitsOf(state.layerByPath, result.layer);
  if (output !== undefined && state.layerByPath.get(output)?.head === name)
    state.heads.push({ name, weight, output });
  else if (!state.stopped && result?.shape !== undefined) {
    state.report(place, node.name, 'empty-head', 'This head has no layers: give it a classifier of its own.');
  }
}

function weightOf(state: Elaboration, place: Place, node: HeadNode, flow: Flow): number {
  const name = node.name!;
  const { given } = evaluateArguments(
    { state, place, flow },
    headSignature,
    { name, arguments: node.arguments },
    new Set(),
  );
  const argument = given.get('weight');
  if (argument === undefined || isUnknown(argument.value)) return defaultWeight;
  if (typeof argument.value === 'number' && argument.value >= 0) return argument.value;
  const message = `\`weight\` must be a number, 0 or more, not ${showValue(argument.value)}.`;
  state.report(place, argument.node.value, 'wrong-type', message);
  return defaultWeight;
}

// `add { … }`, `concat { … }`: branches that all start from the current value, joined into one.

import type { LayerDefinition } from '../../../engine/layers/layer.ts';
import { findLayer } from '../../../engine/layers/registry.ts';
import type { TextRange } from '../diagnostic.ts';
import type { MergeNode, Name, Statement } from '../syntax/tree.ts';
import { noSuchMerge } from '../validation/nameMessages.ts';
import { schemaSignature } from './bindArguments.ts';
import { type BodyRules, broken } from './bodyRules.ts';
import { reportName } from './context.ts';
import { elaborateIf } from './elaborateIf.ts';
import { forEachRound, loopPlace, roundsOf } from './elaborateLoop.ts';
import { evaluateArguments } from './evaluate.ts';
import { explainMerge } from './explainMerge.ts';
import { findDeclared } from './program.ts';
import { Scope } from './scope.ts';
import { type Branch, type Elaboration, originOf, type Place } from './state.ts';
import { useLayer } from './useLayer.ts';
import type { Flow } from './value.ts';

export function elaborateMerge(
  state: Elaboration,
  place: Place,
  node: MergeNode,
  flow: Flow,
  assigned: Name | undefined,
  rules: BodyRules,
): Flow {
  const definition = mergeNamed(state, place, node, flow);
  const kind = definition?.kind ?? node.name.text;
  const path = assigned === undefined ? place.paths.numbered(kind) : place.paths.named(assigned.text);
  const group = state.addGroup({
    id: path,
    parent: place.group,
    kind: 'merge',
    label: kind,
    detail: '',
    origin: originOf(place.file, node),
  });
  const inner: Place = { ...place, group, scope: new Scope(place.scope) };
  const branches = elaborateBranches(state, inner, node, flow, rules);
  if (definition === undefined || state.stopped) return broken(flow)!;
  if (branches.length === 0) {
    const message = `\`${kind}\` has no branches: write one in each line between its braces.`;
    state.report(place, node.name, 'empty-merge', message);
    return broken(flow)!;
  }
  if (branches.length === 1 && node.branches.kind === 'body') reportSingleBranch(state, place, node);
  const { given, sound } = evaluateArguments(
    { state, place, flow },
    schemaSignature(definition.kind, definition.attributes),
    node,
    new Set(),
  );
  const inputs = branches.map((branch) => branch.flow);
  const use = { definition, given, sound, inputs, path, node, name: node.name };
  const record = { layer: path, node, file: place.file, entering: flow, branches };
  return useLayer(state, inner, use, (problem) => explainMerge(state, inner, record, problem));
}

function reportSingleBranch(state: Elaboration, place: Place, node: MergeNode): void {
  const kind = node.name.text;
  const [only] = node.branches.kind === 'body' ? node.branches.statements : [];
  const loop = only?.kind === 'chain' && only.elements.length === 1 ? only.elements[0] : undefined;
  const rounds =
    loop?.kind === 'for' || loop?.kind === 'repeat'
      ? ` One statement is one branch: to make a branch of each round, write \`${kind} ${loop.kind} … { … ` +
        '}`.'
      : '';
  const message = `\`${kind}\` has one branch only, so it joins nothing.${rounds}`;
  state.report(place, node.name, 'single-branch', message);
}

function mergeNamed(
  state: Elaboration,
  place: Place,
  node: MergeNode,
  flow: Flow,
): LayerDefinition | undefined {
  const { text } = node.name;
  const definition = findLayer(text);
  if (definition?.inputs === 'many') return definition;
  const known = findDeclared(place.file, text) !== undefined || place.scope.find(text) !== undefined;
  reportName({ state, place, flow }, node.name, 'unknown-merge', () => noSuchMerge(text, known));
  return undefined;
}

function elaborateBranches(
  state: Elaboration,
  place: Place,
  node: MergeNode,
  entering: Flow,
  rules: BodyRules,
): Branch[] {
  const found: Branch[] = [];
  const { branches } = node;
  if (branches.kind === 'body') {
    for (const statement of branches.statements) {
      const branch = elaborateBranch(state, place, statement, entering, found.length + 1, rules);
      if (branch !== undefined) found.push(branch);
    }
    return found;
  }
  const rounds = roundsOf(state, place, branches, entering);
  const inner = loopPlace(state, place, branches, rounds);
  forEachRound(state, inner, branches, rounds, (round) => {
    const firstLayer = state.layers.length;
    const flow = rules.elaborateBody(state, round, branches.body, entering) ?? entering;
    const shape = rounds.known ? flow.shape : undefined;
    found.push({
      flow: { layer: flow.layer, shape },
      range: branches.body,
      firstLayer,
      endLayer: state.layers.length,
    });
  });
  return found;
}

/** Undefined for what is no branch: an assert, a head, or an `if` that chooses nothing. */
function elaborateBranch(
  state: Elaboration,
  place: Place,
  statement: Statement,
  entering: Flow,
  number: number,
  rules: BodyRules,
): Branch | undefined {
  const group = state.addGroup({
    id: `${place.group}/${number}`,
    parent: place.group,
    kind: 'branch',
    label: `branch ${number}`,
    detail: '',
    origin: originOf(place.file, statement),
  });
  const inner: Place = { ...place, group };
  const firstLayer = state.layers.length;
  const flow = flowOfBranch(state, inner, statement, entering, rules);
  if (flow === undefined || statement.kind !== 'chain') return undefined;
  return { flow, range: rangeOfBranch(statement), firstLayer, endLayer: state.layers.length };
}

function flowOfBranch(
  state: Elaboration,
  place: Place,
  statement: Statement,
  entering: Flow,
  rules: BodyRules,
): Flow | undefined {
  const [only, ...others] = statement.kind === 'chain' ? statement.elements : [];
  if (
    statement.kind === 'chain' &&
    statement.name === undefined &&
    only?.kind === 'if' &&
    others.length === 0
  ) {
    state.step(place, only);
    const choice = elaborateIf(state, place, only, entering, rules);
    return choice.chosen ? choice.flow : undefined;
  }
  return rules.elaborateStatement(state, place, statement, entering);
}

function rangeOfBranch({ start, end }: TextRange): TextRange {
  return { start, end };
}

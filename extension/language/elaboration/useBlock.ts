// One use of a block: its parameters get values, and its body is elaborated in a scope of its own.

import type { TextRange } from '../diagnostic.ts';
import type { Element } from '../syntax/tree.ts';
import type { BoundArguments } from './bindArguments.ts';
import { blockCyclesOf } from './blockCycles.ts';
import type { BodyRules } from './bodyRules.ts';
import { evaluate } from './evaluate.ts';
import { limits } from './limits.ts';
import { below } from './paths.ts';
import { Scope } from './scope.ts';
import { type Elaboration, originOf, type Place } from './state.ts';
import type { BlockTemplate } from './template.ts';
import { type Flow, showValue, unknown, type Value } from './value.ts';

export interface BlockUse {
  readonly template: BlockTemplate;
  /** All arguments, those of the template and those of the use. */
  readonly given: BoundArguments;
  readonly flow: Flow;
  readonly path: string;
  readonly node: Element;
  readonly name: TextRange;
}

export function useBlock(state: Elaboration, place: Place, use: BlockUse, rules: BodyRules): Flow {
  const { block, file } = use.template;
  // A circle was reported where it closes.
  if (blockCyclesOf(file).blocks.has(block)) return { layer: use.flow.layer, shape: undefined };
  if (state.frames.length >= limits.blockDepth) {
    const name = block.name?.text ?? '';
    // The frames hold the name of each use around this one.
    const { start } = use.name;
    const again = state.frames.some(({ file, range }) => file === place.file.name && range.start === start);
    const message = again
      ? `\`${name}\` is used inside itself, more than ${limits.blockDepth} levels deep: a block must not lead back to itself.`
      : `\`${name}\` stands more than ${limits.blockDepth} blocks and loops deep: use fewer within one another.`;
    state.report(place, use.name, again ? 'block-cycle' : 'network-too-large', message);
    return { layer: use.flow.layer, shape: undefined };
  }
  const label = block.name?.text ?? '';
  const group = state.addGroup({
    id: use.path,
    parent: place.group,
    kind: 'block',
    label,
    detail: detailOf(use),
    origin: originOf(place.file, use.node),
  });
  const inner: Place = {
    file,
    scope: new Scope(),
    paths: below(use.path),
    group,
    head: place.head,
    inModel: false,
  };
  const message = () => `In this use of \`${label}\`${shapeNote(use.flow)}.`;
  const frame = { file: place.file.name, range: use.name, message, rounds: undefined };
  return state.within(frame, () => {
    defineParameters(state, inner, use);
    return rules.elaborateBody(state, inner, block.body, use.flow) ?? use.flow;
  });
}

function shapeNote({ shape }: Flow): string {
  return shape === undefined ? '' : `, whose input is ${shape.join('x')}`;
}

/** The arguments of the use, with their values: `64, stride: 2`. */
function detailOf({ node, given }: BlockUse): string {
  if (node.kind !== 'use' || node.arguments === undefined) return '';
  const values = new Map([...given.values()].map((argument) => [argument.node, argument.value]));
  const shown = node.arguments.items.map((item) => {
    const value = values.get(item);
    const text = value === undefined ? '?' : plainText(value);
    return item.name === undefined ? text : `${item.name.text}: ${text}`;
  });
  return shown.join(', ');
}

function plainText(value: Value): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : showValue(value);
}

/** Defaults see the parameters before them, and `in`. */
function defineParameters(state: Elaboration, place: Place, use: BlockUse): void {
  for (const { name, default: fallback } of use.template.block.parameters) {
    const given = use.given.get(name.text);
    if (given !== undefined) place.scope.define(name, given.value);
    else if (fallback === undefined) place.scope.define(name, unknown);
    else place.scope.define(name, evaluate({ state, place, flow: use.flow }, fallback));
  }
}

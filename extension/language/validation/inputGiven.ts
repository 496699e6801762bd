// Calls written as in PyTorch, which says what goes into a layer before what comes out of it.

import type { Shape } from '../../../engine/network/shape.ts';
import type { Fix, TextRange } from '../diagnostic.ts';
import type { ArgumentNode, Element } from '../syntax/tree.ts';
import { itemRange } from './removal.ts';

/** An argument that says what is known already. */
export interface InputGiven {
  readonly range: TextRange;
  /** One sentence that says what to write. */
  readonly advice: string;
  readonly fix: Fix;
}

/** A call of a layer: what its positional arguments came to, and what goes in. */
export interface PositionalCall {
  readonly kind: string;
  readonly node: Element;
  readonly file: string;
  readonly input: Shape | undefined;
  /** The value of each positional argument, undefined where it is no number. */
  readonly positional: readonly (number | undefined)[];
}

const convolutions: ReadonlySet<string> = new Set(['conv', 'conv_transpose', 'separable_conv']);
const normalizations: ReadonlySet<string> = new Set(['bn', 'layer_norm', 'instance_norm']);

export function inputGiven(call: PositionalCall): InputGiven | undefined {
  const [first, ...others] = positionalItems(call.node);
  if (first === undefined) return undefined;
  if (convolutions.has(call.kind)) return convolutionInput(call, first, others);
  const [a, b] = call.positional;
  const dense = call.kind === 'dense' && a !== undefined && b !== undefined;
  const normalization = normalizations.has(call.kind) && a !== undefined && a > 1;
  return dense || normalization ? withoutFirst(call, first, others) : undefined;
}

/** `conv(1, 6, 5)`: as channels, kernel and stride a kernel of 6 at every fifth place; in PyTorch 1 to 6 channels. */
function convolutionInput(
  call: PositionalCall,
  first: ArgumentNode,
  others: readonly ArgumentNode[],
): InputGiven | undefined {
  const [channels, kernel, stride] = call.positional;
  if (channels === undefined || kernel === undefined || stride === undefined) return undefined;
  if (call.input?.length !== 3 || call.input[0] !== channels) return undefined;
  const unusual = kernel > 11 || (kernel >= 4 && kernel % 2 === 0 && [3, 5, 7, 11].includes(stride));
  return unusual ? withoutFirst(call, first, others) : undefined;
}

function withoutFirst(
  { kind, node, file, positional }: PositionalCall,
  first: ArgumentNode,
  others: readonly ArgumentNode[],
): InputGiven | undefined {
  if (node.kind !== 'use' || node.arguments === undefined) return undefined;
  const rest = positional.slice(1, 1 + others.length).filter((value) => value !== undefined);
  const written = rest.length === 0 ? kind : `${kind}(${rest.join(', ')})`;
  const alone = node.arguments.items.length === 1;
  const range = alone ? node.arguments : itemRange(node.arguments.items, first);
  const edits = [{ file, range: { start: range.start, end: range.end }, text: '' }];
  return {
    range: first,
    advice: adviceFor(kind, written),
    fix: { title: `Change to \`${written}\``, edits },
  };
}

function adviceFor(kind: string, written: string): string {
  if (normalizations.has(kind))
    return `\`${kind}\` takes its channels from the layer before: write \`${written}\`.`;
  return `In \`${kind}\` only what comes out is written, for what goes in is known: write \`${written}\`.`;
}

function positionalItems(node: Element): readonly ArgumentNode[] {
  if (node.kind !== 'use') return [];
  const items = node.arguments?.items ?? [];
  const named = items.findIndex(({ name }) => name !== undefined);
  return named === -1 ? items : items.slice(0, named);
}

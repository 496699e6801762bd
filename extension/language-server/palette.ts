// What can be inserted into a model: layers, shortcuts and blocks, each as a call that fits where it is put.

import type { LayerDefinition } from '../../engine/layers/layer.ts';
import { layerKinds } from '../../engine/layers/registry.ts';
import type { PaletteEntry } from '../../webview/protocol/details.ts';
import type { Compilation } from '../language/compilation.ts';
import { programOf } from '../language/compile.ts';
import { findDeclared, visibleBlocks } from '../language/elaboration/program.ts';
import type { ParameterNode } from '../language/syntax/tree.ts';

/** Arguments that must be given, so that the shape stays where it can. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  channels: 'in.channels',
  kernel: '3',
  units: '128',
  size: '1',
  deviation: '0.1',
  amount: '1',
  groups: '2',
  width: 'in.channels',
  filters: 'in.channels',
  operator: '"Mish"',
};

/** Beyond what must be given: convolutions that keep rows and columns, poolings that halve them. */
const CALLS: Readonly<Record<string, string>> = {
  conv: 'conv(in.channels, 3, padding: same)',
  depthwise_conv: 'depthwise_conv(3, padding: same)',
  separable_conv: 'separable_conv(in.channels, 3, padding: same)',
  conv_transpose: 'conv_transpose(in.channels, 2, stride: 2)',
  maxpool: 'maxpool(2)',
  avgpool: 'avgpool(2)',
  lppool: 'lppool(2)',
  add: 'add { conv(in.channels, 3, padding: same); identity }',
  concat: 'concat { conv(in.channels, 3, padding: same); identity }',
  mul: 'mul { identity; global_avgpool -> dense(in.channels) -> sigmoid }',
  channel_pad: 'channel_pad(2 * in.channels)',
};

/** Not offered: `identity` is nothing to see, and these two are written with more than one branch in mind. */
const LEFT_OUT: ReadonlySet<string> = new Set(['identity', 'max', 'mean']);

export function palette(compilation: Compilation): readonly PaletteEntry[] {
  const layers = [...layerKinds.values()].filter(({ kind }) => !LEFT_OUT.has(kind)).map(layerEntry);
  const main = programOf(compilation)?.main;
  const blocks = main ? visibleBlocks(main) : [];
  return [
    ...layers,
    ...blocks.map((name): PaletteEntry => {
      const node = main && findDeclared(main, name)?.node;
      const documentation = node?.documentation.split('\n', 1)[0] ?? '';
      return { name, category: 'block', documentation, layer: blockCall(name, node?.parameters ?? []) };
    }),
  ];
}

function layerEntry({ kind, category, documentation, attributes }: LayerDefinition): PaletteEntry {
  const required = Object.entries(attributes).filter(([, attribute]) => attribute.default === undefined);
  const given = required.map(([name]) => ARGUMENTS[name] ?? '1').join(', ');
  const layer = CALLS[kind] ?? (given === '' ? kind : `${kind}(${given})`);
  return { name: kind, category, documentation: documentation.split('\n', 1)[0]!, layer };
}

function blockCall(name: string, parameters: readonly ParameterNode[]): string {
  const given = parameters.filter((parameter) => parameter.default === undefined);
  if (given.length === 0) return name;
  return `${name}(${given.map((parameter) => ARGUMENTS[parameter.name.text] ?? '16').join(', ')})`;
}

// What the gallery shows: every network that ships, by family, with a block of each family unfolded, and figures.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { compileFile, networkOf } from '../../cli/compiledFile.ts';
import { readZoo, type ZooEntry } from '../../cli/zoo.ts';
import type { Network } from '../../engine/network/network.ts';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import type { Compilation } from '../../extension/language/compilation.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';

export interface Family {
  readonly title: string;
  readonly belongs: RegExp;
  /** The network whose first frame of this title is shown open. */
  readonly unfolded?: { readonly name: string; readonly frame: string };
  /** Networks that are shown as papers draw them. */
  readonly figures: readonly string[];
}

export const families: readonly Family[] = [
  { title: 'LeNet', belongs: /^LeNet/, figures: ['LeNet-5'] },
  { title: 'AlexNet', belongs: /^AlexNet/, figures: ['AlexNet (2012, grouped)'] },
  {
    title: 'Network in network',
    belongs: /^NiN/,
    unfolded: { name: 'NiN (CIFAR-10)', frame: 'MlpConv' },
    figures: [],
  },
  {
    title: 'Inception',
    belongs: /Inception|GoogLeNet/,
    unfolded: { name: 'GoogLeNet', frame: 'i3a' },
    figures: ['GoogLeNet'],
  },
  {
    title: 'ResNet',
    belongs: /ResNet|Plain/,
    unfolded: { name: 'ResNet-50', frame: 'Bottleneck' },
    figures: ['ResNet-50'],
  },
  {
    title: 'DenseNet',
    belongs: /^DenseNet/,
    unfolded: { name: 'DenseNet-121', frame: 'DenseLayer' },
    figures: ['DenseNet-121'],
  },
  { title: 'Activations', belongs: /^Activation/, figures: [] },
];

export interface Exhibit {
  readonly entry: ZooEntry;
  readonly network: Network;
  readonly graph: DiagramGraph;
}

export function exhibits(repository: string): readonly Exhibit[] {
  const models = join(repository, 'models');
  const compilations = new Map<string, Compilation>();
  return readZoo(models).map((entry) => {
    const compilation = compilations.get(entry.file) ?? compileFile(join(models, entry.file));
    compilations.set(entry.file, compilation);
    const network = networkOf(compilation, { name: entry.model, arguments: entry.arguments });
    return { entry, network, graph: networkToDiagram(network, []) };
  });
}

/** `resnet-50-cifar-10-option-b` */
export function fileName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Of what a picture is drawn of: another network gives another one. */
export function fingerprint({ graph }: Exhibit): string {
  const { nodes, groups, edges } = graph;
  return createHash('sha256')
    .update(JSON.stringify([nodes, groups, edges]))
    .digest('hex')
    .slice(0, 16);
}

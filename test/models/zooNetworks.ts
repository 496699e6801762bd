// The networks that ship, compiled once for a test file.

import { join } from 'node:path';
import { diskFiles } from '../../cli/diskFiles.ts';
import { readZoo, type ZooEntry, type ZooNetwork, zooNetworks } from '../../cli/zoo.ts';
import { layersByPath, type NetworkLayer } from '../../engine/network/network.ts';
import { compile, elaborateModel } from '../../extension/language/compile.ts';
import type { Diagnostic } from '../../extension/language/diagnostic.ts';

export const modelsFolder = join(import.meta.dirname, '../../models');

export const entries: readonly ZooEntry[] = readZoo(modelsFolder);

export const networks: readonly ZooNetwork[] = zooNetworks(modelsFolder);

export function networkNamed(name: string): ZooNetwork {
  const network = networks.find((candidate) => candidate.name === name);
  if (network === undefined) throw new Error(`The zoo has no ${name}.`);
  return network;
}

/** What is said of an entry with its own arguments. */
export function diagnosticsOf(entry: ZooEntry): readonly Diagnostic[] {
  const compilation = compile(join(modelsFolder, entry.file), diskFiles);
  return elaborateModel(compilation, entry.model, entry.arguments).diagnostics;
}

/** The layers of a network of the list by path. */
export function layersOf(name: string): ReadonlyMap<string, NetworkLayer> {
  const { file, model, arguments: given } = networkNamed(name);
  const compilation = compile(join(modelsFolder, file), diskFiles);
  const { network } = elaborateModel(compilation, model, given);
  if (network === undefined) throw new Error(`${name} has no network.`);
  return layersByPath(network);
}

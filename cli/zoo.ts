// The networks that ship: what models/zoo.json lists, compiled.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NetworkSummary, summarize } from '../engine/analysis/summarize.ts';
import { UserError } from '../engine/userError.ts';
import type { Compilation } from '../extension/language/compilation.ts';
import { compileFile, networkOf } from './compiledFile.ts';

const listName = 'zoo.json';

/** One network of the list: a model of a file with its arguments. */
export interface ZooEntry {
  /** `ResNet-50`: unique in the list. */
  readonly name: string;
  /** Name of the file in the folder of models. */
  readonly file: string;
  readonly model: string;
  /** As texts of the language. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Paper, and whose weights it follows. */
  readonly source: string;
}

export interface ZooNetwork extends ZooEntry {
  readonly figures: NetworkSummary;
}

/** The folder of the networks that ship: beside that of the program, in an installed extension and in a checkout alike. */
export function modelsFolder(): string {
  const folder = join(__dirname, '..', 'models');
  if (existsSync(join(folder, listName))) return folder;
  const message = `The networks that ship are missing: there is no file ${join(folder, listName)}. Install Netwright again.`;
  throw new UserError('zoo.missing', message);
}

export function readZoo(folder: string): readonly ZooEntry[] {
  const entries: readonly ZooEntry[] = JSON.parse(readFileSync(join(folder, listName), 'utf8'));
  return entries;
}

/** Every network of the list with its figures; each file is compiled once. */
export function zooNetworks(folder: string): readonly ZooNetwork[] {
  const compilations = new Map<string, Compilation>();
  return readZoo(folder).map((entry) => {
    const compilation = compilations.get(entry.file) ?? compileFile(join(folder, entry.file));
    compilations.set(entry.file, compilation);
    const network = networkOf(compilation, { name: entry.model, arguments: entry.arguments });
    return { ...entry, figures: summarize(network, { batch: 1 }) };
  });
}

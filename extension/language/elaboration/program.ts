// A file with everything that it imports, and what each file declares.

import type { FileHost } from '../compilation.ts';
import { parse } from '../syntax/parser/parse.ts';
import type { BlockNode, ImportNode, ModelNode, SyntaxTree, TrainNode } from '../syntax/tree.ts';
import { limits } from './limits.ts';

/** A block or model, and the file that declares it. */
export interface Declared {
  readonly node: BlockNode | ModelNode;
  readonly file: SourceFile;
}

export interface ImportedFile {
  readonly node: ImportNode;
  /** Undefined where there is no such file, or where following the import would lead in a circle. */
  readonly target: SourceFile | undefined;
  readonly problem:
    | { readonly code: 'import-not-found' | 'import-cycle' | 'too-many-imports'; readonly message: string }
    | undefined;
}

export interface SourceFile {
  /** As the file host names it. */
  readonly name: string;
  readonly tree: SyntaxTree;
  /** The first declaration of each name. */
  readonly declared: ReadonlyMap<string, Declared>;
  readonly trains: readonly TrainNode[];
  readonly imports: readonly ImportedFile[];
}

export interface Program {
  readonly main: SourceFile;
  readonly files: ReadonlyMap<string, SourceFile>;
}

/**
 * What `name` declares as seen from `file`: its own blocks and models first, then those of the files it
 * imports.
 */
export function findDeclared(file: SourceFile, name: string): Declared | undefined {
  const own = file.declared.get(name);
  if (own !== undefined) return own;
  for (const { target } of file.imports) {
    const found = target?.declared.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names of the blocks that `file` sees. */
export function visibleBlocks(file: SourceFile): string[] {
  return visibleNames(file, 'block');
}

export function visibleModels(file: SourceFile): string[] {
  return visibleNames(file, 'model');
}

function visibleNames(file: SourceFile, kind: 'block' | 'model'): string[] {
  const sources = [
    file,
    ...file.imports.map(({ target }) => target).filter((target) => target !== undefined),
  ];
  const names = sources.flatMap(({ declared }) =>
    [...declared].filter(([, { node }]) => node.kind === kind).map(([name]) => name),
  );
  return [...new Set(names)];
}

/** Reads `name` and what it imports; undefined where there is no such file. */
export function loadProgram(name: string, host: FileHost): Program | undefined {
  const text = host.read(name);
  if (text === undefined) return undefined;
  const files = new Map<string, SourceFile>();
  const main = new Loader(host, files).load(name, text, [name]);
  return { main, files };
}

class Loader {
  constructor(
    private readonly host: FileHost,
    private readonly files: Map<string, SourceFile>,
  ) {}

  load(name: string, text: string, trail: readonly string[]): SourceFile {
    const tree = parseCached(text);
    const declared = new Map<string, Declared>();
    const imports: ImportedFile[] = [];
    const trains = tree.file.declarations.filter((node) => node.kind === 'train');
    const file: SourceFile = { name, tree, declared, trains, imports };
    this.files.set(name, file);
    for (const node of tree.file.declarations) {
      if (node.kind === 'import') imports.push(this.import(node, name, trail));
      else if (node.kind !== 'train' && node.name !== undefined && !declared.has(node.name.text)) {
        declared.set(node.name.text, { node, file });
      }
    }
    return file;
  }

  private import(node: ImportNode, from: string, trail: readonly string[]): ImportedFile {
    if (node.path === undefined) return { node, target: undefined, problem: undefined };
    const path = node.path.value;
    if (path.trim() === '') {
      const message = 'This import names no file: write the path of one, as in `import "blocks.cnn"`.';
      return { node, target: undefined, problem: { code: 'import-not-found', message } };
    }
    const name = this.host.resolve(from, path);
    const start = trail.indexOf(name);
    if (start !== -1)
      return {
        node,
        target: undefined,
        problem: { code: 'import-cycle', message: cycle(trail.slice(start)) },
      };
    const known = this.files.get(name);
    if (known !== undefined) return { node, target: known, problem: undefined };
    if (this.files.size >= limits.files) {
      const message = `A text may import ${limits.files} files at most, directly or through others.`;
      return { node, target: undefined, problem: { code: 'too-many-imports', message } };
    }
    const text = this.host.read(name);
    if (text !== undefined)
      return { node, target: this.load(name, text, [...trail, name]), problem: undefined };
    const message = `There is no file \`${path}\` here; the path is relative to the file that imports it.`;
    return { node, target: undefined, problem: { code: 'import-not-found', message } };
  }
}

function cycle(files: readonly string[]): string {
  const short = (file: string) => `\`${file.split(/[\\/]/).at(-1)}\``;
  if (files.length === 1) return `${short(files[0]!)} imports itself: remove the import.`;
  return `These files import one another in a circle: ${[...files, files[0]!].map(short).join(' imports ')}.`;
}

/** Trees are plain data, so texts that were parsed lately need not be parsed again. */
const recentTrees = new Map<string, SyntaxTree>();
const mostRecentTrees = 64;
/** Characters of a text that is kept, so that all of them together stay small. */
const longestRecentText = 50_000;

export function parseCached(text: string): SyntaxTree {
  const known = recentTrees.get(text);
  const tree = known ?? parse(text);
  if (text.length > longestRecentText) return tree;
  recentTrees.delete(text);
  recentTrees.set(text, tree);
  const [oldest] = recentTrees.keys();
  if (recentTrees.size > mostRecentTrees && oldest !== undefined) recentTrees.delete(oldest);
  return tree;
}

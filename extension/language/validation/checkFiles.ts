// What can be said of a program's files before anything is elaborated, one rule after another.

import { findLayer } from '../../../engine/layers/registry.ts';
import type { Fix } from '../diagnostic.ts';
import { blockCyclesOf } from '../elaboration/blockCycles.ts';
import type { Program, SourceFile } from '../elaboration/program.ts';
import type { Reporter } from '../reporter.ts';
import type { Resolution } from '../resolution/definition.ts';
import { resolveFile } from '../resolution/resolveFile.ts';
import { nearestWord } from '../suggest.ts';
import { childrenOf } from '../syntax/children.ts';
import type { BlockNode, ModelNode, Name, SyntaxNode, TrainNode } from '../syntax/tree.ts';
import { codeOf, codes, isCode } from './codes.ts';
import { itemRange, removeDeclaration } from './removal.ts';
import { allowedCodes } from './silenced.ts';

interface Checked {
  readonly file: SourceFile;
  readonly resolution: Resolution;
  readonly reporter: Reporter;
}

type FileCheck = (checked: Checked) => void;

const checks: readonly FileCheck[] = [
  checkSyntax,
  checkImports,
  checkDuplicates,
  checkRecipeNames,
  checkHidden,
  checkCycles,
  checkUnusedBlocks,
  checkUnusedParameters,
  checkAllowedCodes,
];

export function checkFiles({ files }: Program, reporter: Reporter): void {
  for (const file of files.values()) {
    const resolution = resolveFile(file, (range, code, message, extras) =>
      reporter.report(file.name, range, code, message, extras),
    );
    for (const check of checks) check({ file, resolution, reporter });
  }
}

function checkSyntax({ file: { name, tree }, reporter }: Checked): void {
  for (const { range, code, message, insertion } of tree.problems) {
    const at = insertion?.offset ?? 0;
    const fixes =
      insertion === undefined
        ? []
        : [
            {
              title: insertion.title,
              edits: [{ file: name, range: { start: at, end: insertion.end ?? at }, text: insertion.text }],
            },
          ];
    reporter.report(name, range, codeOf(code, 'syntax'), message, { fixes });
  }
}

function checkImports({ file, reporter }: Checked): void {
  for (const { node, problem } of file.imports) {
    if (problem !== undefined) reporter.report(file.name, node.path ?? node, problem.code, problem.message);
  }
}

function checkDuplicates({ file, reporter }: Checked): void {
  for (const node of file.tree.file.declarations) {
    if (node.kind === 'import' || node.kind === 'train' || node.name === undefined) continue;
    const first = file.declared.get(node.name.text)?.node;
    if (first === undefined || first === node) continue;
    reportTwice({ file, reporter }, node.name, first.name!, 'duplicate-declaration', `The ${first.kind}`);
  }
}

function checkRecipeNames({ file, reporter }: Checked): void {
  const first = new Map<string, Name>();
  for (const train of file.trains) {
    const name = nameOf(train);
    const known = name === undefined ? undefined : first.get(name.text);
    if (name === undefined) continue;
    if (known === undefined) first.set(name.text, name);
    else reportTwice({ file, reporter }, name, known, 'duplicate-recipe', 'The recipe');
  }
}

function nameOf({ name, model }: TrainNode): Name | undefined {
  return name ?? model;
}

function reportTwice(
  { file, reporter }: Pick<Checked, 'file' | 'reporter'>,
  name: Name,
  first: Name,
  code: 'duplicate-declaration' | 'duplicate-recipe',
  what: string,
): void {
  const line = file.tree.lines.lineAt(first.start) + 1;
  const advice =
    code === 'duplicate-recipe'
      ? `give this one a name of its own, as in \`train quick for …\``
      : 'rename one of them';
  const message = `\`${name.text}\` is already declared in line ${line}: ${advice}.`;
  const related = [{ file: file.name, range: first, message: `${what} \`${name.text}\` is here.` }];
  reporter.report(file.name, name, code, message, { related });
}

/** Declarations that hide layers, or what is imported. */
function checkHidden({ file, reporter }: Checked): void {
  for (const [name, { node }] of file.declared) {
    if (node.name === undefined) continue;
    const imported = file.imports.find(({ target }) => target?.declared.has(name));
    const what =
      findLayer(name) !== undefined
        ? 'the layer'
        : imported === undefined
          ? undefined
          : 'the imported declaration';
    if (what !== undefined)
      reporter.report(
        file.name,
        node.name,
        'shadowing',
        `\`${name}\` hides ${what} of that name: choose another name.`,
      );
  }
  const seen = new Map<string, string>();
  for (const { node, target } of file.imports) {
    for (const name of target?.declared.keys() ?? []) {
      const other = seen.get(name);
      seen.set(name, target!.name);
      if (other === undefined || other === target?.name) continue;
      const message = `\`${name}\` of this file is hidden by the one of an import before it.`;
      reporter.report(file.name, node.path ?? node, 'shadowing', message);
    }
  }
}

function checkCycles({ file, reporter }: Checked): void {
  for (const { name, message } of blockCyclesOf(file).reports)
    reporter.report(file.name, name, 'block-cycle', message);
}

/** In a file with models: a file of blocks alone is there for others. */
function checkUnusedBlocks({ file, resolution, reporter }: Checked): void {
  const declared = [...file.declared.values()];
  if (!declared.some(({ node }) => node.kind === 'model')) return;
  const used = new Set<Name>();
  for (const { name, target } of resolution.references) {
    const around = target.node;
    const inItself = around !== undefined && name.start >= around.start && name.end <= around.end;
    if (target.kind === 'block' && !inItself) used.add(target.name);
  }
  for (const { node } of declared) {
    if (node.kind !== 'block' || node.name === undefined || used.has(node.name)) continue;
    const { name } = node;
    const fixes = [removeDeclaration(file, node, `Remove the block \`${name.text}\``)];
    reporter.report(file.name, name, 'unused-block', `The block \`${name.text}\` is never used.`, { fixes });
  }
}

function checkUnusedParameters({ file, resolution, reporter }: Checked): void {
  const used = new Set(resolution.references.map(({ target }) => target.name));
  for (const { kind, name, owner } of resolution.definitions) {
    if (kind !== 'parameter' || used.has(name) || owner === undefined) continue;
    const message = `The parameter \`${name.text}\` is never used.`;
    const fixes = removeParameter(file, name, owner, resolution);
    reporter.report(file.name, name, 'unused-parameter', message, { fixes });
  }
}

/** Only a last parameter that no call in the file gives: without any other, arguments would change places. */
function removeParameter(
  file: SourceFile,
  name: Name,
  owner: BlockNode | ModelNode,
  { references }: Resolution,
): readonly Fix[] {
  const { parameters } = owner;
  const last = parameters.at(-1);
  const mentions = references.filter(({ target }) => target.name === owner.name);
  const isGiven = mentions.some((mention) => givenCount(file, mention.name) >= parameters.length);
  if (last?.name !== name || isGiven) return [];
  const { start, end } = itemRange(parameters, last);
  const title = `Remove the parameter \`${name.text}\``;
  return [{ title, edits: [{ file: file.name, range: { start, end }, text: '' }] }];
}

/** How many arguments stand behind a name. */
function givenCount(file: SourceFile, name: Name): number {
  let count = 0;
  const visit = (node: SyntaxNode) => {
    if (name.start < node.start || node.end < name.end) return;
    const called = node.kind === 'use' || node.kind === 'call' ? node.arguments : undefined;
    if (called !== undefined && 'name' in node && node.name === name) count = called.items.length;
    for (const child of childrenOf(node)) visit(child);
  };
  visit(file.tree.file);
  return count;
}

function checkAllowedCodes({ file, reporter }: Checked): void {
  for (const { code, start, end } of allowedCodes(file.tree)) {
    if (isCode(code)) {
      if (codes[code].severity !== 'error') continue;
      reporter.report(
        file.name,
        { start, end },
        'unknown-code',
        `\`${code}\` is an error, which cannot be allowed.`,
      );
      continue;
    }
    const nearest = nearestWord(code, Object.keys(codes));
    const hint = nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`;
    const edits = [{ file: file.name, range: { start, end }, text: nearest ?? '' }];
    const fixes = nearest === undefined ? [] : [{ title: `Change to \`${nearest}\``, edits }];
    const message = `There is no code \`${code}\`.${hint}`;
    reporter.report(file.name, { start, end }, 'unknown-code', message, { fixes });
  }
}

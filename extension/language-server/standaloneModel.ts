// One model with everything that it needs as a text of its own: imports written out, arguments as defaults.

import type { Compilation } from '../language/compilation.ts';
import { elaborateModel, programOf } from '../language/compile.ts';
import type { TextRange } from '../language/diagnostic.ts';
import { findDeclared, type SourceFile } from '../language/elaboration/program.ts';
import { resolutionOf } from '../language/resolution/resolveFile.ts';
import { startWithComments } from '../language/syntax/commentsAbove.ts';
import { namesIn } from '../language/syntax/namesIn.ts';
import { parseLoneExpression } from '../language/syntax/parser/parse.ts';
import type { Declaration, ModelNode, SyntaxTree } from '../language/syntax/tree.ts';
import { figuresText } from './codeLenses.ts';
import type { StartingPointAnswer } from './protocol.ts';
import { contains } from './sourceText.ts';

interface Piece {
  readonly file: SourceFile;
  readonly node: Declaration;
}

/** Null where there is no such model. */
export function startingPoint(
  compilation: Compilation,
  name: string,
  argumentTexts: Readonly<Record<string, string>>,
): StartingPointAnswer | null {
  const text = standaloneModel(compilation, name, argumentTexts);
  if (text === undefined) return null;
  return { text, figures: figuresText(elaborateModel(compilation, name, argumentTexts).network) };
}

/**
 * The text of a model, of the blocks that it uses and of its recipes; undefined where there is no such model.
 * `argumentTexts`, in the language, become the defaults of the model's parameters.
 */
export function standaloneModel(
  compilation: Compilation,
  name: string,
  argumentTexts: Readonly<Record<string, string>>,
): string | undefined {
  const program = programOf(compilation);
  const node = program?.main.declared.get(name)?.node;
  if (program === undefined || node?.kind !== 'model') return undefined;
  const { main, files } = program;
  const trains = main.trains.filter((train) => train.model?.text === name);
  const roots = [node, ...trains].map((root) => ({ file: main, node: root }));
  const passed = blocksNamedBy(main, Object.values(argumentTexts));
  const needed = reachable([...roots, ...passed], files, replacedDefaults(node, argumentTexts));
  const order = [...files.values()].filter((file) => file !== main).concat(main);
  const pieces = order.flatMap((file) =>
    file.tree.file.declarations
      .filter((piece) => needed.has(piece))
      .map((piece) => (piece === node ? modelText(file, node, argumentTexts) : pieceText(file.tree, piece))),
  );
  return `${[headerOf(main.tree), ...pieces].filter((text) => text !== '').join('\n\n')}\n`;
}

function replacedDefaults(
  { parameters }: ModelNode,
  texts: Readonly<Record<string, string>>,
): readonly TextRange[] {
  return parameters.flatMap(({ name, default: fallback }) =>
    fallback !== undefined && Object.hasOwn(texts, name.text) ? [fallback] : [],
  );
}

/** The blocks that arguments pass by name, as `Bottleneck`. */
function blocksNamedBy(main: SourceFile, texts: readonly string[]): readonly Piece[] {
  return texts
    .flatMap((text) => namesIn(parseLoneExpression(text).expression))
    .map(({ text }) => findDeclared(main, text))
    .filter((declared) => declared !== undefined);
}

/** What the roots use, directly or through others; what stands in `ignored` of the first one does not count. */
function reachable(
  roots: readonly Piece[],
  files: ReadonlyMap<string, SourceFile>,
  ignored: readonly TextRange[],
): ReadonlySet<Declaration> {
  const found = new Set<Declaration>();
  const open = [...roots];
  for (let piece = open.pop(); piece !== undefined; piece = open.pop()) {
    const { file, node } = piece;
    if (found.has(node)) continue;
    found.add(node);
    for (const { name, target } of resolutionOf(file).references) {
      if (target.kind !== 'block' || !contains(node, name.start)) continue;
      if (roots[0]?.node === node && ignored.some((range) => contains(range, name.start))) continue;
      const source = files.get(target.file);
      if (source && target.node?.kind === 'block') open.push({ file: source, node: target.node });
    }
  }
  return found;
}

/** Comments above the first declaration that belong to the whole file: a blank line parts them from it. */
function headerOf(tree: SyntaxTree): string {
  const [first] = tree.file.declarations;
  return first === undefined ? '' : tree.text.slice(0, startWithComments(tree, first)).trim();
}

/** A declaration with the comments right above it and on its last line. */
function pieceText(tree: SyntaxTree, node: Declaration): string {
  const lineEnd = tree.lines.lineEnd(tree.lines.lineAt(node.end));
  const next = tree.file.declarations.find(({ start }) => start >= node.end);
  return tree.text
    .slice(startWithComments(tree, node), Math.min(lineEnd, next?.start ?? lineEnd))
    .replace(/[ \t]*\/\/ allow: unused-block\b.*$/gm, '')
    .trimEnd();
}

function modelText(
  { tree }: SourceFile,
  node: ModelNode,
  argumentTexts: Readonly<Record<string, string>>,
): string {
  const start = startWithComments(tree, node);
  let text = pieceText(tree, node);
  for (const { name, default: fallback } of node.parameters.toReversed()) {
    const given = argumentTexts[name.text];
    if (given === undefined) continue;
    const from = (fallback?.start ?? name.end) - start;
    const to = (fallback?.end ?? name.end) - start;
    text = `${text.slice(0, from)}${fallback === undefined ? ' = ' : ''}${given}${text.slice(to)}`;
  }
  return text;
}

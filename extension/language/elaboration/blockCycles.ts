// Blocks that lead back to themselves, found in the text before anything is expanded.

import { childrenOf } from '../syntax/children.ts';
import type { BlockNode, Name, SyntaxNode } from '../syntax/tree.ts';
import { findDeclared, type SourceFile } from './program.ts';

export interface BlockCycles {
  /** Blocks of the file that are part of a circle; they are never expanded. */
  readonly blocks: ReadonlySet<BlockNode>;
  /** At the use in this file that closes a circle. */
  readonly reports: readonly { readonly name: Name; readonly message: string }[];
}

const cyclesOfFiles = new WeakMap<SourceFile, BlockCycles>();

export function blockCyclesOf(file: SourceFile): BlockCycles {
  const known = cyclesOfFiles.get(file);
  if (known !== undefined) return known;
  const blocks = new Set<BlockNode>();
  const reports: { name: Name; message: string }[] = [];
  for (const { node } of file.declared.values()) {
    if (node.kind !== 'block') continue;
    const circle = circleFrom(file, node);
    if (circle === undefined) continue;
    blocks.add(node);
    const last = circle.at(-1)!;
    // Each circle is reported once, where it comes back to the first of its blocks.
    const told = circle.slice(0, -1).some(({ target }) => blocks.has(target) && target !== node);
    if (last.file !== file || told) continue;
    reports.push({ name: last.name, message: describe(circle.map(({ name }) => name.text)) });
  }
  const cycles = { blocks, reports };
  cyclesOfFiles.set(file, cycles);
  return cycles;
}

interface Use {
  readonly name: Name;
  readonly file: SourceFile;
  readonly target: BlockNode;
}

/** The shortest row of uses that leads from a block back to it. */
function circleFrom(file: SourceFile, start: BlockNode): readonly Use[] | undefined {
  let frontier: { readonly node: BlockNode; readonly file: SourceFile; readonly trail: readonly Use[] }[] = [
    { node: start, file, trail: [] },
  ];
  const seen = new Set<BlockNode>();
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const { node, file: source, trail } of frontier) {
      for (const use of blocksUsedBy(source, node)) {
        const extended = [...trail, { name: use.name, file: source, target: use.node }];
        if (use.node === start) return extended;
        if (seen.has(use.node)) continue;
        seen.add(use.node);
        next.push({ node: use.node, file: use.file, trail: extended });
      }
    }
    frontier = next;
  }
  return undefined;
}

function describe(names: readonly string[]): string {
  const [last] = names.slice(-1);
  if (names.length === 1)
    return `The block \`${last}\` uses itself: blocks must not lead back to themselves.`;
  const row = [last, ...names].map((name) => `\`${name}\``).join(' uses ');
  return `These blocks lead back to themselves: ${row}.`;
}

interface UsedBlock {
  readonly name: Name;
  readonly node: BlockNode;
  readonly file: SourceFile;
}

const usesOfBlocks = new WeakMap<SourceFile, Map<BlockNode, readonly UsedBlock[]>>();

function blocksUsedBy(file: SourceFile, block: BlockNode): readonly UsedBlock[] {
  const ofFile = usesOfBlocks.get(file) ?? new Map<BlockNode, readonly UsedBlock[]>();
  usesOfBlocks.set(file, ofFile);
  const known = ofFile.get(block);
  if (known !== undefined) return known;
  const own = new Set(block.parameters.map(({ name }) => name.text));
  const found: UsedBlock[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.kind === 'use' || node.kind === 'call' || node.kind === 'nameExpression') {
      const declared = own.has(node.name.text) ? undefined : findDeclared(file, node.name.text);
      if (declared?.node.kind === 'block')
        found.push({ name: node.name, node: declared.node, file: declared.file });
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(block);
  ofFile.set(block, found);
  return found;
}

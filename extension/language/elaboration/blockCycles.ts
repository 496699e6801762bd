// Blocks that lead back to themselves, found in the text before anything is expanded.

import { childrenOf } from '../syntax/children.ts';
import type { BlockNode, Name, SyntaxNode } from '../syntax/tree.ts';
import type { SourceFile } from './program.ts';

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
  const blocks = circularBlocks(file);
  const told = new Set<BlockNode>();
  const reports: { name: Name; message: string }[] = [];
  for (const block of blocks) {
    // Each circle is reported once, where it comes back to the first of its blocks.
    if (told.has(block)) continue;
    const circle = circleFrom(file, block, blocks);
    const isNew = circle.every(({ target }) => !told.has(target));
    for (const { target } of circle) told.add(target);
    const names = circle.map(({ name }) => name.text);
    if (isNew) reports.push({ name: circle.at(-1)!.name, message: describe(names) });
  }
  const cycles = { blocks, reports };
  cyclesOfFiles.set(file, cycles);
  return cycles;
}

interface Use {
  readonly name: Name;
  readonly target: BlockNode;
}

/**
 * The blocks of a file that are part of a circle, in order: the strongly connected components of what uses
 * what (Tarjan, 1972), without recursion. Files do not import one another in circles, so no circle leaves its
 * file.
 */
function circularBlocks(file: SourceFile): ReadonlySet<BlockNode> {
  const order = new Map<BlockNode, number>();
  const lowest = new Map<BlockNode, number>();
  const open: BlockNode[] = [];
  const isOpen = new Set<BlockNode>();
  const circular = new Set<BlockNode>();
  const path: { readonly block: BlockNode; readonly uses: Iterator<Use> }[] = [];
  const enter = (block: BlockNode): void => {
    order.set(block, order.size);
    lowest.set(block, order.get(block)!);
    open.push(block);
    isOpen.add(block);
    path.push({ block, uses: blocksUsedBy(file, block).values() });
  };
  const lower = (block: BlockNode, to: number): void => {
    lowest.set(block, Math.min(lowest.get(block)!, to));
  };
  const leave = (block: BlockNode): void => {
    path.pop();
    const around = path.at(-1)?.block;
    if (around !== undefined) lower(around, lowest.get(block)!);
    if (lowest.get(block) !== order.get(block)) return;
    const component = open.splice(open.lastIndexOf(block));
    for (const member of component) isOpen.delete(member);
    const usesItself = blocksUsedBy(file, block).some(({ target }) => target === block);
    if (component.length > 1 || usesItself) for (const member of component) circular.add(member);
  };
  for (const { node } of file.declared.values()) {
    if (node.kind !== 'block' || order.has(node)) continue;
    enter(node);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { value: use } = top.uses.next();
      if (use === undefined) leave(top.block);
      else if (!order.has(use.target)) enter(use.target);
      else if (isOpen.has(use.target)) lower(top.block, order.get(use.target)!);
    }
  }
  const declared = [...file.declared.values()].map(({ node }) => node);
  return new Set(declared.filter((node) => node.kind === 'block').filter((node) => circular.has(node)));
}

/** The shortest row of uses that leads from a block, which is part of a circle, back to it. */
function circleFrom(file: SourceFile, start: BlockNode, circular: ReadonlySet<BlockNode>): readonly Use[] {
  /** By block, how it was reached first. */
  const reached = new Map<BlockNode, { readonly use: Use; readonly from: BlockNode }>();
  const queue = [start];
  for (let head = 0; head < queue.length && !reached.has(start); head += 1) {
    const from = queue[head]!;
    for (const use of blocksUsedBy(file, from)) {
      if (!circular.has(use.target) || reached.has(use.target)) continue;
      reached.set(use.target, { use, from });
      queue.push(use.target);
    }
  }
  const circle: Use[] = [];
  for (let step = reached.get(start); step !== undefined; step = reached.get(step.from)) {
    circle.push(step.use);
    if (step.from === start) break;
  }
  return circle.reverse();
}

function describe(names: readonly string[]): string {
  const [last] = names.slice(-1);
  if (names.length === 1)
    return `The block \`${last}\` uses itself: blocks must not lead back to themselves.`;
  const row = [last, ...names].map((name) => `\`${name}\``).join(' uses ');
  return `These blocks lead back to themselves: ${row}.`;
}

const usesOfBlocks = new WeakMap<BlockNode, readonly Use[]>();

/** The blocks of the same file that a block uses, by name or as an argument. */
function blocksUsedBy(file: SourceFile, block: BlockNode): readonly Use[] {
  const known = usesOfBlocks.get(block);
  if (known !== undefined) return known;
  const own = new Set(block.parameters.map(({ name }) => name.text));
  const found: Use[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.kind === 'use' || node.kind === 'call' || node.kind === 'nameExpression') {
      const declared = own.has(node.name.text) ? undefined : file.declared.get(node.name.text);
      if (declared?.node.kind === 'block') found.push({ name: node.name, target: declared.node });
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(block);
  usesOfBlocks.set(block, found);
  return found;
}

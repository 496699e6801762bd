// Random networks with nested blocks, branches, shortcuts and heads, for property tests.

import fc from 'fast-check';
import type {
  DiagramEdge,
  DiagramGraph,
  DiagramGroup,
  DiagramNode,
  NodeCategory,
} from '../../webview/protocol/diagram.ts';

/** A piece of a network's text. */
type Piece =
  | {
      readonly kind: 'layer';
      readonly category: NodeCategory;
      readonly detail: string;
      readonly width: number;
    }
  | { readonly kind: 'group'; readonly group: DiagramGroup['kind']; readonly body: readonly Piece[] }
  | { readonly kind: 'merge'; readonly branches: readonly (readonly Piece[])[] };

const layer = fc.record({
  kind: fc.constant('layer' as const),
  category: fc.constantFrom<NodeCategory>(
    'convolution',
    'pooling',
    'normalization',
    'activation',
    'dense',
    'custom',
  ),
  detail: fc.string({ maxLength: 20 }),
  width: fc.integer({ min: 1, max: 4 }),
});

const { body } = fc.letrec<{ body: readonly Piece[]; piece: Piece }>((tie) => ({
  body: fc.array(tie('piece'), { maxLength: 4 }),
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    layer,
    fc.record({
      kind: fc.constant('group' as const),
      group: fc.constantFrom<DiagramGroup['kind']>('block', 'repeat', 'iteration', 'head', 'value'),
      body: tie('body'),
    }),
    fc.record({
      kind: fc.constant('merge' as const),
      branches: fc.array(tie('body'), { minLength: 1, maxLength: 4 }),
    }),
  ),
}));

/** Valid networks: every layer comes after its inputs. An empty branch is a shortcut. */
export function arbitraryGraph(): fc.Arbitrary<DiagramGraph> {
  return fc.array(body, { minLength: 1, maxLength: 3 }).map((bodies) => writeGraph(bodies.flat()));
}

function writeGraph(pieces: readonly Piece[]): DiagramGraph {
  const nodes: DiagramNode[] = [];
  const groups: DiagramGroup[] = [];
  const edges: DiagramEdge[] = [];
  const addNode = (
    category: NodeCategory,
    detail: string,
    width: number,
    inputs: readonly string[],
    group?: string,
  ) => {
    const id = `n${nodes.length}`;
    const shape = `${width}x${width}`;
    const elements = width * width;
    const numbers = { elements, parameters: width, macs: width, activationBytes: 4 * elements };
    nodes.push({ id, category, kind: category, detail, group, shape, ...numbers, problem: undefined });
    for (const source of inputs) edges.push({ id: `e${edges.length}`, source, target: id });
    return id;
  };
  const write = (body: readonly Piece[], start: string, group: string | undefined): string => {
    let current = start;
    for (const piece of body) {
      if (piece.kind === 'layer')
        current = addNode(piece.category, piece.detail, piece.width, [current], group);
      else if (piece.kind === 'merge') {
        const ends = piece.branches.map((branch) => write(branch, current, group));
        current = addNode('merge', '', ends.length, ends, group);
      } else {
        const id = `g${groups.length}`;
        const kind = piece.group;
        groups.push({ id, parent: group, kind, label: kind, detail: '', parameters: 0 });
        const end = write(piece.body, current, id);
        if (kind !== 'head') current = end;
      }
    }
    return current;
  };
  write(pieces, addNode('input', '', 1, []), undefined);
  return { model: 'Random', nodes, groups, edges, parameters: 0, macs: 0 };
}

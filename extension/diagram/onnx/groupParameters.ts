// How many parameters each group of an ONNX file's diagram has.

import type { DiagramGroup, DiagramNode } from '../../../webview/protocol/diagram.ts';

export function withParameters(
  groups: readonly DiagramGroup[],
  nodes: readonly DiagramNode[],
): readonly DiagramGroup[] {
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  const totals = new Map<string, number>();
  for (const { group, parameters } of nodes) {
    for (let id = group; id !== undefined; id = parents.get(id))
      totals.set(id, (totals.get(id) ?? 0) + parameters);
  }
  return groups.map((group) => ({ ...group, parameters: totals.get(group.id) ?? 0 }));
}

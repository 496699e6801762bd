// Turns a graph that ELK would lay out downwards so that it flows to the right.

import type { ElkNode, ElkOptions, ElkPort } from './elkGraph.ts';

const TURNED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'elk.direction': { DOWN: 'RIGHT' },
  'elk.contentAlignment': { 'H_CENTER V_TOP': 'H_LEFT V_CENTER' },
  'elk.port.side': { NORTH: 'WEST', SOUTH: 'EAST' },
};

export function turnRight(node: ElkNode): ElkNode {
  const { width = 0, height = 0 } = node;
  const ports = node.ports?.map((port) => turnPort(port, width, height));
  return {
    ...node,
    layoutOptions: turnOptions(node.layoutOptions),
    ...(ports ? { ports } : {}),
    ...(node.children ? { children: node.children.map(turnRight) } : {}),
  };
}

/** Those of layers have their place: at the middle of the left, or of the right. */
function turnPort(port: ElkPort, width: number, height: number): ElkPort {
  const layoutOptions = turnOptions(port.layoutOptions);
  if (port.x === undefined) return { ...port, layoutOptions };
  return { ...port, layoutOptions, x: port.y === 0 ? 0 : width, y: height / 2 };
}

function turnOptions(options: ElkOptions): ElkOptions {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, TURNED[name]?.[value] ?? value]),
  );
}

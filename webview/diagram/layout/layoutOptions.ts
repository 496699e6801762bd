// Every layout option that the diagram gives to ELK, with its reason.

import type { ElkOptions } from './elkGraph.ts';
import { METRICS } from './measure.ts';

/** Distances between what is drawn, in pixels. */
export const SPACING = {
  betweenNodes: 22,
  betweenLayers: 20,
  edgeToNode: 14,
  edgeToEdge: 9,
  frameSide: 14,
  frameBottom: 14,
  belowHeader: 14,
} as const;

/** Above this many edges on a level ELK's slower refinements cost more than they show. */
const MANY_EDGES = 100;
const VERY_MANY_EDGES = 300;

/** What the options of a level depend on: the diagram's own, or an open frame's. */
export interface LevelTraits {
  readonly edges: number;
  /** Most edges that leave one place. */
  readonly fanOut: number;
}

function levelOptions({ edges, fanOut }: LevelTraits): ElkOptions {
  return {
    'elk.algorithm': 'layered',
    'elk.direction': 'DOWN',
    'elk.edgeRouting': 'ORTHOGONAL',
    // Each frame is laid out by itself, and edges cross its border at ports: faster than all levels at once,
    // and a frame looks the same wherever it stands.
    'elk.hierarchyHandling': 'SEPARATE_CHILDREN',
    // Branches begin side by side at the top.
    'elk.layered.layering.strategy': 'LONGEST_PATH_SOURCE',
    // Brandes-Koepf keeps chains straight; the network simplex takes minutes on dense networks.
    'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
    // A block and its shortcut: the block stays in line and the shortcut runs beside it. Wider forks are
    // centred.
    'elk.layered.nodePlacement.bk.fixedAlignment': fanOut <= 2 ? 'LEFTDOWN' : 'BALANCED',
    'elk.layered.mergeEdges': 'true',
    'elk.layered.feedbackEdges': 'false',
    // Branches stand from left to right as in the text.
    'elk.layered.considerModelOrder.strategy': edges <= MANY_EDGES ? 'NODES_AND_EDGES' : 'NONE',
    'elk.layered.thoroughness': edges <= MANY_EDGES ? '7' : edges <= VERY_MANY_EDGES ? '3' : '1',
    'elk.separateConnectedComponents': 'false',
    'elk.contentAlignment': 'H_CENTER V_TOP',
    'elk.spacing.nodeNode': String(SPACING.betweenNodes),
    'elk.spacing.edgeNode': String(SPACING.edgeToNode),
    'elk.spacing.edgeEdge': String(SPACING.edgeToEdge),
    'elk.layered.spacing.nodeNodeBetweenLayers': String(SPACING.betweenLayers),
    'elk.layered.spacing.edgeNodeBetweenLayers': String(SPACING.betweenLayers / 2),
    'elk.layered.spacing.edgeEdgeBetweenLayers': String(SPACING.edgeToEdge),
    // The same picture for the same text.
    'elk.randomSeed': '1',
  };
}

/** Levels that are laid out at once and have nothing to do with each other; each is read in its own coordinates. */
export const batchOptions: ElkOptions = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'SEPARATE_CHILDREN',
  'elk.json.edgeCoords': 'PARENT',
  // The outermost level is read as it stands in the whole.
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
};

/** A frame that has its size and its ports' places already. */
export const solvedFrameOptions: ElkOptions = { 'elk.portConstraints': 'FIXED_POS' };

export function rootOptions(traits: LevelTraits): ElkOptions {
  return {
    ...levelOptions(traits),
    'elk.json.shapeCoords': 'ROOT',
    'elk.json.edgeCoords': 'ROOT',
    'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  };
}

export function frameOptions(traits: LevelTraits, headerWidth: number): ElkOptions {
  const { frameSide, frameBottom, belowHeader } = SPACING;
  const top = METRICS.headerHeight + belowHeader;
  return {
    ...levelOptions(traits),
    'elk.portConstraints': 'FIXED_SIDE',
    'elk.padding': `[top=${top},left=${frameSide},bottom=${frameBottom},right=${frameSide}]`,
    'elk.nodeSize.constraints': 'MINIMUM_SIZE',
    'elk.nodeSize.minimum': `(${headerWidth},${top + frameBottom})`,
  };
}

/** Lines enter a node at the middle of its top and leave at the middle of its bottom. */
export const nodeOptions: ElkOptions = { 'elk.portConstraints': 'FIXED_POS' };
export const entryOptions: ElkOptions = { 'elk.port.side': 'NORTH' };
export const exitOptions: ElkOptions = { 'elk.port.side': 'SOUTH' };

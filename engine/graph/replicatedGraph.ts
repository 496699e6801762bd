// A graph that several replicas compute together, each its part of the batch.

import type { Graph, GraphNode } from './graph.ts';

export interface ReplicatedGraph {
  readonly graph: Graph;
  readonly replicas: number;
  /** The replica, from 0, that computes each node. Constants have none. */
  readonly replicaOf: ReadonlyMap<GraphNode, number>;
}

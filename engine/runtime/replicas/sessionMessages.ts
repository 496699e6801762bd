// What the engine and a thread that runs one session say to each other: each request has one answer, one at a time.

import type { TensorShape } from '../../graph/graph.ts';

/** A tensor in memory that both threads see; the session itself takes no such memory. */
export interface SharedTensor {
  /** Of an input or output of the model. */
  readonly name: string;
  readonly shape: TensorShape;
  readonly data: Float32Array;
}

/** A tensor that stays with the session: at each run, `output` takes the place of `input`. */
export interface CarriedTensor {
  readonly input: string;
  readonly output: string;
  readonly shape: TensorShape;
  /** At first. */
  readonly data: Float32Array;
}

export interface SessionPlan {
  readonly model: Uint8Array;
  readonly replicas: number;
  /** Inside one operation, of each replica. */
  readonly threads: number;
  /** Whether shapes that the text claims are compared with what the runtime knows. */
  readonly strict: boolean;
  /** The runtime's optimisation passes that are left out. */
  readonly needlessPasses: readonly string[];
  /** The replica of every node of the model, by its name. */
  readonly replicaOf: ReadonlyMap<string, number>;
  readonly feeds: readonly SharedTensor[];
  readonly results: readonly SharedTensor[];
  readonly carried: readonly CarriedTensor[];
}

export type ToSession =
  | { readonly kind: 'prepare'; readonly plan: SessionPlan }
  /** Feeds are in their memory already. */
  | { readonly kind: 'run' }
  /** Asks for the carried tensors. */
  | { readonly kind: 'read' }
  /** Answered by the thread's end. */
  | { readonly kind: 'close' };

export type FromSession =
  | { readonly kind: 'done' }
  /** Copies of the carried tensors, by the names of their inputs. */
  | { readonly kind: 'tensors'; readonly tensors: ReadonlyMap<string, Float32Array> }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | undefined };

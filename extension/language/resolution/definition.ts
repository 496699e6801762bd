// What the names of a file stand for, and where each is mentioned.

import type { TextRange } from '../diagnostic.ts';
import type { BlockNode, HeadNode, ModelNode, Name, ParameterNode, TrainNode } from '../syntax/tree.ts';

/** Something that the text names. */
export interface Definition {
  readonly kind: 'block' | 'model' | 'parameter' | 'variable' | 'value' | 'head' | 'recipe';
  readonly name: Name;
  readonly file: string;
  /** What declares it; undefined for loop variables and named values. */
  readonly node: BlockNode | ModelNode | ParameterNode | HeadNode | TrainNode | undefined;
  /** For a parameter: what it belongs to. */
  readonly owner: BlockNode | ModelNode | undefined;
}

/** A mention of a definition, the defining one not included. */
export interface Reference {
  readonly name: Name;
  readonly file: string;
  readonly target: Definition;
}

/** The names between two offsets, and those around them. */
export interface NameScope {
  readonly range: TextRange;
  readonly parent: NameScope | undefined;
  readonly definitions: readonly Definition[];
}

export interface Resolution {
  readonly definitions: readonly Definition[];
  readonly references: readonly Reference[];
  /** The scopes of bodies, outer ones before those inside them. */
  readonly scopes: readonly NameScope[];
}

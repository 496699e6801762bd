// The typed syntax tree: what the parser makes of a text, with the range of every part.

import type { TextRange } from '../diagnostic.ts';
import type { LineIndex } from './lineIndex.ts';
import type { Comment, Token } from './tokens.ts';

/** One file, parsed. Tokens and comments give the whole text back; what is wrong is in `problems`. */
export interface SyntaxTree {
  readonly text: string;
  readonly lines: LineIndex;
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  readonly file: FileNode;
  readonly problems: readonly SyntaxProblem[];
}

export interface SyntaxProblem {
  readonly range: TextRange;
  readonly code: string;
  readonly message: string;
  /** Text that, inserted at the offset, cures the problem; where there is an `end`, in the place of what stands there. */
  readonly insertion?: {
    readonly title: string;
    readonly offset: number;
    readonly end?: number;
    readonly text: string;
  };
}

/** What every node has: its kind and its place. */
interface Node<K extends string> extends TextRange {
  readonly kind: K;
}

export interface Name extends Node<'name'> {
  readonly text: string;
}

export interface FileNode extends Node<'file'> {
  readonly declarations: readonly Declaration[];
}

/* Declarations */

export type Declaration = ImportNode | BlockNode | ModelNode | TrainNode;

export interface ImportNode extends Node<'import'> {
  readonly path: StringNode | undefined;
}

/** What blocks and models have in common. */
interface NamedBody<K extends 'block' | 'model'> extends Node<K> {
  /** Of the `///` lines right above, without the slashes; empty where there are none. */
  readonly documentation: string;
  readonly name: Name | undefined;
  readonly parameters: readonly ParameterNode[];
  readonly body: BodyNode;
}

export type BlockNode = NamedBody<'block'>;

export type ModelNode = NamedBody<'model'>;

export interface ParameterNode extends Node<'parameter'> {
  readonly name: Name;
  readonly default: Expression | undefined;
}

export interface TrainNode extends Node<'train'> {
  readonly documentation: string;
  /** `quick` in `train quick for LeNet5`. */
  readonly name: Name | undefined;
  readonly model: Name | undefined;
  readonly arguments: ArgumentsNode | undefined;
  readonly entries: readonly EntryNode[];
}

/** `optimizer sgd(lr: 0.1)`: a keyword and what it is set to. */
export interface EntryNode extends Node<'entry'> {
  readonly keyword: Name;
  readonly arguments: readonly ArgumentNode[];
}

/* Statements */

export interface BodyNode extends Node<'body'> {
  readonly statements: readonly Statement[];
}

export type Statement = ChainNode | HeadNode | AssertNode;

/** `name = a -> b -> c` */
export interface ChainNode extends Node<'chain'> {
  readonly name: Name | undefined;
  /** At least one, unless the text is broken. */
  readonly elements: readonly Element[];
}

export interface HeadNode extends Node<'head'> {
  readonly name: Name | undefined;
  readonly arguments: ArgumentsNode | undefined;
  readonly body: BodyNode;
}

export interface AssertNode extends Node<'assert'> {
  readonly condition: Expression;
}

/** One link of a chain: takes the value before it and leaves one. */
export type Element = UseNode | InputNode | MergeNode | GroupNode | RepeatNode | ForNode | IfNode;

/** A layer, a block, a named value or a parameter that holds a layer. */
export interface UseNode extends Node<'use'> {
  readonly name: Name;
  readonly arguments: ArgumentsNode | undefined;
}

export interface InputNode extends Node<'input'> {
  readonly keyword: Name;
  readonly shape: Expression;
}

/** `add { … }`: one branch for each statement; or `add for x in … { … }`: one for each round. */
export interface MergeNode extends Node<'merge'> {
  readonly name: Name;
  readonly arguments: ArgumentsNode | undefined;
  readonly branches: BodyNode | RepeatNode | ForNode;
}

/** `{ … }`: statements as one. */
export interface GroupNode extends Node<'group'> {
  readonly body: BodyNode;
}

export interface RepeatNode extends Node<'repeat'> {
  readonly count: Expression;
  /** `i` in `repeat n as i`: 0, 1, … */
  readonly variable: Name | undefined;
  readonly body: BodyNode;
}

export interface ForNode extends Node<'for'> {
  readonly variable: Name | undefined;
  readonly list: Expression;
  readonly body: BodyNode;
}

export interface IfNode extends Node<'if'> {
  readonly condition: Expression;
  readonly then: BodyNode;
  readonly otherwise: BodyNode | IfNode | undefined;
}

/* Arguments and expressions */

/** With its parentheses. */
export interface ArgumentsNode extends Node<'arguments'> {
  readonly items: readonly ArgumentNode[];
  /** False where the parser has said that something is missing: what else is missing needs no saying. */
  readonly complete: boolean;
}

export interface ArgumentNode extends Node<'argument'> {
  /** Undefined for an argument given by its position. */
  readonly name: Name | undefined;
  readonly value: Expression;
}

export type Expression =
  | NumberNode
  | SizeNode
  | StringNode
  | BooleanNode
  | NameNode
  | MemberNode
  | CallNode
  | ListNode
  | IndexNode
  | RangeNode
  | UnaryNode
  | BinaryNode
  | WithinNode
  | ConditionalNode
  | ParenthesizedNode
  | MissingNode;

/** `value` is NaN where the text is no number. */
export interface NumberNode extends Node<'number'> {
  readonly value: number;
}

export interface SizeNode extends Node<'size'> {
  readonly extents: readonly number[];
}

export interface StringNode extends Node<'string'> {
  readonly value: string;
}

export interface BooleanNode extends Node<'boolean'> {
  readonly value: boolean;
}

export interface NameNode extends Node<'nameExpression'> {
  readonly name: Name;
}

/** `in.channels`, `stem.height` */
export interface MemberNode extends Node<'member'> {
  /** `in`, or a named value. */
  readonly object: Name;
  readonly property: Name | undefined;
}

export interface CallNode extends Node<'call'> {
  readonly name: Name;
  readonly arguments: ArgumentsNode;
}

export interface ListNode extends Node<'list'> {
  readonly items: readonly Expression[];
}

/** `widths[stage]`: the first item has the index 0. */
export interface IndexNode extends Node<'index'> {
  readonly list: Expression;
  readonly index: Expression;
}

/** `from` counts, `to` does not: `0..4` is 0, 1, 2, 3. */
export interface RangeNode extends Node<'range'> {
  readonly from: Expression;
  readonly to: Expression;
}

export interface UnaryNode extends Node<'unary'> {
  readonly operator: '-' | '+' | 'not';
  readonly operand: Expression;
}

export const comparisonOperators = ['==', '!=', '<', '<=', '>', '>='] as const;

export type ComparisonOperator = (typeof comparisonOperators)[number];

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | 'and' | 'or' | ComparisonOperator;

export interface BinaryNode extends Node<'binary'> {
  readonly operator: BinaryOperator;
  readonly operatorRange: TextRange;
  readonly left: Expression;
  readonly right: Expression;
}

/** `value within tolerance of target` */
export interface WithinNode extends Node<'within'> {
  readonly value: Expression;
  readonly tolerance: Expression;
  readonly target: Expression;
}

/** `value if condition else otherwise` */
export interface ConditionalNode extends Node<'conditional'> {
  readonly value: Expression;
  readonly condition: Expression;
  readonly otherwise: Expression;
}

export interface ParenthesizedNode extends Node<'parenthesized'> {
  readonly inner: Expression;
}

/** Where an expression should be; the parser has said so. */
export type MissingNode = Node<'missing'>;

export type SyntaxNode =
  | FileNode
  | Declaration
  | ParameterNode
  | EntryNode
  | BodyNode
  | Statement
  | Element
  | ArgumentsNode
  | ArgumentNode
  | Expression
  | Name;

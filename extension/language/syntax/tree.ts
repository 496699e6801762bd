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
  /** Text that, inserted at the offset, cures the problem. */
  readonly insertion?: { readonly title: string; readonly offset: number; readonly text: string };
}

export interface Name extends TextRange {
  readonly kind: 'name';
  readonly text: string;
}

export interface FileNode extends TextRange {
  readonly kind: 'file';
  readonly declarations: readonly Declaration[];
}

/* Declarations */

export type Declaration = ImportNode | BlockNode | ModelNode | TrainNode;

export interface ImportNode extends TextRange {
  readonly kind: 'import';
  readonly path: StringNode | undefined;
}

export interface BlockNode extends TextRange {
  readonly kind: 'block';
  /** Of the `///` lines right above, without the slashes; empty where there are none. */
  readonly documentation: string;
  readonly name: Name | undefined;
  readonly parameters: readonly ParameterNode[];
  readonly body: BodyNode;
}

export interface ModelNode extends TextRange {
  readonly kind: 'model';
  readonly documentation: string;
  readonly name: Name | undefined;
  readonly parameters: readonly ParameterNode[];
  readonly body: BodyNode;
}

export interface ParameterNode extends TextRange {
  readonly kind: 'parameter';
  readonly name: Name;
  readonly default: Expression | undefined;
}

export interface TrainNode extends TextRange {
  readonly kind: 'train';
  readonly documentation: string;
  /** `quick` in `train quick for LeNet5`. */
  readonly name: Name | undefined;
  readonly model: Name | undefined;
  readonly arguments: ArgumentsNode | undefined;
  readonly entries: readonly EntryNode[];
}

/** `optimizer sgd(lr: 0.1)`: a keyword and what it is set to. */
export interface EntryNode extends TextRange {
  readonly kind: 'entry';
  readonly keyword: Name;
  readonly arguments: readonly ArgumentNode[];
}

/* Statements */

export interface BodyNode extends TextRange {
  readonly kind: 'body';
  readonly statements: readonly Statement[];
}

export type Statement = ChainNode | HeadNode | AssertNode;

/** `name = a -> b -> c` */
export interface ChainNode extends TextRange {
  readonly kind: 'chain';
  readonly name: Name | undefined;
  /** At least one, unless the text is broken. */
  readonly elements: readonly Element[];
}

export interface HeadNode extends TextRange {
  readonly kind: 'head';
  readonly name: Name | undefined;
  readonly arguments: ArgumentsNode | undefined;
  readonly body: BodyNode;
}

export interface AssertNode extends TextRange {
  readonly kind: 'assert';
  readonly condition: Expression;
}

/** One link of a chain: takes the value before it and leaves one. */
export type Element = UseNode | InputNode | MergeNode | GroupNode | RepeatNode | ForNode | IfNode;

/** A layer, a block, a named value or a parameter that holds a layer. */
export interface UseNode extends TextRange {
  readonly kind: 'use';
  readonly name: Name;
  readonly arguments: ArgumentsNode | undefined;
}

export interface InputNode extends TextRange {
  readonly kind: 'input';
  readonly keyword: Name;
  readonly shape: Expression;
}

/** `add { … }`: one branch for each statement; or `add for x in … { … }`: one for each round. */
export interface MergeNode extends TextRange {
  readonly kind: 'merge';
  readonly name: Name;
  readonly arguments: ArgumentsNode | undefined;
  readonly branches: BodyNode | RepeatNode | ForNode;
}

/** `{ … }`: statements as one. */
export interface GroupNode extends TextRange {
  readonly kind: 'group';
  readonly body: BodyNode;
}

export interface RepeatNode extends TextRange {
  readonly kind: 'repeat';
  readonly count: Expression;
  /** `i` in `repeat n as i`: 0, 1, … */
  readonly variable: Name | undefined;
  readonly body: BodyNode;
}

export interface ForNode extends TextRange {
  readonly kind: 'for';
  readonly variable: Name | undefined;
  readonly list: Expression;
  readonly body: BodyNode;
}

export interface IfNode extends TextRange {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: BodyNode;
  readonly otherwise: BodyNode | IfNode | undefined;
}

/* Arguments and expressions */

/** With its parentheses. */
export interface ArgumentsNode extends TextRange {
  readonly kind: 'arguments';
  readonly items: readonly ArgumentNode[];
  /** False where the parser has said that something is missing: what else is missing needs no saying. */
  readonly complete: boolean;
}

export interface ArgumentNode extends TextRange {
  readonly kind: 'argument';
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
export interface NumberNode extends TextRange {
  readonly kind: 'number';
  readonly value: number;
}

export interface SizeNode extends TextRange {
  readonly kind: 'size';
  readonly extents: readonly number[];
}

export interface StringNode extends TextRange {
  readonly kind: 'string';
  readonly value: string;
}

export interface BooleanNode extends TextRange {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export interface NameNode extends TextRange {
  readonly kind: 'nameExpression';
  readonly name: Name;
}

/** `in.channels`, `stem.height` */
export interface MemberNode extends TextRange {
  readonly kind: 'member';
  /** `in`, or a named value. */
  readonly object: Name;
  readonly property: Name | undefined;
}

export interface CallNode extends TextRange {
  readonly kind: 'call';
  readonly name: Name;
  readonly arguments: ArgumentsNode;
}

export interface ListNode extends TextRange {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}

/** `widths[stage]`: the first item has the index 0. */
export interface IndexNode extends TextRange {
  readonly kind: 'index';
  readonly list: Expression;
  readonly index: Expression;
}

/** `from` counts, `to` does not: `0..4` is 0, 1, 2, 3. */
export interface RangeNode extends TextRange {
  readonly kind: 'range';
  readonly from: Expression;
  readonly to: Expression;
}

export interface UnaryNode extends TextRange {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | 'not';
  readonly operand: Expression;
}

export const comparisonOperators = ['==', '!=', '<', '<=', '>', '>='] as const;

export type ComparisonOperator = (typeof comparisonOperators)[number];

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | 'and' | 'or' | ComparisonOperator;

export interface BinaryNode extends TextRange {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly operatorRange: TextRange;
  readonly left: Expression;
  readonly right: Expression;
}

/** `value within tolerance of target` */
export interface WithinNode extends TextRange {
  readonly kind: 'within';
  readonly value: Expression;
  readonly tolerance: Expression;
  readonly target: Expression;
}

/** `value if condition else otherwise` */
export interface ConditionalNode extends TextRange {
  readonly kind: 'conditional';
  readonly value: Expression;
  readonly condition: Expression;
  readonly otherwise: Expression;
}

export interface ParenthesizedNode extends TextRange {
  readonly kind: 'parenthesized';
  readonly inner: Expression;
}

/** Where an expression should be; the parser has said so. */
export interface MissingNode extends TextRange {
  readonly kind: 'missing';
}

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

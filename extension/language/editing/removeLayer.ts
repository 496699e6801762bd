// Takes a link out of its chain, or a statement out of its body, and with the last of a loop, head or `if` all of it: what
// is left is never an empty pair of braces. One edit, with a sentence where more than what was asked for changes.

import type { Compilation } from '../compilation.ts';
import { programOf } from '../compile.ts';
import type { TextRange } from '../diagnostic.ts';
import type { SourceFile } from '../elaboration/program.ts';
import type {
  BodyNode,
  ChainNode,
  Element,
  HeadNode,
  IfNode,
  MergeNode,
  Statement,
  SyntaxNode,
} from '../syntax/tree.ts';
import { removeElement, removeStatement } from '../validation/removal.ts';
import type { Edit } from './insertLayer.ts';
import { nodesAround } from './locateElement.ts';
import { soleBranch } from './soleBranch.ts';
import { firstUseOf } from './valueUses.ts';

export type Removal =
  | {
      readonly edit: Edit;
      /** What changes beyond what was asked for: one sentence. */
      readonly note?: string;
    }
  | { readonly refusal: string };

/** `layer` leaves its place to what flows through it where nothing else is there; a `statement` goes with its place. */
type Asked = 'layer' | 'statement';

/** Undefined for a file that was not compiled. */
export function removeLayer(compilation: Compilation, file: string, element: Element): Removal | undefined {
  const source = programOf(compilation)?.files.get(file);
  return source && new Remover(source).element(element);
}

/** A named chain with all its layers, a branch, or a head. */
export function removeWhole(
  compilation: Compilation,
  file: string,
  statement: ChainNode | HeadNode,
): Removal | undefined {
  const source = programOf(compilation)?.files.get(file);
  return source && new Remover(source).statement(statement, 'statement');
}

class Remover {
  /** What went because nothing else was in it, from the inside out. */
  private readonly gone: string[] = [];

  constructor(private readonly source: SourceFile) {}

  element(element: Element): Removal {
    const [parent] = this.around(element);
    if (parent?.kind === 'merge') return this.emptied(parent, `\`${parent.name.text}\``);
    if (parent?.kind !== 'chain' || parent.elements.length > 1)
      return this.cut(removeElement(this.source, element, '').edits[0]!);
    return this.statement(parent, isIdentity(parent) ? 'statement' : 'layer');
  }

  statement(statement: Statement, asked: Asked): Removal {
    if (statement.kind === 'chain' && statement.name) {
      const line = firstUseOf(this.source, statement.name);
      const name = statement.name.text;
      if (line !== undefined && asked === 'layer' && !isIdentity({ ...statement, name: undefined }))
        return this.passOn(
          elementsOf(statement),
          `\`${name}\`, which line ${line} uses, passes its input on`,
        );
      if (line !== undefined) return { refusal: `\`${name}\` is used at line ${line}: change that first.` };
    }
    const [body, owner] = this.around(statement);
    if (body?.kind !== 'body' || !owner) return this.cutStatement(statement);
    if (owner.kind === 'merge' && statement.kind === 'chain') return this.branch(owner, statement, asked);
    const others = body.statements.filter((other) => other !== statement);
    const isLeft =
      others.length > 0 && (owner.kind !== 'head' || others.some(({ kind }) => kind === 'chain'));
    return isLeft || owner.kind === 'model'
      ? this.cutStatement(statement)
      : this.lastOf(owner, body, statement);
  }

  /** Nothing is left of a body but this. */
  private lastOf(owner: SyntaxNode, body: BodyNode, statement: Statement): Removal {
    switch (owner.kind) {
      case 'group':
        return this.element(owner);
      case 'repeat':
      case 'for': {
        const isOfMerge = this.around(owner)[0]?.kind === 'merge';
        return isOfMerge ? this.element(owner) : this.emptied(owner, `\`${owner.kind}\``);
      }
      case 'head':
        return this.emptied(owner, `Head \`${owner.name?.text ?? ''}\``);
      case 'if':
        return this.arm(owner, body, statement);
      case 'block': {
        const name = `\`${owner.name?.text ?? ''}\``;
        if (isIdentity(statement)) return { refusal: `${name} has nothing else: delete its uses.` };
        return this.passOn(statement, `${name} has no other layer and passes its input on`);
      }
      default:
        return this.cutStatement(statement);
    }
  }

  /** In a sum or product a shortcut takes the layer's place, if there is none yet; elsewhere the branch goes. */
  private branch(merge: MergeNode, statement: ChainNode, asked: Asked): Removal {
    const statements = merge.branches.kind === 'body' ? merge.branches.statements : [];
    const others = statements.filter((other) => other !== statement && other.kind === 'chain');
    const isSum = ['add', 'mul'].includes(merge.name.text);
    const joins = others.length > 0 && !others.every(isIdentity);
    const name = `\`${merge.name.text}\``;
    if (asked === 'layer' && isSum && joins && !others.some(isIdentity))
      return this.passOn(statement, 'the branch passes its input on');
    if (!joins) return this.emptied(merge, name);
    if (others.length === 1) {
      const edit = soleBranch(this.source, merge, statement, others[0] as ChainNode);
      return edit
        ? this.cut(edit, `The other branch of ${name} stands in its place now.`)
        : this.cut(this.statementEdit(statement), `${name} has one branch left.`);
    }
    if (asked === 'layer') this.gone.push('The branch');
    return this.cutStatement(statement);
  }

  /** One side of an `if`: where the other ones do nothing either, all of it goes. */
  private arm(inner: IfNode, body: BodyNode, statement: Statement): Removal {
    let root = inner;
    for (let [above] = this.around(root); above?.kind === 'if'; [above] = this.around(root)) root = above;
    const others = armsOf(root).filter((arm) => arm !== body);
    if (others.every(({ statements }) => statements.every(isIdentity))) return this.emptied(root, '`if`');
    const [chain, merge] = [this.around(root)[0], this.around(root)[2]];
    const isBranch = merge?.kind === 'merge' && chain?.kind === 'chain' && chain.elements.length === 1;
    const before = body === inner.otherwise && !isBranch ? inner.then.end : undefined;
    if (before !== undefined && !this.hasComment({ start: before, end: body.end })) {
      this.gone.push('`else`');
      return this.cut(this.editOf({ start: before, end: body.end }, ''));
    }
    if (isIdentity(statement)) return { refusal: 'This side of the `if` passes its input on already.' };
    return this.passOn(statement, 'this side of the `if` passes its input on');
  }

  /** Goes with its last part. */
  private emptied(owner: Element | HeadNode, name: string): Removal {
    this.gone.push(name);
    return owner.kind === 'head' ? this.statement(owner, 'statement') : this.element(owner);
  }

  private passOn(range: TextRange, words: string): Removal {
    const { start, end } = range;
    return this.cut(
      this.editOf({ start, end }, 'identity'),
      `${words[0]!.toUpperCase()}${words.slice(1)} now.`,
    );
  }

  private cutStatement(statement: TextRange): Removal {
    return this.cut(this.statementEdit(statement));
  }

  private statementEdit(statement: TextRange): Edit {
    return removeStatement(this.source, statement, '').edits[0]!;
  }

  private editOf(range: TextRange, text: string): Edit {
    return { file: this.source.name, range, text };
  }

  private cut(edit: Edit, ...more: readonly string[]): Removal {
    const [first, ...others] = this.gone;
    const last = others.at(-1);
    const list = [first, ...others.slice(0, -1)].join(', ') + (last === undefined ? '' : ` and ${last}`);
    const went = last === undefined ? 'it went, too' : 'they went, too';
    const sentences = [...(first === undefined ? [] : [`${list} had nothing else: ${went}.`]), ...more];
    return { edit, ...(sentences.length === 0 ? {} : { note: sentences.join(' ') }) };
  }

  private hasComment({ start, end }: TextRange): boolean {
    return this.source.tree.comments.some((comment) => start <= comment.start && comment.end <= end);
  }

  /** From the inside out. */
  private around(node: SyntaxNode): readonly SyntaxNode[] {
    return nodesAround(this.source.tree, node).toReversed();
  }
}

function elementsOf({ elements, start, end }: ChainNode): TextRange {
  return { start: elements[0]?.start ?? start, end: elements.at(-1)?.end ?? end };
}

function armsOf({ then, otherwise }: IfNode): readonly BodyNode[] {
  if (otherwise === undefined) return [then];
  return [then, ...(otherwise.kind === 'if' ? armsOf(otherwise) : [otherwise])];
}

/** What does nothing, and has no name. */
function isIdentity(statement: Statement): boolean {
  if (statement.kind !== 'chain' || statement.name || statement.elements.length !== 1) return false;
  const [only] = statement.elements;
  return only?.kind === 'use' && only.name.text === 'identity';
}

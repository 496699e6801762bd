// Finds what every name in a file means: declarations, layers, attributes, and the calls of recipes.

import { findLayer } from '../../engine/layers/registry.ts';
import type { Compilation } from '../language/compilation.ts';
import { childrenOf } from '../language/syntax/children.ts';
import type {
  ArgumentNode,
  ArgumentsNode,
  BlockNode,
  BodyNode,
  Declaration,
  Element,
  EntryNode,
  Expression,
  ForNode,
  MergeNode,
  ModelNode,
  Name,
  RepeatNode,
  Statement,
  TrainNode,
} from '../language/syntax/tree.ts';
import type { Callable } from './callReference.ts';
import type { Declared, Definition } from './definition.ts';
import { recipeEntries } from './recipeEntries.ts';
import { fileScope, Scope } from './scope.ts';

/** A name in a text and what it means. */
export interface Occurrence {
  readonly name: Name;
  readonly definition: Definition;
  /** Whether this is where it is declared. */
  readonly declares: boolean;
}

export interface BoundNames {
  /** In the order of the text; names without a meaning are left out. */
  readonly occurrences: readonly Occurrence[];
  /** The names that are visible in the body or argument list at an offset. */
  visibleAt(offset: number): readonly Declared[];
}

const known = new WeakMap<Compilation, Map<string, BoundNames>>();

/** Binds the names of one file of a compilation, once for each compilation. */
export function bindNames(compilation: Compilation, file: string): BoundNames {
  let files = known.get(compilation);
  if (files === undefined) {
    files = new Map();
    known.set(compilation, files);
  }
  let bound = files.get(file);
  if (bound === undefined) {
    bound = new Binder(compilation, file).run();
    files.set(file, bound);
  }
  return bound;
}

/** The named thing at an offset, where the cursor may stand before, in or right after the name. */
export function occurrenceAt({ occurrences }: BoundNames, offset: number): Occurrence | undefined {
  return occurrences.find(({ name }) => name.start <= offset && offset <= name.end);
}

class Binder {
  private readonly occurrences: Occurrence[] = [];
  /** Where a scope begins to hold, in the order of the text; it ends with its body. */
  private readonly scopes: { readonly start: number; readonly end: number; readonly scope: Scope }[] = [];
  private readonly top: Scope;

  constructor(
    private readonly compilation: Compilation,
    private readonly file: string,
  ) {
    this.top = fileScope(compilation, file);
  }

  run(): BoundNames {
    const declarations = this.compilation.trees.get(this.file)?.file.declarations ?? [];
    for (const declaration of declarations) this.declaration(declaration);
    const occurrences = this.occurrences.toSorted((a, b) => a.name.start - b.name.start);
    const visibleAt = (offset: number) => {
      const holding = this.scopes.filter(({ start, end }) => start <= offset && offset <= end);
      const innermost = holding.reduce<Scope>((_, { scope }) => scope, this.top);
      return innermost.visible();
    };
    return { occurrences, visibleAt };
  }

  private declares(scope: Scope | undefined, declared: Declared): void {
    scope?.declare(declared);
    this.occurrences.push({ name: declared.name, definition: declared, declares: true });
  }

  private means(name: Name, definition: Definition | undefined): void {
    if (definition !== undefined) this.occurrences.push({ name, definition, declares: false });
  }

  /** What a layer's or block's name means in `scope`. */
  private callee(name: Name, scope: Scope): Definition | undefined {
    const declared = scope.find(name.text);
    if (declared !== undefined) return declared;
    const layer = findLayer(name.text);
    return layer && { kind: 'layer', layer };
  }

  private declaration(node: Declaration): void {
    if (node.kind === 'train') this.train(node);
    else if (node.kind !== 'import') this.blockOrModel(node);
  }

  private blockOrModel(node: BlockNode | ModelNode): void {
    const { file } = this;
    if (node.name) {
      const { name } = node;
      this.declares(
        undefined,
        node.kind === 'block' ? { kind: 'block', file, name, node } : { kind: 'model', file, name, node },
      );
    }
    const scope = new Scope(this.top);
    this.scopes.push({ start: node.name?.end ?? node.start, end: node.end, scope });
    for (const parameter of node.parameters) {
      if (parameter.default) this.expression(parameter.default, scope);
      this.declares(scope, { kind: 'parameter', file, name: parameter.name, node: parameter, owner: node });
    }
    this.body(node.body, scope);
  }

  /** A body sees what is around it; what it names is its own. */
  private body(node: BodyNode, outer: Scope): void {
    let scope = new Scope(outer);
    this.scopes.push({ start: node.start, end: node.end, scope });
    for (const statement of node.statements) {
      this.statement(statement, scope);
      if (statement.kind !== 'chain' || statement.name === undefined) continue;
      // A named value is visible after its statement only, so a new scope begins there.
      scope = new Scope(scope);
      this.scopes.push({ start: statement.end + 1, end: node.end, scope });
      this.declares(scope, { kind: 'value', file: this.file, name: statement.name, node: statement });
    }
  }

  private statement(node: Statement, scope: Scope): void {
    if (node.kind === 'assert') this.expression(node.condition, scope);
    else if (node.kind === 'chain') for (const element of node.elements) this.element(element, scope);
    else {
      if (node.name) this.declares(undefined, { kind: 'head', file: this.file, name: node.name, node });
      if (node.arguments) this.arguments(node.arguments, undefined, scope);
      this.body(node.body, scope);
    }
  }

  private element(node: Element, scope: Scope): void {
    switch (node.kind) {
      case 'use': {
        const callee = this.callee(node.name, scope);
        this.means(node.name, callee);
        if (node.arguments) this.arguments(node.arguments, callee, scope);
        break;
      }
      case 'input':
        this.expression(node.shape, scope);
        break;
      case 'merge':
        this.merge(node, scope);
        break;
      case 'group':
        this.body(node.body, scope);
        break;
      case 'repeat':
      case 'for':
        this.loop(node, scope);
        break;
      case 'if':
        this.expression(node.condition, scope);
        this.body(node.then, scope);
        if (node.otherwise?.kind === 'if') this.element(node.otherwise, scope);
        else if (node.otherwise) this.body(node.otherwise, scope);
    }
  }

  private merge(node: MergeNode, scope: Scope): void {
    const layer = findLayer(node.name.text);
    const callee: Definition | undefined = layer && { kind: 'layer', layer };
    this.means(node.name, callee);
    if (node.arguments) this.arguments(node.arguments, callee, scope);
    if (node.branches.kind === 'body') this.body(node.branches, scope);
    else this.loop(node.branches, scope);
  }

  private loop(node: RepeatNode | ForNode, outer: Scope): void {
    this.expression(node.kind === 'repeat' ? node.count : node.list, outer);
    const scope = new Scope(outer);
    const { variable } = node;
    if (variable) this.declares(scope, { kind: 'variable', file: this.file, name: variable, node });
    this.body(node.body, scope);
  }

  private arguments(node: ArgumentsNode, callee: Definition | undefined, scope: Scope): void {
    for (const argument of node.items) {
      if (argument.name) this.means(argument.name, parameterOf(callee, argument.name.text));
      this.expression(argument.value, scope);
    }
  }

  private expression(node: Expression, scope: Scope): void {
    switch (node.kind) {
      case 'nameExpression':
        this.means(node.name, this.callee(node.name, scope));
        break;
      case 'member':
        this.means(node.object, scope.find(node.object.text));
        break;
      case 'call': {
        const callee = this.callee(node.name, scope);
        this.means(node.name, callee);
        this.arguments(node.arguments, callee, scope);
        break;
      }
      default:
        // The parts of all other expressions are expressions.
        for (const child of childrenOf(node)) this.expression(child as Expression, scope);
    }
  }

  private train(node: TrainNode): void {
    if (node.name) this.declares(undefined, { kind: 'recipe', file: this.file, name: node.name, node });
    const found = node.model && this.top.find(node.model.text);
    const model = found?.kind === 'model' ? found : undefined;
    if (node.model) this.means(node.model, model);
    if (node.arguments) this.arguments(node.arguments, model, this.top);
    for (const entry of node.entries) this.entry(entry);
  }

  private entry(node: EntryNode): void {
    const entry = recipeEntries.get(node.keyword.text);
    this.means(node.keyword, entry && { kind: 'entry', entry });
    for (const argument of node.arguments) {
      const validation = argument.name?.text === 'validation' ? recipeEntries.get('validation') : undefined;
      if (argument.name) this.means(argument.name, validation && { kind: 'entry', entry: validation });
      this.recipeValue(argument, (validation ?? entry)?.calls);
    }
  }

  private recipeValue({ value }: ArgumentNode, calls: ReadonlyMap<string, Callable> | undefined): void {
    if (value.kind !== 'call' && value.kind !== 'nameExpression') {
      this.expression(value, this.top);
      return;
    }
    const call = calls?.get(value.name.text);
    const callee: Definition | undefined = call && { kind: 'call', call };
    this.means(value.name, callee);
    if (value.kind === 'call') this.arguments(value.arguments, callee, this.top);
  }
}

/** The parameter or attribute that an argument's name means. */
export function parameterOf(callee: Definition | undefined, name: string): Definition | undefined {
  if (callee === undefined) return undefined;
  if (callee.kind === 'block' || callee.kind === 'model') {
    const node = callee.node.parameters.find((parameter) => parameter.name.text === name);
    return node && { kind: 'parameter', file: callee.file, name: node.name, node, owner: callee.node };
  }
  const of = callee.kind === 'layer' ? callee.layer : callee.kind === 'call' ? callee.call : undefined;
  const attribute = of?.attributes[name];
  return of && attribute && { kind: 'attribute', name, attribute, of };
}

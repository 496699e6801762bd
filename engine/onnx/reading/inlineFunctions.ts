// Opens the functions that a file defines in itself: in the place of each call stand the operators that it calls.

import type { FileAttribute, FileNode } from './onnxFile.ts';

export interface FileFunction {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What an attribute is where a call leaves it out. */
  readonly defaults: ReadonlyMap<string, FileAttribute>;
  readonly nodes: readonly FileNode[];
}

/** Deeper calls stay calls. */
const MOST_DEPTH = 16;

/**
 * Operators are called `CALL/OPERATOR`, so that a call becomes a group of the diagram, and values within likewise. A
 * function that calls itself, which the standard forbids, stays a call there.
 *
 * @throws what `count` throws; it is told of each operator
 */
export function inlineFunctions(
  nodes: readonly FileNode[],
  functions: readonly FileFunction[],
  count: (nodes: number) => void,
): readonly FileNode[] {
  if (functions.length === 0) return nodes;
  const known = new Map(functions.map((declared) => [keyOf(declared.domain, declared.name), declared]));
  const result: FileNode[] = [];
  const taken = new Set<string>();
  const scopeOf = ({ name, operator }: FileNode): string => {
    const base = name || operator;
    let scope = base;
    for (let number = 2; taken.has(scope); number++) scope = `${base}_${number}`;
    taken.add(scope);
    return scope;
  };
  const expand = (node: FileNode, calls: readonly FileFunction[]): void => {
    const called = known.get(keyOf(node.domain, node.operator));
    if (!called || calls.includes(called) || calls.length >= MOST_DEPTH) {
      result.push(node);
      count(result.length);
      return;
    }
    for (const inner of bodyOf(node, called, scopeOf(node))) expand(inner, [...calls, called]);
  };
  for (const node of nodes) expand(node, []);
  return result;
}

function keyOf(domain: string, name: string): string {
  return JSON.stringify([domain, name]);
}

/** The function's operators with the call's values and attributes. */
function bodyOf(call: FileNode, called: FileFunction, scope: string): readonly FileNode[] {
  const given = new Map(called.inputs.map((name, place) => [name, call.inputs[place] ?? '']));
  const made = new Map(
    called.outputs.map((name, place) => [name, call.outputs[place] || `${scope}/${name}`]),
  );
  const outside = (name: string) =>
    name === '' ? '' : (given.get(name) ?? made.get(name) ?? `${scope}/${name}`);
  // An output that is an input as it came needs an operator that hands it on.
  const handedOn = called.outputs.flatMap((name): FileNode[] => {
    const input = given.get(name);
    if (input === undefined) return [];
    const none = { domain: '', attributes: new Map(), metadata: new Map() };
    return [{ name: scope, operator: 'Identity', inputs: [input], outputs: [made.get(name)!], ...none }];
  });
  const inside = called.nodes.map((node) => ({
    ...node,
    name: `${scope}/${node.name || node.operator}`,
    inputs: node.inputs.map(outside),
    outputs: node.outputs.map(outside),
    attributes: resolved(node.attributes, call, called),
  }));
  return [...inside, ...handedOn];
}

/** Attributes that stand for one of the call's become that; where the call has none, the function's, or none. */
function resolved(
  attributes: FileNode['attributes'],
  call: FileNode,
  { defaults }: FileFunction,
): FileNode['attributes'] {
  const found = new Map<string, FileAttribute>();
  for (const [name, attribute] of attributes) {
    const value =
      attribute.kind === 'reference'
        ? (call.attributes.get(attribute.name) ?? defaults.get(attribute.name))
        : attribute;
    if (value) found.set(name, value);
  }
  return found;
}

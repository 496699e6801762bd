// The names that a place in a body sees.

import type { Name } from '../syntax/tree.ts';
import type { Value } from './value.ts';

export class Scope {
  private entries: Map<string, { readonly name: Name; readonly value: Value }> | undefined;

  constructor(private readonly parent: Scope | undefined = undefined) {}

  find(name: string): Value | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const entry = scope.entries?.get(name);
      if (entry !== undefined) return entry.value;
    }
    return undefined;
  }

  define(name: Name, value: Value): void {
    this.entries ??= new Map();
    this.entries.set(name.text, { name, value });
  }

  /** Every name in sight, for suggestions. */
  names(): string[] {
    const own = this.entries === undefined ? [] : [...this.entries.keys()];
    return this.parent === undefined ? own : [...own, ...this.parent.names()];
  }
}

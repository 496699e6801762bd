// The scopes of a file while its names are resolved.

import type { TextRange } from '../diagnostic.ts';
import type { Name } from '../syntax/tree.ts';
import type { Definition, NameScope, Reference, Resolution } from './definition.ts';

interface OpenScope extends NameScope {
  readonly parent: OpenScope | undefined;
  readonly definitions: Definition[];
  readonly byName: Map<string, Definition>;
}

export class NameTable implements Resolution {
  readonly definitions: Definition[] = [];
  readonly references: Reference[] = [];
  readonly scopes: NameScope[] = [];
  private current: OpenScope | undefined;

  constructor(private readonly file: string) {}

  inScope(range: TextRange, resolve: () => void): void {
    const outer = this.current;
    this.current = { range, parent: outer, definitions: [], byName: new Map() };
    this.scopes.push(this.current);
    resolve();
    this.current = outer;
  }

  /** The local definition that a name means at this place. */
  find(name: string): Definition | undefined {
    for (let scope = this.current; scope !== undefined; scope = scope.parent) {
      const found = scope.byName.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Adds a local definition and returns the one that it hides. */
  define(definition: Definition): Definition | undefined {
    const hidden = this.find(definition.name.text);
    this.definitions.push(definition);
    this.current?.definitions.push(definition);
    this.current?.byName.set(definition.name.text, definition);
    return hidden;
  }

  refer(name: Name, target: Definition): void {
    this.references.push({ name, file: this.file, target });
  }

  /** The local names in sight. */
  names(): string[] {
    const names: string[] = [];
    for (let scope = this.current; scope !== undefined; scope = scope.parent)
      names.push(...scope.byName.keys());
    return names;
  }
}

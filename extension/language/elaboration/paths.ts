// Paths of layers: unique, derived from the names in the text, and stable when unrelated lines change.

/**
 * Hands out the paths below one block use, iteration, head or named chain; `prefix` is empty or ends with a
 * dot.
 */
export class PathScope {
  private counts: Map<string, number> | undefined;
  private readonly taken = new UniqueNames();

  constructor(private readonly prefix: string) {}

  /** The next automatic path of a kind: `conv1`, `conv2`. */
  numbered(kind: string): string {
    this.counts ??= new Map();
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    return this.named(`${kind}${count}`);
  }

  /** The path of a name of the user's; `name_2` where it is taken. */
  named(name: string): string {
    return this.prefix + this.taken.claim(name);
  }
}

/** Gives every name out once: the second time as `name_2`. */
export class UniqueNames {
  /** Each name that was given out, with the number that may be free for it next. */
  private readonly next = new Map<string, number>();

  claim(name: string): string {
    let count = this.next.get(name);
    if (count === undefined) {
      this.next.set(name, 2);
      return name;
    }
    while (this.next.has(`${name}_${count}`)) count += 1;
    this.next.set(name, count + 1);
    this.next.set(`${name}_${count}`, 2);
    return `${name}_${count}`;
  }
}

/** The scope below a path that was handed out. */
export function below(path: string): PathScope {
  return new PathScope(`${path}.`);
}

/** `Basic` is numbered as `basic1`, `basic2`. */
export function blockSegment(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

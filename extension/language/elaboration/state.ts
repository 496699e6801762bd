// What one elaboration has made so far, how deep it is, and how much it may still do.

import type { GroupKind, NetworkHead, NetworkLayer, Origin } from '../../../engine/network/network.ts';
import type { Location, TextRange } from '../diagnostic.ts';
import type { Extras, Reporter } from '../reporter.ts';
import type { AssertNode, Element, MergeNode } from '../syntax/tree.ts';
import type { Code } from '../validation/codes.ts';
import { Budget } from './budget.ts';
import { limits } from './limits.ts';
import { type PathScope, UniqueNames } from './paths.ts';
import type { SourceFile } from './program.ts';
import type { Scope } from './scope.ts';
import type { Flow } from './value.ts';

/** Where in the text, and in the network, a statement is elaborated. */
export interface Place {
  readonly file: SourceFile;
  readonly scope: Scope;
  readonly paths: PathScope;
  /** Id of the innermost group. */
  readonly group: string | undefined;
  readonly head: string | undefined;
  /** Whether the text is a model's own, not a block's. */
  readonly inModel: boolean;
}

/** A use or a loop that the place is in, for the chain of causes. */
export interface Frame extends Location {
  message(): string;
  /** Rounds, where it is a loop. */
  readonly rounds: number | undefined;
}

export interface DraftGroup {
  readonly id: string;
  readonly parent: string | undefined;
  readonly kind: GroupKind;
  readonly label: string;
  readonly detail: string;
  readonly origin: Origin;
}

/** A merge that was elaborated, kept for the advice that its branches give. */
export interface MergeRecord {
  readonly layer: string;
  readonly node: MergeNode;
  readonly file: SourceFile;
  readonly entering: Flow;
  readonly branches: readonly Branch[];
}

export interface Branch {
  readonly flow: Flow;
  readonly range: TextRange;
  /** The layers that it made: from this index, */
  readonly firstLayer: number;
  /** up to, but without, this one. */
  readonly endLayer: number;
}

/** An assert of the model's own body, to be judged when the network is complete. */
export interface PendingAssert {
  readonly node: AssertNode;
  readonly place: Place;
  readonly flow: Flow | undefined;
}

export class Elaboration {
  readonly layers: NetworkLayer[] = [];
  readonly layerByPath = new Map<string, NetworkLayer>();
  readonly groups = new Map<string, DraftGroup>();
  readonly heads: NetworkHead[] = [];
  readonly asserts: PendingAssert[] = [];
  /** The call that made each layer, for advice and fixes. */
  readonly calls = new Map<string, { readonly node: Element; readonly file: SourceFile }>();
  readonly frames: Frame[] = [];
  input: { readonly node: Element; readonly file: SourceFile } | undefined;
  missingInputReported = false;
  /** A limit was passed: everything returns as fast as it can. */
  stopped = false;
  private readonly groupIds = new UniqueNames();
  private steps = 0;
  private depth = 0;

  constructor(
    readonly reporter: Reporter,
    private readonly budget = new Budget(),
  ) {}

  /** Counts one step of work; past the limit stops, naming what repeats. */
  step(place: Place, range: TextRange): void {
    this.steps += 1;
    if (this.steps > limits.steps)
      this.stop(place, range, `more than ${limits.steps.toLocaleString('en-US')} steps of work`);
    else if (!this.budget.takeStep()) this.stopFile(place, range);
  }

  /** Counts the layers that were made; past the limit stops, naming what repeats. */
  addLayer(layer: NetworkLayer, place: Place, node: Element): void {
    if (this.layers.length >= limits.layers) {
      this.stop(place, node, `more than ${limits.layers.toLocaleString('en-US')} layers`);
      return;
    }
    if (!this.budget.takeLayer()) {
      this.stopFile(place, node);
      return;
    }
    this.layers.push(layer);
    this.layerByPath.set(layer.path, layer);
    this.calls.set(layer.path, { node, file: place.file });
  }

  addGroup(group: DraftGroup): string {
    const id = this.groupIds.claim(group.id);
    this.groups.set(id, { ...group, id });
    return id;
  }

  /** Reports with the uses and loops around the place as the chain of causes. */
  report(place: Place, range: TextRange, code: Code, message: string, extras: Extras = {}): void {
    const related = [...(extras.related ?? []), ...this.causes()];
    this.reporter.report(place.file.name, range, code, message, { ...extras, related });
    if (this.reporter.isFull) this.stopped = true;
  }

  /** The innermost uses and loops around the place, innermost first. */
  causes(): (Location & { readonly message: string })[] {
    const innermost = this.frames.slice(-6).reverse();
    return innermost.map(({ file, range, message }) => ({ file, range, message: message() }));
  }

  /** Elaborates something deeper in the text or in blocks, and says so should anything be wrong in there. */
  within<T>(frame: Frame, elaborate: () => T): T {
    this.frames.push(frame);
    try {
      return elaborate();
    } finally {
      this.frames.pop();
    }
  }

  /** One body deeper; past the limit stops. Every `deeper` is paired with a `shallower`. */
  deeper(place: Place, range: TextRange): void {
    this.depth += 1;
    if (this.depth > limits.bodyDepth)
      this.stop(place, range, `bodies that nest deeper than ${limits.bodyDepth} levels`);
  }

  shallower(): void {
    this.depth -= 1;
  }

  private stop(place: Place, range: TextRange, what: string): void {
    this.stopWith(place, range, (subject) => `${subject} makes ${what}: no network is meant to be so large.`);
  }

  private stopFile(place: Place, range: TextRange): void {
    const most = limits.layersOfFile.toLocaleString('en-US');
    const message =
      `The models and recipes of this file are larger than ${most} layers together: divide ` +
      'it into several files.';
    this.stopWith(place, range, () => message);
  }

  /** Reports at the loop with the most rounds, by its word where it stands in the same file. */
  private stopWith(place: Place, range: TextRange, message: (subject: string) => string): void {
    if (this.stopped) return;
    const loop = this.frames.reduce<Frame | undefined>(
      (largest, frame) => ((frame.rounds ?? 0) > (largest?.rounds ?? 0) ? frame : largest),
      undefined,
    );
    const where = loop ?? this.frames.at(-1) ?? { file: place.file.name, range };
    const inFile = loop !== undefined && loop.file === place.file.name;
    const word = inFile
      ? /\w+/.exec(place.file.tree.text.slice(loop.range.start, loop.range.end))?.[0]
      : undefined;
    const subject = word === undefined ? 'This' : `This \`${word}\``;
    this.reporter.report(where.file, where.range, 'network-too-large', message(subject));
    this.stopped = true;
  }
}

const origins = new WeakMap<TextRange, Origin>();

/** The place of a node, as networks keep it. */
export function originOf(file: SourceFile, node: TextRange): Origin {
  const known = origins.get(node);
  if (known !== undefined && known.file === file.name) return known;
  const { line, character } = file.tree.lines.positionAt(node.start);
  const origin = { file: file.name, start: node.start, end: node.end, line, character };
  origins.set(node, origin);
  return origin;
}

/** The text of a node. */
export function textOf(file: SourceFile, { start, end }: TextRange): string {
  return file.tree.text.slice(start, end);
}

// Where an expression is evaluated, and reporting what is wrong with it.

import type { TextRange } from '../diagnostic.ts';
import type { Name } from '../syntax/tree.ts';
import type { Code } from '../validation/codes.ts';
import type { NameMessage } from '../validation/nameMessages.ts';
import type { Elaboration, Place } from './state.ts';
import type { Flow, Value } from './value.ts';

/** Where an expression stands, and what it may refer to beside names. */
export interface Context {
  readonly state: Elaboration;
  readonly place: Place;
  /** The current value, which `in` means. */
  readonly flow: Flow | undefined;
  /** What an assert may name: `params`, `macs`, … */
  readonly metrics?: ReadonlyMap<string, Value>;
}

/** A text to put in the place of another. */
export interface Replacement {
  readonly range: TextRange;
  readonly text: string;
  /** What it does; else "Change to …". */
  readonly title?: string;
}

export function reportAt(
  { state, place }: Context,
  range: TextRange,
  code: Code,
  message: string,
  replacement?: Replacement,
): void {
  const fixes =
    replacement === undefined
      ? []
      : [
          {
            title: replacement.title ?? `Change to \`${replacement.text}\``,
            edits: [{ file: place.file.name, range: plainRange(replacement.range), text: replacement.text }],
          },
        ];
  state.report(place, range, code, message, { fixes });
}

/**
 * Reports a name that stands for nothing, with the fix that changes it to the one that was meant. Looking for that one
 * takes time, so `explain` is called only for the first of many rounds.
 */
export function reportName(context: Context, name: Name, code: Code, explain: () => NameMessage): void {
  if (context.state.reporter.has(context.place.file.name, name, code)) return;
  const { message, nearest } = explain();
  const replacement = nearest === undefined ? undefined : { range: name, text: nearest };
  reportAt(context, name, code, message, replacement);
}

/** Without what else a node has. */
function plainRange({ start, end }: TextRange): TextRange {
  return { start, end };
}

// What a training command says of its run: JSON lines or the terminal's table, and how it ended.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineProblem, TrainingEvent } from '../engine/protocol/messages.ts';
import { runFiles } from '../engine/protocol/runRecord.ts';
import type { CommandContext } from './command.ts';
import { cancelledExitCode } from './interruption.ts';
import { problemText } from './problemText.ts';
import { programName, quoted } from './programName.ts';
import { shownPath } from './shownPath.ts';
import { terminalSink } from './trainingTable.ts';

/** Takes every event of a run as it comes. */
export type EventSink = (event: TrainingEvent) => void;

type EndEvent = TrainingEvent & { event: 'end' };

export function eventSink(context: CommandContext): EventSink {
  if (context.json) return (event) => context.out.write(`${JSON.stringify(event)}\n`);
  return terminalSink(context);
}

/** Says what went wrong, or what is there now and how to go on; returns the command's exit code. */
export function endOfRun(context: CommandContext, end: EndEvent): number {
  const failed = end.reason === 'failed';
  if (end.problem) {
    if (failed && context.json) {
      context.out.write(`${JSON.stringify({ error: publicProblem(end.problem) })}\n`);
    }
    context.log.write(`${problemText(end.problem)}\n`);
  }
  if (failed) return 1;
  if (!context.json) context.out.write(`\n${afterwards(end, context)}\n`);
  return end.reason === 'stopped' ? cancelledExitCode : 0;
}

function publicProblem({ code, message, file, line }: EngineProblem) {
  return { code, message, file, line };
}

const purposes: readonly (readonly [string, string])[] = [
  [runFiles.best, 'the weights that did best'],
  [runFiles.model, 'the network with them, for any ONNX runtime'],
  ['diagram.svg', "the network's picture"],
  [runFiles.metrics, 'loss and accuracy over time'],
  [runFiles.internals, 'what went on inside: quantiles, gradients, dead units'],
];

function afterwards({ run, reason }: EndEvent, { style }: CommandContext): string {
  const folder = shownPath(run);
  const files = purposes
    .filter(([name]) => existsSync(join(run, name)))
    .map(([name, purpose]) => `  ${name.padEnd(16)}  ${style.muted(purpose)}`);
  const command = (words: string) => `  ${programName()} ${words} ${quoted(folder)}`;
  const next =
    reason === 'stopped'
      ? ['Go on where it stopped:', command('resume')]
      : ['See how it does on each class:', command('eval')];
  return [style.bold(folder), ...files, '', ...next].join('\n');
}

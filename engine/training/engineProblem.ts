// Turns whatever was thrown into the problem that messages and run folders carry.

import type { EngineProblem } from '../protocol/messages.ts';
import { UserError } from '../userError.ts';

/** A `UserError` keeps its code and place; anything else is a mistake of ours, told as such, with its stack for the log. */
export function engineProblem(error: unknown): EngineProblem {
  if (error instanceof UserError) {
    const { code, message, file, line } = error;
    return {
      code,
      message,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
    };
  }
  const thrown = error instanceof Error ? error : new Error(String(error));
  return {
    code: 'internal',
    message: `The engine made a mistake: ${thrown.message}. Please report it with the log.`,
    stack: thrown.stack ?? thrown.message,
  };
}

// Says in words how a process ended.

const signalWords: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: 'was killed (SIGKILL), by hand or because the memory ran out: a smaller batch needs less',
  SIGTERM: 'was told to end (SIGTERM)',
  SIGSEGV: 'crashed in native code (SIGSEGV)',
  SIGBUS: 'crashed in native code (SIGBUS)',
  SIGILL: 'met an instruction that this processor lacks (SIGILL)',
  SIGABRT: 'aborted in native code (SIGABRT)',
};

/** Completes a sentence that starts with "The engine". */
export function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return signalWords[signal] ?? `was ended by the signal ${signal}`;
  // Windows reports a crash as an NTSTATUS: 0xC0000005 is an access violation.
  if (code !== null && code > 0xffff) return `crashed with the status 0x${code.toString(16).toUpperCase()}`;
  return code === 0 ? 'ended by itself' : `ended with the exit code ${code ?? 'unknown'}`;
}

/** Somebody else, a person or the system, ended the process. */
export function wasEndedFromOutside(signal: NodeJS.Signals | null): boolean {
  return signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT' || signal === 'SIGHUP';
}

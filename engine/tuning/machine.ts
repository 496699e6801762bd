// What measured times depend on: they hold for one machine, provider and version only.

import { availableParallelism, cpus } from 'node:os';
import { NETWRIGHT_VERSION } from '../protocol/version.ts';

export interface Machine {
  /** The processor's name, such as `AMD EPYC`. */
  readonly processor: string;
  readonly cores: number;
  /** As `linux-x64`. */
  readonly platform: string;
  readonly device: string;
  /** Threads inside one operation. */
  readonly threads: number;
  /** ONNX Runtime's version, and Netwright's, which names the ways that there are. */
  readonly runtime: string;
  readonly netwright: string;
}

export function thisMachine({
  device,
  threads,
  runtime,
}: Pick<Machine, 'device' | 'threads' | 'runtime'>): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    platform: `${process.platform}-${process.arch}`,
    device,
    threads,
    runtime,
    netwright: NETWRIGHT_VERSION,
  };
}

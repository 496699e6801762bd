// Which device `auto` stands for on this machine: learnt from a run that began, or asked of an engine once.

import type { Device } from '../../engine/runtime/device.ts';
import type { Lane } from './lane.ts';

export class AutoDevice {
  private answer: Promise<Lane> | undefined;

  /** `ask` may take seconds: it compares the devices of the machine. */
  constructor(private readonly ask: () => Promise<Lane>) {}

  /** Where a job for this device is trained. An answer that failed is asked for again the next time. */
  async laneOf(device: Device): Promise<Lane> {
    if (device !== 'auto') return device;
    const asked = this.answer ?? this.ask();
    this.answer = asked;
    try {
      return await asked;
    } catch (failure) {
      if (this.answer === asked) this.answer = undefined;
      throw failure;
    }
  }

  /** A run that asked for `auto` began here. */
  learn(lane: Lane): void {
    this.answer = Promise.resolve(lane);
  }

  /** The machine has other devices than before. */
  forget(): void {
    this.answer = undefined;
  }
}

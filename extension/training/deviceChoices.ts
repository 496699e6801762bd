// What the list of devices offers: each choice of the setting, whether it works here, and why not.

import type { Requests } from '../../engine/protocol/messages.ts';

export interface DeviceChoice {
  /** A value of the setting. */
  readonly value: string;
  readonly current: boolean;
  readonly available: boolean;
  /** What it is. */
  readonly description: string;
  /** Why it cannot be used, in a sentence and as the cause alone; undefined where it can. */
  readonly reason: string | undefined;
  readonly cause: string | undefined;
}

type Choosable = Omit<Requests['devices']['result'][number], 'name'> & { readonly name: string };

const descriptions: Readonly<Record<string, string>> = {
  recipe: 'What the recipe says, `auto` where it says nothing',
  auto: 'The best that works',
  cpu: 'The processor',
  webgpu: 'The GPU through WebGPU',
  cuda: 'An NVIDIA GPU through CUDA',
  dml: 'The GPU through DirectML',
  coreml: "Apple's Core ML",
};

/** What works comes first, in the order of the setting. */
export function deviceChoices(
  devices: Requests['devices']['result'],
  current: string,
): readonly DeviceChoice[] {
  const recipe = { name: 'recipe', available: true };
  const all: readonly Choosable[] = [recipe, ...devices];
  return all
    .map(({ name, available, reason, cause }) => ({
      value: name,
      current: name === current,
      available,
      description: descriptions[name] ?? '',
      reason,
      cause,
    }))
    .sort((one, other) => Number(other.available) - Number(one.available));
}

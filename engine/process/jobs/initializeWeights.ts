// The `initialize` request: first weights from a seed, as a file.

import type { InitializeRequest, Requests } from '../../protocol/messages.ts';
import { NETWRIGHT_VERSION } from '../../protocol/version.ts';
import { initializeParameters } from '../../training/initializeParameters.ts';
import { writeSafetensors } from '../../training/safetensors.ts';
import { networkParameters } from '../../training/trainingState.ts';
import { writingFile } from './writingFile.ts';

export async function initializeWeights({
  network,
  seed,
  file,
}: InitializeRequest): Promise<Requests['initialize']['result']> {
  const values = initializeParameters(network, seed);
  const parameters = networkParameters(network).map(({ name, shape }) => ({ name, shape }));
  const tensors = new Map(parameters.map(({ name, shape }) => [name, { shape, data: values.get(name)! }]));
  const metadata = { format: 'pt', producer: `Netwright ${NETWRIGHT_VERSION}`, seed: String(seed) };
  await writingFile(file, writeSafetensors(file, { tensors, metadata }));
  return { parameters };
}

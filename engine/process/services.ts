// What the engine offers: each request and the job that answers it.

import { runtimeVersion } from '../runtime/onnxRuntime.ts';
import { listDevices } from './devices.ts';
import { evaluateWeights } from './jobs/evaluateWeights.ts';
import { resumeRun } from './jobs/resumeRun.ts';
import { trainRun } from './jobs/trainRun.ts';
import type { Services } from './requestServer.ts';

export const services: Services = {
  runtimeVersion,
  devices: listDevices,
  train: trainRun,
  resume: resumeRun,
  evaluate: evaluateWeights,
};

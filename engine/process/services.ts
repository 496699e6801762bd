// What the engine offers: each request and the job that answers it.

import { runtimeVersion } from '../runtime/onnxRuntime.ts';
import { automaticDevice, listDevices } from './devices.ts';
import { describeData } from './jobs/describeData.ts';
import { evaluateWeights } from './jobs/evaluateWeights.ts';
import { exportWeights } from './jobs/exportWeights.ts';
import { forecastMemory } from './jobs/forecastMemory.ts';
import { initializeWeights } from './jobs/initializeWeights.ts';
import { lookInsideNetwork } from './jobs/lookInsideNetwork.ts';
import { computeGradients, takeSteps } from './jobs/oneBatch.ts';
import { predictImages } from './jobs/predictImages.ts';
import { profileSteps } from './jobs/profileSteps.ts';
import { resumeRun } from './jobs/resumeRun.ts';
import { overfitOneBatch, sweepLearningRate } from './jobs/runTrial.ts';
import { trainRun } from './jobs/trainRun.ts';
import type { Services } from './requestServer.ts';

export const services: Services = {
  runtimeVersion,
  devices: listDevices,
  automaticDevice,
  train: trainRun,
  resume: resumeRun,
  evaluate: evaluateWeights,
  predict: predictImages,
  lookInside: lookInsideNetwork,
  initialize: initializeWeights,
  gradients: computeGradients,
  step: takeSteps,
  findLearningRate: sweepLearningRate,
  overfit: overfitOneBatch,
  exportModel: exportWeights,
  memory: forecastMemory,
  profile: profileSteps,
  describeData,
};

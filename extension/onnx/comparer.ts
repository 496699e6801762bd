// The thread that compares two models where one is an ONNX file, which can have tens of thousands of operators.

import { parentPort, workerData } from 'node:worker_threads';
import { compareModels } from '../comparison/compareModels.ts';
import type { Compared, CompareStart } from './compareInThread.ts';

const { before, after, batch } = workerData as CompareStart;
const { comparison, diagram } = compareModels(before, after, { batch });
parentPort?.postMessage({ comparison, graph: diagram() } satisfies Compared);

// How long a training step takes to prepare, part by part, in processor time as other programs' load does not count there:
// node bench/run.mjs sessionTimes FILE MODEL [all|PASSES]. `all` leaves no optimisation pass out. Prints one line of JSON.

import { resolve } from 'node:path';
import { diskFiles } from '../cli/diskFiles.ts';
import { lowerGraph } from '../engine/onnx/encodeOnnx.ts';
import { serializeModel } from '../engine/onnx/model.ts';
import { loadLibrary } from '../engine/runtime/loadLibrary.ts';
import { needlessPasses } from '../engine/runtime/needlessPasses.ts';
import { channelBlockOf } from '../engine/runtime/onnxRuntime.ts';
import { sessionOptions } from '../engine/runtime/sessionOptions.ts';
import { buildGradientStep } from '../engine/training/trainingStep.ts';
import { compile } from '../extension/language/compile.ts';
import { recipeOf } from './training/subjects.ts';

const [file = 'models/densenet.cnn', model = 'DenseNet', passes] = process.argv.slice(2);
const { InferenceSession } = await loadLibrary();
const channelBlock = await channelBlockOf('cpu');
let last = process.cpuUsage();

/** Seconds of the processor since the last call. */
function part(): number {
  const { user, system } = process.cpuUsage(last);
  last = process.cpuUsage();
  return (user + system) / 1e6;
}

const network = compile(resolve(file), diskFiles).models.find(({ name }) => name === model)?.network;
if (network === undefined) throw new Error(`${file} has no model ${model}, or it has mistakes.`);
const recipe = recipeOf({ name: model, label: model, file, model, batch: 2 });
part();
const { graph } = buildGradientStep(network, recipe);
const graphSeconds = part();
const lowered = lowerGraph(graph, { target: 'cpu', channelBlock });
const lowerSeconds = part();
const bytes = serializeModel(lowered);
const writeSeconds = part();
const left = passes === 'all' ? [] : needlessPasses(lowered.nodes);
const session = await InferenceSession.create(
  bytes,
  sessionOptions({
    device: 'cpu',
    threads: 2,
    strict: false,
    needlessPasses: left,
    operators: lowered.nodes.length,
  }),
);
const sessionSeconds = part();
await session.release();
console.log(
  JSON.stringify({
    model,
    layers: network.layers.length,
    operators: lowered.nodes.length,
    bytes: bytes.length,
    passesLeftOut: left.length,
    graphSeconds,
    lowerSeconds,
    writeSeconds,
    sessionSeconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }),
);

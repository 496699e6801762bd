// TensorFlow.js' side of the comparison: LeNet-5's training step on its cpu backend. node tensorflowSide.mjs FOLDER BATCH.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [folder, batch] = process.argv.slice(2);
const log = console.log;
console.log = console.warn = console.info = () => {};
const tf = createRequire(join(folder, 'package.json'))('@tensorflow/tfjs');
await tf.setBackend('cpu');
const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ filters: 6, kernelSize: 5, activation: 'relu', inputShape: [32, 32, 1] }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 16, kernelSize: 5, activation: 'relu' }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 120, kernelSize: 5, activation: 'relu' }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 84, activation: 'relu' }),
    tf.layers.dense({ units: 10 }),
  ],
});
const optimizer = tf.train.momentum(1e-3, 0.9);
const images = tf.randomNormal([Number(batch), 32, 32, 1]);
const labels = tf.oneHot(
  tf.tensor1d(
    Array.from({ length: Number(batch) }, (_, i) => i % 10),
    'int32',
  ),
  10,
);

function step() {
  const loss = optimizer.minimize(
    () => tf.losses.softmaxCrossEntropy(labels, /** @type {any} */ (model.predict(images))),
    true,
  );
  loss.dataSync();
  loss.dispose();
}

step();
log(JSON.stringify({ version: tf.version.tfjs }));
for await (const line of createInterface(process.stdin)) {
  const { seconds } = JSON.parse(line);
  const durations = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const start = performance.now();
    step();
    durations.push(performance.now() - start);
  }
  log(JSON.stringify({ durations, peakBytes: process.resourceUsage().maxRSS * 1024 }));
}

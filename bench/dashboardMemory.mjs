// What the training view's page holds over an hour of training, watched inside: node bench/dashboardMemory.mjs.
// The hour is told as fast as the page draws it: 36,000 events of steps, ten a second, and a look inside every second.

import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { startPageBrowser } from '../test/webview/pageInBrowser.mjs';

const minutes = 60;
const messagesAMinute = 30;
/** Layers of a network as large as ResNet-20. */
const layers = 72;

const browser = await startPageBrowser('dashboard', {
  id: 'dashboard',
  title: 'Training',
  allowed: ['img-src blob:'],
});
try {
  const kept = { smoothing: 0.6, logarithmic: false, axis: 'epochs', layers: ['layer1', 'layer2'] };
  const { page, deliver, drawn } = await browser.open({ kept });
  const developer = await page.context().newCDPSession(page);
  await developer.send('Performance.enable');
  const state = {
    model: 'Hour',
    recipe: 'Hour',
    device: 'cpu',
    folder: '/runs/hour',
    status: 'running',
    message: undefined,
    remarks: [],
    epochs: 60,
    stepsPerEpoch: 6000,
    step: 0,
    imagesPerSecond: 6400,
    secondsLeft: 3600,
    best: undefined,
    internals: 100,
  };
  await deliver({ kind: 'run', state });
  const rows = [];
  for (let minute = 0; minute <= minutes; minute++) {
    if (minute > 0) {
      await page.evaluate(tellMinute, { minute, state, messagesAMinute, layers });
      await drawn();
    }
    if (minute % 10 === 0 || minute === 5) rows.push({ minute, ...(await held(developer)) });
  }
  const machine = { processor: cpus()[0]?.model, cores: availableParallelism(), node: process.version };
  const result = { machine, events: minutes * 600, looks: minutes * 60, layers, rows };
  writeFileSync('bench/results/dashboardMemory.json', `${JSON.stringify(result, undefined, 2)}\n`);
  console.table(rows);
} finally {
  await browser.close();
}

/**
 * MiB of the page's heap after a collection, of its arrays outside of it, and its nodes.
 * @param {import('playwright-core').CDPSession} developer
 */
async function held(developer) {
  await developer.send('HeapProfiler.collectGarbage');
  const { metrics } = await developer.send('Performance.getMetrics');
  const { usedSize, backingStorageSize } = await developer.send('Runtime.getHeapUsage');
  const nodes = metrics.find(({ name }) => name === 'Nodes')?.value;
  return { heapMiB: mebi(usedSize), arraysMiB: mebi(backingStorageSize), nodes };
}

/** @param {number} bytes */
function mebi(bytes) {
  return Math.round((bytes / 2 ** 20) * 10) / 10;
}

/**
 * Runs in the page.
 * @param {{ minute: number, state: object, messagesAMinute: number, layers: number }} told
 */
async function tellMinute({ minute, state, messagesAMinute, layers }) {
  const perMessage = 600 / messagesAMinute;
  const value = (/** @type {number} */ step) => 2 / (1 + step / 5000) + Math.sin(step * 12.9898) * 0.05;
  const distribution = (/** @type {number} */ at) => ({ p15: at - 1, p50: at, p85: at + 1 });
  const histogram = () => ({ low: -1, high: 1, counts: Array.from({ length: 50 }, (_, bin) => bin + 1) });
  for (let message = 0; message < messagesAMinute; message++) {
    const first = ((minute - 1) * 600 + message * perMessage) * 10;
    const step = Float64Array.from({ length: perMessage }, (_, at) => first + (at + 1) * 10);
    const looks = Array.from({ length: perMessage / 10 }, (_, at) => {
      const lookStep = first + (at + 1) * 100;
      const names = Array.from({ length: layers }, (_, place) => `layer${place + 1}`);
      return {
        step: lookStep,
        layers: names.map((path) => ({
          path,
          inputs: [distribution(value(lookStep))],
          output: distribution(value(lookStep)),
        })),
        parameters: names.slice(0, 24).map((path) => ({
          name: `${path}.weight`,
          gradient: value(lookStep),
          update: 0.001,
          weights: histogram(),
          gradients: histogram(),
        })),
        statistics: [],
      };
    });
    const last = step.at(-1);
    window.postMessage(
      {
        kind: 'update',
        state: { ...state, step: last },
        steps: {
          step,
          loss: step.map(value),
          accuracy: step.map((at) => 1 - value(at) / 3),
          learningRate: step.map(() => 0.05),
          imagesPerSecond: step.map(() => 6400),
        },
        looks,
        ...(message === 0 && {
          epochs: [
            {
              epoch: minute,
              step: first || 1,
              train: { loss: value(first), accuracy: 0.5 },
              validation: { loss: value(first), accuracy: 0.5 },
            },
          ],
        }),
      },
      '*',
    );
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
}

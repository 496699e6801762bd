// What the dashboard costs with a million steps: how long the extension host is held up, and what drawing takes: node bench/run.mjs dashboard.

import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { RunFeed } from '../extension/training/runFeed.ts';
import { RunRecord } from '../extension/training/runRecord.ts';
import { composeChart } from '../webview/chart/composeChart.ts';
import { runCharts } from '../webview/dashboard/runCharts.ts';
import { RunSeries } from '../webview/dashboard/runSeries.ts';
import type { ToDashboard } from '../webview/protocol/dashboard.ts';
import { longestTurn, turn } from './longestTurn.ts';

const steps = 1_000_000;
const eventsInTurn = 500;
const pageWidth = 820;

/** Takes messages as the editor does: copies them whole. */
const page = new RunSeries();
let messages = 0;
function post(message: ToDashboard): void {
  messages += 1;
  const copy = structuredClone(message);
  if (copy.kind === 'update') received.push(copy);
}
const received: Extract<ToDashboard, { kind: 'update' }>[] = [];

/** Processor time. */
function milliseconds(work: () => void): number {
  const used = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(used);
  return (user + system) / 1000;
}

const run = new RunRecord({ model: 'Bench', recipe: 'Bench', device: 'cpu', folder: '/runs/bench' });
const feed = new RunFeed(post);
feed.start(run);

/** Events as fast as they can be taken in, far more often than the ten a second that an engine sends. */
const whileTraining = await longestTurn(async () => {
  for (let step = 1; step <= steps; ) {
    const end = Math.min(steps, step + eventsInTurn - 1);
    for (; step <= end; step++) {
      const [loss, accuracy] = [1 / step, 1 - 1 / step];
      const rest = { epoch: 1, learningRate: 0.1, imagesPerSecond: 1000 };
      run.apply({ event: 'step', step, loss, accuracy, ...rest });
    }
    feed.changed();
    await turn();
  }
});
const rows = () => received.reduce((sum, { steps: chunk }) => sum + (chunk?.step.length ?? 0), 0);
while (rows() < steps) await turn();

/** The page is opened, or loaded again, when the run has all its steps. */
const whileOpening = await longestTurn(async () => {
  received.length = 0;
  messages = 0;
  feed.start(run);
  while (rows() < steps) await turn();
});
const messagesToOpen = messages;
feed.dispose();

const state = { ...run.state, stepsPerEpoch: 1000, epochs: 1000 };
for (const update of received) page.append(update);
const view = {
  kept: { smoothing: 0.6, logarithmic: false, axis: 'epochs', layers: [] },
  zoom: undefined,
} as const;
const draw = () => {
  for (const spec of runCharts(state, page, view)) composeChart(spec, pageWidth);
};
const firstDrawing = milliseconds(draw);
const drawings = Array.from({ length: 20 }, () => milliseconds(draw)).toSorted((a, b) => a - b);
const drawing = drawings[10]!;

const machine = { processor: cpus()[0]!.model, cores: availableParallelism(), node: process.version };
const result = {
  machine,
  steps,
  extensionHost: { longestTurnTraining: whileTraining, longestTurnOpening: whileOpening, messagesToOpen },
  memory: { columnsBytes: run.steps.bytes },
  page: {
    charts: runCharts(state, page, view).length,
    firstDrawingProcessorMs: firstDrawing,
    drawingProcessorMs: drawing,
  },
};
writeFileSync('bench/results/dashboard.json', `${JSON.stringify(result, undefined, 2)}\n`);
console.log(JSON.stringify(result, undefined, 2));
if (Math.max(whileTraining.processorMs, whileOpening.processorMs) > 50) {
  console.error('The extension host was held up for more than 50 ms.');
  process.exit(1);
}

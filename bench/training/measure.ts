// Takes turns between the engine and its peers: a table on the terminal and a file in bench/results/.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { summarizeRuns } from '../language/statistics.ts';
import { type Mode, type Readiness, Side } from './side.ts';
import { networkOf, subjectOf, type TrainingSubject, trainingSubjects } from './subjects.ts';

interface Figures {
  readonly imagesPerSecond: number;
  readonly stepMs: number;
  readonly peakMB: number;
  readonly steps: number;
}

interface Row {
  readonly network: string;
  readonly mode: Mode;
  readonly batch: number;
  readonly threads: number;
  readonly sides: Readonly<Record<string, Figures>>;
  /** The engine's images a second by those of PyTorch's faster layout. */
  readonly ratio: number;
  /** The engine's peak memory by that of the same. */
  readonly memoryRatio: number;
  readonly graphMs: number;
  readonly sessionMs: number;
  readonly javascriptShare: number;
  /** Of a step's time, to and from a device with a memory of its own. */
  readonly transferShare?: number;
}

const { values } = parseArgs({
  options: {
    networks: { type: 'string', default: trainingSubjects.map(({ name }) => name).join(',') },
    modes: { type: 'string', default: 'training,inference' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    device: { type: 'string', default: 'cpu' },
    threads: { type: 'string', default: '2' },
    replicas: { type: 'string', default: '1' },
    'no-tensorflow': { type: 'boolean', default: false },
    'no-pytorch': { type: 'boolean', default: false },
    layouts: { type: 'string', default: 'nchw,channels_last' },
    'dry-run': { type: 'boolean', default: false },
  },
});
const python = process.env['NETWRIGHT_PYTHON']!;
const here = join('bench', 'training');
const bundles = join('.cache', 'bench');
/** What PyTorch says of itself. */
let peerMachine: { readonly pytorch?: string; readonly blas?: string; readonly gpu?: string } = {};

async function measure(subject: TrainingSubject, mode: Mode): Promise<Row> {
  const { device, threads, replicas } = values;
  const own = await Side.start('netwright', [
    process.execPath,
    join(bundles, 'engineSide.mjs'),
    subject.name,
    mode,
    device,
    threads,
    replicas,
  ]);
  const others = await peers(subject, mode);
  const sides = [own.side, ...others];
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const side of sides) await side.measure(Number(values.seconds));
  }
  const { javascriptShare } = await own.side.ask<Readiness>({ seconds: 0 });
  for (const side of sides) side.end();
  return summarize(subject, mode, sides, { ...own.ready, javascriptShare: javascriptShare! });
}

async function peers({ name, batch, ...subject }: TrainingSubject, mode: Mode): Promise<Side[]> {
  const file = join(tmpdir(), `netwright-bench-${process.pid}-${name}.json`);
  writeFileSync(file, JSON.stringify(networkOf({ name, batch, ...subject })));
  const device = values.device === 'cpu' ? 'cpu' : 'cuda';
  const started: Side[] = [];
  for (const layout of values['no-pytorch'] ? [] : values.layouts.split(',')) {
    const parameters = [join(here, 'pytorchSide.py'), file, `${batch}`, mode, layout, device, values.threads];
    const { side, ready } = await Side.start(`pytorch ${layout}`, [python, ...parameters]);
    started.push(side);
    peerMachine = {
      pytorch: ready.version,
      ...(ready.blas && { blas: ready.blas }),
      ...(ready.gpu && { gpu: ready.gpu }),
    };
  }
  const tensorflow = process.env['NETWRIGHT_TENSORFLOW'];
  if (name === 'lenet5' && mode === 'training' && tensorflow) {
    const program = join(here, 'tensorflowSide.mjs');
    started.push(
      (await Side.start('tensorflow.js', [process.execPath, program, tensorflow, `${batch}`])).side,
    );
  }
  return started;
}

function summarize(
  { name, batch }: TrainingSubject,
  mode: Mode,
  measured: readonly Side[],
  ready: Readiness,
): Row {
  const sides = Object.fromEntries(
    measured.map(({ name: side, durations, peakBytes }) => {
      const { median, runs } = summarizeRuns(durations);
      return [
        side,
        { imagesPerSecond: (batch * 1000) / median, stepMs: median, peakMB: peakBytes / 1e6, steps: runs },
      ];
    }),
  );
  const own = sides['netwright']!;
  const best = Object.entries(sides)
    .filter(([side]) => side.startsWith('pytorch'))
    .map(([, figures]) => figures)
    .sort((a, b) => b.imagesPerSecond - a.imagesPerSecond)[0];
  return {
    network: name,
    mode,
    batch,
    threads: Number(values.threads),
    sides,
    ratio: own.imagesPerSecond / (best?.imagesPerSecond ?? Number.NaN),
    memoryRatio: own.peakMB / (best?.peakMB ?? Number.NaN),
    graphMs: ready.graphMs!,
    sessionMs: ready.sessionMs!,
    javascriptShare: ready.javascriptShare!,
    ...(ready.transferMs !== undefined && { transferShare: ready.transferMs / own.stepMs }),
  };
}

function print(row: Row): void {
  const rates = Object.entries(row.sides).map(
    ([side, { imagesPerSecond, peakMB }]) =>
      `${side} ${imagesPerSecond.toFixed(1)}/s ${peakMB.toFixed(0)} MB`,
  );
  console.log(
    `${row.network.padEnd(11)} ${row.mode.padEnd(9)} x${row.ratio.toFixed(2)}  memory x${row.memoryRatio.toFixed(2)}  ` +
      `graph ${row.graphMs.toFixed(0)} ms  session ${row.sessionMs.toFixed(0)} ms  ` +
      `JavaScript ${(row.javascriptShare * 100).toFixed(1)} %  ${transferOf(row)}| ${rates.join(' | ')}`,
  );
}

function transferOf({ transferShare }: Row): string {
  return transferShare === undefined ? '' : `transfer ${(transferShare * 100).toFixed(1)} %  `;
}

/** The file keeps the rows of earlier calls for other networks on the same machine. */
function save(rows: readonly Row[]): void {
  const machine = {
    processor: cpus()[0]!.model,
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    system: `${platform()}-${arch()}`,
    node: process.version,
    ...peerMachine,
  };
  const file = join(
    'bench/results',
    values.device === 'cpu' ? 'training.json' : `training-${values.device}.json`,
  );
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const kept: readonly Row[] = JSON.stringify(before?.machine) === JSON.stringify(machine) ? before.rows : [];
  const key = ({ network, mode }: Row) => `${network} ${mode}`;
  const fresh = new Set(rows.map(key));
  const all = [...kept.filter((row) => !fresh.has(key(row))), ...rows];
  const place = (row: Row) => trainingSubjects.findIndex(({ name }) => name === row.network);
  all.sort((a, b) => b.mode.localeCompare(a.mode) || place(a) - place(b));
  const geometricMeans = Object.fromEntries(
    ['training', 'inference'].map((mode) => [mode, geometricMean(all.filter((row) => row.mode === mode))]),
  );
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(file, `${JSON.stringify({ machine, geometricMeans, rows: all }, undefined, 2)}\n`);
}

function geometricMean(rows: readonly Row[]): number {
  return Math.exp(rows.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / rows.length);
}

const rows: Row[] = [];
for (const mode of values.modes.split(',') as Mode[]) {
  for (const name of values.networks.split(',')) {
    const row = await measure(subjectOf(name), mode);
    rows.push(row);
    print(row);
  }
  const own = rows.filter((row) => row.mode === mode);
  console.log(`geometric mean of ${own.length}, ${mode}: x${geometricMean(own).toFixed(3)}`);
}
if (!values['dry-run']) save(rows);

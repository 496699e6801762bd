// Takes the diagram's measurements: a table on the terminal and a file in bench/results/.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchVsCode } from '../../test/vscode/support/launchVsCode.ts';
import type { Workbench } from '../../test/vscode/support/workbench.ts';
import type { Measured } from '../language/statistics.ts';
import { frameOf } from './diagramFrame.ts';
import { measureTyping, measureUnfolded, measureUnfolding } from './editing.ts';
import { measureNetron } from './netron.ts';
import { measureOpening } from './openOnnx.ts';
import { onnxSubjects, type Subject, zooSubjects } from './subjects.ts';

interface Row extends Measured {
  readonly what: string;
  readonly unit: 'ms' | 'frames/s';
  /** Of the 95th percentile for typing and unfolding, of the median elsewhere; absent for what is only reported. */
  readonly budget?: number;
  readonly met?: boolean;
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, runs: { type: 'string', default: '40' }, match: { type: 'string' } },
});
const runs = Number(values.runs);
const rows: Row[] = [];
const results = 'bench/results/diagram.json';

interface Budget {
  readonly of: 'median' | 'p95';
  readonly most?: number;
  readonly least?: number;
}

function note(what: string, unit: Row['unit'], measured: Measured | undefined, budget?: Budget): void {
  if (!measured) return;
  const { median, p95 } = measured;
  const figure = budget?.of === 'p95' ? p95 : median;
  const limit = budget?.most ?? budget?.least;
  const met =
    limit === undefined ? undefined : budget?.most === undefined ? figure >= limit : figure <= limit;
  const round = (value: number) => Math.round(value * 10) / 10;
  const judged = limit === undefined || met === undefined ? {} : { budget: limit, met };
  rows.push({ what, unit, median: round(median), p95: round(p95), runs: measured.runs, ...judged });
  const verdict = met === undefined ? '' : met ? `meets ${limit}` : `MISSES ${limit}`;
  const figures = [median, p95].map((value) => value.toFixed(0).padStart(7)).join(' ');
  console.log(
    `${what.padEnd(64)} ${figures} ${unit.padEnd(8)} ${String(measured.runs).padStart(3)}  ${verdict}`,
  );
}

function wanted(part: string): boolean {
  return values.only === undefined || values.only.split(',').includes(part);
}

async function editing(workbench: Workbench, subjects: readonly Subject[]): Promise<void> {
  const match = new RegExp(values.match ?? '');
  for (const subject of subjects.filter(({ name }) => match.test(name))) {
    const typing = await measureTyping(workbench, subject, runs);
    note(`${subject.name}: key to diagram`, 'ms', typing, { of: 'p95', most: 150 });
    const unfolding = await measureUnfolding(workbench, subject, 40);
    note(`${subject.name}: a block unfolds`, 'ms', unfolding, { of: 'p95', most: 200 });
  }
}

async function unfolded(workbench: Workbench, subjects: readonly Subject[]): Promise<void> {
  for (const subject of subjects.filter(({ name }) => /ResNet-1202|DenseNet-201/.test(name))) {
    const { firstTime, again, nodes, pan, zoom } = await measureUnfolded(workbench, subject, 3);
    const soon: Budget = { of: 'median', most: 1500 };
    note(`${subject.name}: everything unfolded for the first time, ${nodes} nodes`, 'ms', firstTime, soon);
    note(`${subject.name}: everything unfolded again`, 'ms', again, soon);
    note(`${subject.name}: panning, everything unfolded`, 'frames/s', pan, { of: 'median', least: 50 });
    note(`${subject.name}: zooming, everything unfolded`, 'frames/s', zoom, { of: 'median', least: 50 });
  }
}

/** In a window of its own: what was typed in the other's stays unsaved, and would be asked about. */
async function inDiagram(measure: (workbench: Workbench, subjects: readonly Subject[]) => Promise<void>) {
  const subjects = zooSubjects();
  const workbench = await launchVsCode({
    workspaceFiles: Object.fromEntries(subjects.map(({ file, text }) => [file, text])),
  });
  try {
    await workbench.openFile(subjects[0]!.file);
    await workbench.runCommand('Netwright: Open Diagram');
    await frameOf(workbench, subjects[0]!.model);
    await measure(workbench, subjects);
  } finally {
    await workbench.close();
  }
}

async function measureOnnx(): Promise<void> {
  const subjects = onnxSubjects();
  const workbench = await launchVsCode({
    workspaceFiles: Object.fromEntries(subjects.map(({ file, bytes }) => [file, bytes])),
  });
  try {
    for (const subject of subjects) {
      const { time, held } = await measureOpening(workbench, subject, 5);
      note(`ONNX, ${subject.name}: opened in VS Code`, 'ms', time, { of: 'median', most: 5000 });
      note(`ONNX, ${subject.name}: the window stood still for at most`, 'ms', held);
    }
  } finally {
    await workbench.close();
  }
}

async function measurePeer(): Promise<void> {
  const subjects = onnxSubjects();
  const python = process.env['NETRON_PYTHON'];
  if (!python) return;
  const folder = mkdtempSync(join(tmpdir(), 'netron-'));
  try {
    for (const subject of subjects) {
      const measured = await measureNetron(python, folder, subject, 3);
      if (measured) note(`ONNX, ${subject.name}: opened in Netron`, 'ms', measured);
      else console.log(`ONNX, ${subject.name}: Netron draws nothing within a minute.`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A part that was measured alone replaces its own rows. */
function save(): void {
  const machine = {
    processor: cpus()[0]!.model,
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    system: `${platform()}-${arch()}`,
    node: process.version,
    drawing: 'software (headless Chromium without a GPU)',
  };
  const kept: readonly Row[] = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')).rows : [];
  const measured = new Set(rows.map(({ what }) => what));
  const all = [...kept.filter(({ what }) => !measured.has(what)), ...rows];
  writeFileSync(results, `${JSON.stringify({ machine, rows: all }, undefined, 2)}\n`);
}

if (wanted('editing')) await inDiagram(editing);
if (wanted('unfolded')) await inDiagram(unfolded);
if (wanted('onnx')) await measureOnnx();
if (wanted('netron')) await measurePeer();
save();

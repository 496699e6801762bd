// What each study's figures show, and its table: from the runs that are kept, nothing is typed in by hand.

import { type Band, drawFigure, type Figure, type Panel, type Point, type Series } from './chart.ts';
import { comparableRuns } from './comparableRuns.ts';
import type { Errors, RecordedRun } from './recordedRun.ts';

/** SVG texts by name. */
export function figuresOf(study: string, runs: readonly RecordedRun[]): ReadonlyMap<string, string> {
  const compared = comparableRuns(runs);
  if (compared.length === 0) return new Map();
  return new Map(
    Object.entries(figures[study]!(compared)).map(([name, figure]) => [name, drawFigure(figure)]),
  );
}

const figures: Readonly<Record<string, (runs: readonly RecordedRun[]) => Readonly<Record<string, Figure>>>> =
  {
    bn: (runs) => ({ 'bn-error': bnError(runs), 'bn-inputs': bnInputs(runs) }),
    activations: (runs) => ({ activations: activationsFigure(runs) }),
    depth: (runs) => ({ depth: depthFigure(runs) }),
    dense: (runs) => ({ dense: denseFigure(runs) }),
    heads: (runs) => ({ heads: headsFigure(runs) }),
  };

function bnError(runs: readonly RecordedRun[]): Figure {
  const panel = (network: string, title: string): Panel => ({
    title,
    x: 'epoch',
    whole: true,
    y: 'error, %',
    log: true,
    ...byEpoch(runs, [
      [`${network}-plain`, 'without bn'],
      [`${network}-bn`, 'with bn'],
    ]),
  });
  return {
    title: 'Error with and without batch normalisation, MNIST',
    columns: 2,
    note: 'Solid: test images; dashed: training images. Means over seeds; the band spans the test errors of all seeds.',
    panels: [
      panel('sigmoids', 'Three layers of 100 sigmoid units'),
      panel('convolutions', 'Six convolutions and ReLUs'),
    ],
  };
}

/** The 15th, 50th and 85th percentiles of what a nonlinearity takes in, over time. */
function bnInputs(runs: readonly RecordedRun[]): Figure {
  const range = (network: string, layer: string): readonly [number, number] => {
    const all = runs.filter(({ name }) => name.startsWith(network));
    const ends = all.flatMap(({ looks }) =>
      looks.flatMap(({ inputs }) => [inputs[layer]!.p15!, inputs[layer]!.p85!]),
    );
    return [Math.min(...ends), Math.max(...ends)];
  };
  const panel = (network: string, layer: string, title: string, kind: string, name: string): Panel => {
    const { looks } = lookedAt(runs, `${network}-${kind}`);
    const line = (pick: 'p15' | 'p50' | 'p85'): Series => ({
      name,
      points: looks.map(({ step, inputs }) => [step, inputs[layer]![pick]!]),
      ...(pick === 'p50' ? {} : { faint: true }),
    });
    const edges = looks.map(({ step, inputs }) => [step, inputs[layer]!.p15!, inputs[layer]!.p85!] as const);
    return {
      title,
      x: 'training step',
      y: 'input of the nonlinearity',
      series: [line('p15'), line('p85'), line('p50')],
      bands: [{ name, edges }],
      range: range(network, layer),
    };
  };
  return {
    title: 'What the last nonlinearity takes in: 15th, 50th and 85th percentile',
    columns: 2,
    note: 'The line is the median; the band holds 70 % of the numbers. One seed, a look every 25 steps, same scale left and right.',
    panels: [
      panel('sigmoids', 'h3.sigmoid1', 'Sigmoids, third layer, without bn', 'plain', 'without bn'),
      panel('sigmoids', 'h3.sigmoid1', 'Sigmoids, third layer, with bn', 'bn', 'with bn'),
      panel('convolutions', 'c6.relu1', 'Convolutions, sixth layer, without bn', 'plain', 'without bn'),
      panel('convolutions', 'c6.relu1', 'Convolutions, sixth layer, with bn', 'bn', 'with bn'),
    ],
  };
}

function activationsFigure(runs: readonly RecordedRun[]): Figure {
  const names = namesOf(runs).map((name) => [name, name] as const);
  const losses = (until: number): readonly Series[] =>
    names.map(([name, label]) => ({ name: label, points: meanSteps(runs, name, until, ({ loss }) => loss) }));
  return {
    title: 'Six activations in a network of six convolutions, CIFAR-10 at 16x16',
    columns: 2,
    note: 'Training loss, means over 25 steps and all seeds.',
    panels: [
      { title: 'First 300 steps', x: 'training step', y: 'training loss', series: losses(300) },
      {
        title: 'The whole training',
        x: 'training step',
        y: 'training loss',
        log: true,
        series: losses(Infinity),
      },
    ],
  };
}

function depthFigure(runs: readonly RecordedRun[]): Figure {
  const errors = ({ error }: Errors) => 100 * error;
  const lines = (kind: string): readonly Series[] =>
    [20, 56].map((layers) => ({
      name: `${layers} layers`,
      points: meanSteps(runs, `${kind}-${layers}`, Infinity, errors),
    }));
  const all = [...lines('plain'), ...lines('resnet')].flatMap(({ points }) =>
    points.map(([, error]) => error),
  );
  const panel = (kind: string, title: string): Panel => ({
    title,
    x: 'training step',
    y: 'training error, %',
    range: [Math.min(...all), Math.max(...all)],
    series: lines(kind),
  });
  return {
    title: 'Depth without and with shortcuts: training error, CIFAR-10 at 16x16',
    columns: 2,
    note: 'Means over 25 steps and all seeds; same scale left and right.',
    panels: [panel('plain', 'Plain networks'), panel('resnet', 'Residual networks')],
  };
}

function denseFigure(runs: readonly RecordedRun[]): Figure {
  const chosen = [
    ['residual', 'ResNet'],
    ['dense', 'DenseNet-BC'],
  ] as const;
  return {
    title: 'DenseNet and ResNet of equal parameters, CIFAR-10 at 16x16',
    columns: 2,
    note: 'Dashed: training images; solid: test images. Means over seeds; the band spans the test errors of all seeds.',
    panels: [
      { title: 'Error', x: 'epoch', whole: true, y: 'error, %', ...byEpoch(runs, chosen) },
      {
        title: 'Training loss',
        x: 'training step',
        y: 'training loss',
        series: chosen.map(([name, label]) => ({
          name: label,
          points: meanSteps(runs, name, Infinity, ({ loss }) => loss),
        })),
      },
    ],
  };
}

function headsFigure(runs: readonly RecordedRun[]): Figure {
  const chosen = ['without heads', 'with heads'] as const;
  const first = chosen.map((name) => [name, lookedAt(runs, name)] as const);
  const norms = (parameter: string): readonly Series[] =>
    first.map(([name, { looks }]) => ({
      name,
      points: looks.map(({ step, gradients }): Point => [step, gradients[parameter] ?? Number.NaN]),
    }));
  const byLayer = (step: number): readonly Series[] =>
    first.map(([name, { looks }]) => {
      const { gradients } = looks.find((look) => look.step >= step)!;
      const squares = new Map<string, number>();
      for (const [parameter, norm] of Object.entries(gradients)) {
        const [module = ''] = parameter.split('.');
        if (!module.startsWith('aux'))
          squares.set(module, (squares.get(module) ?? 0) + (norm ?? Number.NaN) ** 2);
      }
      return { name, points: [...squares.values()].map((sum, index): Point => [index, Math.sqrt(sum)]) };
    });
  return {
    title: 'Auxiliary heads on and off, a small GoogLeNet, CIFAR-10 at 16x16',
    columns: 2,
    note: 'Errors: dashed on training images, solid on test images, means over seeds. Gradients: one seed.',
    panels: [
      {
        title: 'Error',
        x: 'epoch',
        whole: true,
        y: 'error, %',
        ...byEpoch(
          runs,
          chosen.map((name) => [name, name] as const),
        ),
      },
      {
        title: 'Training error, step by step',
        x: 'training step',
        y: 'error, %',
        series: chosen.map((name) => ({
          name,
          points: meanSteps(runs, name, Infinity, ({ error }) => 100 * error),
        })),
      },
      {
        title: 'Gradient of the first convolution',
        x: 'training step',
        y: 'norm',
        log: true,
        series: norms('stem.conv1.weight'),
      },
      {
        title: 'Gradients of the modules at the first step',
        x: 'Inception module (0 is the stem)',
        y: 'norm',
        log: true,
        series: byLayer(1),
      },
    ],
  };
}

/** Training error dashed and test error solid, in percent, with a band where there are several seeds. */
function byEpoch(
  runs: readonly RecordedRun[],
  chosen: readonly (readonly [name: string, label: string])[],
): { readonly series: readonly Series[]; readonly bands: readonly Band[] } {
  const parts = chosen.map(([name, label]) => {
    const own = runs.filter((run) => run.name === name);
    const epochs = own[0]?.epochs.map(({ epoch }) => epoch) ?? [];
    const at = (index: number, of: 'train' | 'test') =>
      own.map(({ epochs: all }) => 100 * all[index]![of].error);
    const line = (of: 'train' | 'test', dashed: boolean): Series => ({
      name: label,
      dashed,
      points: epochs.map((epoch, index) => [epoch, mean(at(index, of))]),
    });
    const edges = epochs.map((epoch, index) => {
      const errors = at(index, 'test');
      return [epoch, Math.min(...errors), Math.max(...errors)] as const;
    });
    return { series: [line('train', true), line('test', false)], band: { name: label, edges } };
  });
  return { series: parts.flatMap(({ series }) => series), bands: parts.map(({ band }) => band) };
}

function meanSteps(
  runs: readonly RecordedRun[],
  name: string,
  until: number,
  pick: (step: Errors) => number,
): readonly Point[] {
  // Events come by the clock, so that runs have other steps: each is read at the steps of the first.
  const own = runs.filter((run) => run.name === name);
  const steps = (own[0]?.steps ?? []).filter(({ step }) => step <= until);
  return steps.map(({ step }) => [
    step,
    mean(own.map((run) => pick(run.steps.find((found) => found.step >= step) ?? run.steps.at(-1)!))),
  ]);
}

/** The run of that name with looks inside. */
function lookedAt(runs: readonly RecordedRun[], name: string): RecordedRun {
  return runs.find((run) => run.name === name && run.looks.length > 0)!;
}

/** In the order of their first runs. */
export function namesOf(runs: readonly RecordedRun[]): readonly string[] {
  return [...new Set(runs.map(({ name }) => name))];
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

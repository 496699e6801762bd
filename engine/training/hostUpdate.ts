// The update of a step where the weights are in this process' memory: in place, by loops made from the optimizer's formulas.

import { createGraphBuilder } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { compileLoops, type LoopProgram } from '../loops/loopProgram.ts';
import type { Network } from '../network/network.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { HostTensor } from '../runtime/runtime.ts';
import { sumOfSquares } from './optimizers/arithmetic.ts';
import { optimizerRule } from './optimizers/optimizer.ts';
import { averageName, gradientName, nextName, optimizerTensorName } from './stateNames.ts';
import { networkParameters, type StateTensors } from './trainingState.ts';
import { trainedParameters } from './trainingStep.ts';
import { accumulated, averaged, clipFactor, stepNumbers, updated } from './updateFormulas.ts';

/** A part of an update: one parameter, one statistic, or the bound of all gradients. */
export interface UpdatePart {
  /** That of the same part in the step's graph. */
  readonly scope: string;
  /** Milliseconds of the watch's clock. */
  readonly start: number;
  readonly end: number;
  /** Read and written. */
  readonly bytes: number;
}

/** Is told how long each part of an update took. */
export interface UpdateWatch {
  /** Milliseconds. */
  readonly now: () => number;
  readonly took: (part: UpdatePart) => void;
}

/** Of a run of `buildGradientStep`'s graph, by the names of its outputs. */
type StepOutputs = ReadonlyMap<string, HostTensor>;

/** Arrays by the names that the formulas' graphs have for them. */
type Arrays = ReadonlyMap<string, Float32Array>;

interface Trained {
  readonly name: string;
  readonly layer: string;
  readonly update: LoopProgram;
  readonly replaced: Arrays;
  /** What is replaced, and the gradient of the step. */
  readonly read: Map<string, Float32Array>;
  /** The sum of the gradients of a step's batches, where it has several. */
  readonly accumulated?: Float32Array;
}

interface Statistic {
  readonly name: string;
  readonly layer: string;
  readonly value: Float32Array;
  readonly average: Float32Array | undefined;
}

export class HostUpdate {
  private readonly programs: Programs;
  private readonly trained: readonly Trained[];
  private readonly statistics: readonly Statistic[];

  /** `tensors` are every one of `stateShapes`; they are what is updated. */
  constructor(
    network: Network,
    private readonly recipe: Recipe,
    tensors: StateTensors,
    private readonly watch?: UpdateWatch,
  ) {
    this.programs = compilePrograms(recipe);
    const { accumulate = 1, average } = recipe;
    this.trained = trainedParameters(network).map(({ name, layer, decays }) => {
      const replaced = replacedArrays(recipe, tensors, name);
      const sum = accumulate > 1 && { accumulated: new Float32Array(tensors.get(name)!.data.length) };
      const update = this.programs.updates(decays);
      return { name, layer, update, replaced, read: new Map(replaced), ...sum };
    });
    const layers = new Map(
      network.layers.flatMap(({ path, parameters }) => parameters.map(({ name }) => [name, path] as const)),
    );
    const tracked = networkParameters(network).filter(({ trainable }) => !trainable);
    this.statistics = tracked.map(({ name }) => ({
      name,
      layer: layers.get(name)!,
      value: tensors.get(name)!.data,
      average: average === undefined ? undefined : tensors.get(averageName(name))!.data,
    }));
  }

  /**
   * Updates after a batch: the statistics, and with the step's `last` batch the weights and all that goes with them.
   * @param numbers the learning rate and what `stepFactors` gives
   */
  apply(
    outputs: StepOutputs,
    numbers: ReadonlyMap<string, number>,
    { last }: { readonly last: boolean },
  ): void {
    for (const statistic of this.statistics) this.updateStatistic(statistic, outputs, numbers, last);
    const gradients = this.trained.map((parameter) => this.gradientOf(parameter, outputs));
    if (!last) return;
    const clip = this.clipFactor(gradients);
    const factors = clip === undefined ? numbers : new Map([...numbers, ['clip', clip]]);
    this.trained.forEach(({ layer, update, replaced, read }, index) => {
      const gradient = gradients[index]!;
      const start = this.watch?.now() ?? 0;
      update.run(read.set('gradient', gradient), factors, replaced);
      this.note(`${layer}/optimizer`, start, gradient.byteLength * (1 + 2 * replaced.size));
    });
    for (const { accumulated: sum, read } of this.trained) {
      sum?.fill(0);
      read.delete('gradient');
    }
  }

  /** That of the batch, or of all batches of the step up to it. */
  private gradientOf({ name, layer, accumulated: sum }: Trained, outputs: StepOutputs): Float32Array {
    const gradient = outputs.get(gradientName(name))!.data as Float32Array;
    if (sum === undefined) return gradient;
    const start = this.watch?.now() ?? 0;
    this.programs.accumulate.run(
      new Map([
        ['before', sum],
        ['gradient', gradient],
      ]),
      new Map(),
      new Map([['before', sum]]),
    );
    this.note(`${layer}/optimizer`, start, 3 * sum.byteLength);
    return sum;
  }

  /** Undefined where the recipe has no bound for the gradients' norm. */
  private clipFactor(gradients: readonly Float32Array[]): number | undefined {
    if (this.recipe.clip === undefined) return undefined;
    const start = this.watch?.now() ?? 0;
    const none: Arrays = new Map();
    let squares = 0;
    for (const gradient of gradients) {
      const result = this.programs.squares.run(new Map([['gradient', gradient]]), new Map(), none);
      squares = Math.fround(squares + result.get('squares')!);
    }
    const { clip } = this.programs;
    const factor = clip.run(new Map(), new Map([['squares', squares]]), none).get('clip')!;
    this.note(
      'clip',
      start,
      gradients.reduce((sum, { byteLength }) => sum + byteLength, 0),
    );
    return factor;
  }

  private updateStatistic(
    { name, layer, value, average }: Statistic,
    outputs: StepOutputs,
    numbers: ReadonlyMap<string, number>,
    last: boolean,
  ): void {
    const start = this.watch?.now() ?? 0;
    value.set(outputs.get(nextName(name))!.data as Float32Array);
    if (last && average !== undefined) {
      const vectors = new Map([
        ['next', value],
        ['average', average],
      ]);
      this.programs.average.run(vectors, numbers, new Map([['average', average]]));
    }
    this.note(`${layer}/statistics`, start, value.byteLength * (average === undefined ? 2 : 5));
  }

  private note(scope: string, start: number, bytes: number): void {
    this.watch?.took({ scope, start, end: this.watch.now(), bytes });
  }
}

function replacedArrays(recipe: Recipe, tensors: StateTensors, parameter: string): Arrays {
  const { optimizer, average } = recipe;
  const array = (tensor: string) => tensors.get(tensor)!.data;
  const slots = optimizerRule(optimizer).slots(optimizer);
  return new Map([
    ['parameter', array(parameter)],
    ...slots.map((slot) => [slot, array(optimizerTensorName(slot, parameter))] as const),
    ...(average === undefined ? [] : [['average', array(averageName(parameter))] as const]),
  ]);
}

interface Programs {
  /** Of parameters to which weight decay applies, or not. */
  readonly updates: (decays: boolean) => LoopProgram;
  readonly accumulate: LoopProgram;
  /** The sum of a gradient's squares. */
  readonly squares: LoopProgram;
  readonly clip: LoopProgram;
  readonly average: LoopProgram;
}

function compilePrograms(recipe: Recipe): Programs {
  const [decaying, plain] = [true, false].map((decays) => compileLoops(parameterUpdate(recipe, decays)));
  return {
    updates: (decays) => (decays ? decaying! : plain!),
    accumulate: compileLoops(accumulation(recipe)),
    squares: compileLoops(squares()),
    clip: compileLoops(clipping(recipe)),
    average: compileLoops(averaging(recipe)),
  };
}

/** The loops run over vectors of any length. */
const anyLength = [1];

/**
 * Inputs: `gradient`, the numbers of the step, `clip` [] where there is a bound, and what the outputs replace: `parameter`,
 * the optimizer's slots, `average`.
 */
export function parameterUpdate(
  recipe: Recipe,
  decays: boolean,
  shape: readonly number[] = anyLength,
): Graph {
  const builder = createGraphBuilder();
  const { optimizer, clip, average } = recipe;
  const vector = (name: string) => builder.input(name, shape);
  const numbers = stepNumbers(builder, recipe);
  const given = vector('gradient');
  const gradient = clip === undefined ? given : builder.apply('multiply', [given, builder.input('clip', [])]);
  const slots = optimizerRule(optimizer).slots(optimizer);
  const next = updated(builder, recipe, {
    parameter: vector('parameter'),
    gradient,
    decays,
    numbers,
    state: new Map(slots.map((slot) => [slot, vector(slot)])),
    ...(average !== undefined && { average: vector('average') }),
  });
  builder.output('parameter', next.parameter);
  for (const [slot, value] of next.state) builder.output(slot, value);
  if (next.average) builder.output('average', next.average);
  return builder.finish();
}

function accumulation({ accumulate = 1 }: Recipe): Graph {
  const builder = createGraphBuilder();
  const before = builder.input('before', anyLength);
  const gradient = builder.input('gradient', anyLength);
  builder.output('before', accumulated(builder, { before, gradient }, accumulate));
  return builder.finish();
}

function squares(): Graph {
  const builder = createGraphBuilder();
  builder.output('squares', sumOfSquares(builder, builder.input('gradient', anyLength)));
  return builder.finish();
}

function clipping({ clip = Number.POSITIVE_INFINITY }: Recipe): Graph {
  const builder = createGraphBuilder();
  builder.output('clip', clipFactor(builder, builder.input('squares', []), clip));
  return builder.finish();
}

function averaging(recipe: Recipe): Graph {
  const builder = createGraphBuilder();
  const numbers = stepNumbers(builder, recipe);
  const average = builder.input('average', anyLength);
  const next = builder.input('next', anyLength);
  if (recipe.average === undefined) builder.output('average', average);
  else builder.output('average', averaged(builder, { average, next, numbers }));
  return builder.finish();
}

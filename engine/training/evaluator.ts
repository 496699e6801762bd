// Runs a network over a whole dataset and scores it.

import type { Dataset, StreamBatches } from '../datasets/dataset.ts';
import type { Call } from '../network/attribute.ts';
import { inputShape, type Network } from '../network/network.ts';
import type { Evaluation, TrainingScore } from '../protocol/evaluation.ts';
import type { HostTensor, Program, Runtime } from '../runtime/runtime.ts';
import { UserError } from '../userError.ts';
import { breathe } from './breathe.ts';
import { ScoreKeeper } from './evaluate.ts';
import { buildEvaluationGraph, inferenceShapes } from './evaluationGraph.ts';
import { HardestSamples } from './hardestSamples.ts';
import { classCount } from './lossGraph.ts';
import { headLogitsName } from './stateNames.ts';
import type { FloatTensor, StateTensors } from './trainingState.ts';

export interface EvaluatedData {
  readonly dataset: Dataset;
  readonly loss: Call;
  readonly streamBatches: StreamBatches;
  /** How many of the hardest samples to tell; none where absent. */
  readonly hardest?: number;
}

/** Weights that are part of the program run up to twice as fast; its making takes as long as one to four batches. */
const batchesWorthAProgram = 8;
/** A program is a file in memory, which cannot hold more than twice as much. */
const mostWeightBytes = 2 ** 30;

export class Evaluator {
  private readonly logits: FloatTensor;
  /** By name. */
  private readonly headLogits: ReadonlyMap<string, FloatTensor>;

  private constructor(
    private readonly network: Network,
    private readonly batch: number,
    private readonly runtime: Runtime,
    private readonly program: Program,
    readonly heads: boolean,
  ) {
    const classes = classCount(network);
    const logits = () => ({ shape: [batch, classes], data: new Float32Array(batch * classes) });
    this.logits = logits();
    this.headLogits = new Map(heads ? network.heads.map(({ name }) => [name, logits()]) : []);
  }

  /** `heads` scores the auxiliary heads too. */
  static async create(
    network: Network,
    batch: number,
    runtime: Runtime,
    { heads = false }: { readonly heads?: boolean } = {},
  ): Promise<Evaluator> {
    const program = await runtime.prepare(buildEvaluationGraph(network, batch, { heads }));
    return new Evaluator(network, batch, runtime, program, heads);
  }

  /**
   * Scores `tensors` on every image; the empty places of the last batch do not count.
   * @throws UserError `engine.stopped` when `signal` is aborted meanwhile
   */
  async evaluate(tensors: StateTensors, data: EvaluatedData, signal: AbortSignal): Promise<Evaluation> {
    const { dataset, loss, hardest: wanted = 0 } = data;
    const scores = new ScoreKeeper(dataset.classes, loss);
    const headScores = [...this.headLogits].map(([name, logits]) => {
      return { name, logits, scores: new ScoreKeeper(dataset.classes, loss) };
    });
    const hardest = new HardestSamples(dataset, loss, wanted);
    const into = new Map([['logits', this.logits]]);
    for (const { name, logits } of headScores) into.set(headLogitsName(name), logits);
    const order = { batch: this.batch, augmentations: [], seed: 0, epoch: 1, shuffle: false, skip: 0 };
    const { program, feeds } = await this.prepareFor(tensors, dataset.count);
    try {
      for await (const { images, labels, count } of data.streamBatches({ ...order, dataset })) {
        await breathe();
        if (signal.aborted) throw stopped();
        feeds.set('images', { shape: [this.batch, ...inputShape(this.network)], data: images });
        await program.run(feeds, into);
        scores.add(this.logits.data, labels, count);
        hardest.add(this.logits.data, labels, count);
        for (const head of headScores) head.scores.add(head.logits.data, labels, count);
      }
    } finally {
      if (program !== this.program) await program.dispose();
    }
    const heads = headScores.map((head) => ({ name: head.name, ...scoreOf(head.scores.evaluation()) }));
    return {
      ...scores.evaluation(),
      ...(heads.length === 0 ? {} : { heads }),
      ...(wanted === 0 ? {} : hardest.found()),
    };
  }

  /**
   * A program with these weights in it, where there are batches enough to be worth its making; else the one that takes
   * them anew at each run.
   */
  private async prepareFor(
    tensors: StateTensors,
    images: number,
  ): Promise<{ readonly program: Program; readonly feeds: Map<string, HostTensor> }> {
    const weights = new Map<string, HostTensor>();
    for (const name of inferenceShapes(this.network, this).keys()) weights.set(name, tensors.get(name)!);
    const bytes = [...weights.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    if (images < batchesWorthAProgram * this.batch || bytes > mostWeightBytes)
      return { program: this.program, feeds: weights };
    const graph = buildEvaluationGraph(this.network, this.batch, this);
    return { program: await this.runtime.prepare(graph, weights), feeds: new Map() };
  }

  async dispose(): Promise<void> {
    await this.program.dispose();
  }
}

/** What an epoch's event tells of an evaluation. */
export function trainingScore(evaluation: Evaluation): TrainingScore {
  const { heads } = evaluation;
  return { ...scoreOf(evaluation), ...(heads === undefined ? {} : { heads }) };
}

function scoreOf({ loss, accuracy, top5 }: Evaluation) {
  return { loss, accuracy, top5 };
}

export function stopped(): UserError {
  return new UserError('engine.stopped', 'The evaluation was stopped before it ended.');
}

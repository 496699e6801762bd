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

export class Evaluator {
  private readonly logits: FloatTensor;
  /** By name. */
  private readonly headLogits: ReadonlyMap<string, FloatTensor>;

  private constructor(
    private readonly network: Network,
    private readonly batch: number,
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
    return new Evaluator(network, batch, program, heads);
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
    const feeds = new Map<string, HostTensor>();
    for (const name of inferenceShapes(this.network, this).keys()) feeds.set(name, tensors.get(name)!);
    const into = new Map([['logits', this.logits]]);
    for (const { name, logits } of headScores) into.set(headLogitsName(name), logits);
    const order = { batch: this.batch, augmentations: [], seed: 0, epoch: 1, shuffle: false, skip: 0 };
    for await (const { images, labels, count } of data.streamBatches({ ...order, dataset })) {
      await breathe();
      if (signal.aborted) throw stopped();
      feeds.set('images', { shape: [this.batch, ...inputShape(this.network)], data: images });
      await this.program.run(feeds, into);
      scores.add(this.logits.data, labels, count);
      hardest.add(this.logits.data, labels, count);
      for (const head of headScores) head.scores.add(head.logits.data, labels, count);
    }
    const heads = headScores.map((head) => ({ name: head.name, ...scoreOf(head.scores.evaluation()) }));
    return {
      ...scores.evaluation(),
      ...(heads.length === 0 ? {} : { heads }),
      ...(wanted === 0 ? {} : hardest.found()),
    };
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

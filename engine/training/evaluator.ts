// Runs a network over a whole dataset and scores it.

import type { Dataset, StreamBatches } from '../datasets/dataset.ts';
import type { Call } from '../network/attribute.ts';
import { inputShape, type Network } from '../network/network.ts';
import type { Evaluation } from '../protocol/messages.ts';
import type { HostTensor, Program, Runtime } from '../runtime/runtime.ts';
import { UserError } from '../userError.ts';
import { breathe } from './breathe.ts';
import { ScoreKeeper } from './evaluate.ts';
import { buildEvaluationGraph, inferenceShapes } from './evaluationGraph.ts';
import { classCount } from './lossGraph.ts';
import type { FloatTensor, StateTensors } from './trainingState.ts';

export class Evaluator {
  private readonly logits: FloatTensor;

  private constructor(
    private readonly network: Network,
    private readonly batch: number,
    private readonly program: Program,
  ) {
    const classes = classCount(network);
    this.logits = { shape: [batch, classes], data: new Float32Array(batch * classes) };
  }

  static async create(network: Network, batch: number, runtime: Runtime): Promise<Evaluator> {
    return new Evaluator(network, batch, await runtime.prepare(buildEvaluationGraph(network, batch)));
  }

  /**
   * Scores `tensors` on every image; the empty places of the last batch do not count.
   * @throws UserError `engine.stopped` when `signal` is aborted meanwhile
   */
  async evaluate(
    tensors: StateTensors,
    data: { readonly dataset: Dataset; readonly loss: Call; readonly streamBatches: StreamBatches },
    signal: AbortSignal,
  ): Promise<Evaluation> {
    const { dataset, loss } = data;
    const scores = new ScoreKeeper(dataset.classes, loss);
    const feeds = new Map<string, HostTensor>();
    for (const name of inferenceShapes(this.network).keys()) feeds.set(name, tensors.get(name)!);
    const into = new Map([['logits', this.logits]]);
    const order = { batch: this.batch, augmentations: [], seed: 0, epoch: 1, shuffle: false, skip: 0 };
    for await (const { images, labels, count } of data.streamBatches({ ...order, dataset })) {
      await breathe();
      if (signal.aborted) throw stopped();
      feeds.set('images', { shape: [this.batch, ...inputShape(this.network)], data: images });
      await this.program.run(feeds, into);
      scores.add(this.logits.data, labels, count);
    }
    return scores.evaluation();
  }

  async dispose(): Promise<void> {
    await this.program.dispose();
  }
}

export function stopped(): UserError {
  return new UserError('engine.stopped', 'The evaluation was stopped before it ended.');
}

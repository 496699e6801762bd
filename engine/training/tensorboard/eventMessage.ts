// TensorBoard's `Event` messages (tensorboard/compat/proto/event.proto and summary.proto): scalars and histograms of a step.

import { MessageWriter } from '../../onnx/protobuf.ts';
import type { Histogram } from '../../protocol/internals.ts';

/** By tag, as TensorBoard names its charts. */
export interface StepSummary {
  readonly step: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly histograms?: Readonly<Record<string, Histogram>>;
}

/** The first message of every file. */
export function versionMessage(seconds: number): Uint8Array {
  const event = new MessageWriter();
  event.double(1, seconds);
  event.text(3, 'brain.Event:2');
  return event.finish();
}

/** A restart: readers forget what they have of this step and later ones. */
export function startMessage(seconds: number, step: number): Uint8Array {
  const event = new MessageWriter();
  event.double(1, seconds);
  event.integer(2, step);
  event.message(7, (session) => session.integer(1, 1));
  return event.finish();
}

export function summaryMessage(seconds: number, { step, scalars, histograms = {} }: StepSummary): Uint8Array {
  const event = new MessageWriter();
  event.double(1, seconds);
  event.integer(2, step);
  event.message(5, (summary) => {
    for (const [tag, value] of Object.entries(scalars)) {
      summary.message(1, (entry) => {
        entry.text(1, tag);
        entry.float(2, value);
      });
    }
    for (const [tag, histogram] of Object.entries(histograms)) {
      summary.message(1, (entry) => {
        entry.text(1, tag);
        entry.message(5, (message) => writeHistogram(message, histogram));
      });
    }
  });
  return event.finish();
}

/** The step of a message; 0 where it has none, as the format means it. */
export function stepOf(message: Uint8Array): number {
  // Field 1 is a fixed64 of 9 bytes and comes first; field 2, a varint with the tag 0x10, follows at once.
  if (message[9] !== 0x10) return 0;
  let [step, scale] = [0, 1];
  for (let at = 10; at < message.length; at++) {
    const byte = message[at]!;
    step += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) break;
  }
  return step;
}

/** Sums are those of the bins' centres: the numbers themselves are not known any more. */
function writeHistogram(message: MessageWriter, { low, high, counts }: Histogram): void {
  const width = (high - low) / counts.length;
  const centre = (bin: number) => low + width * (bin + 0.5);
  const total = (power: number) => counts.reduce((sum, count, bin) => sum + count * centre(bin) ** power, 0);
  message.double(1, low);
  message.double(2, high);
  message.double(3, total(0));
  message.double(4, total(1));
  message.double(5, total(2));
  message.doubles(
    6,
    counts.map((_, bin) => low + width * (bin + 1)),
  );
  message.doubles(7, counts);
}

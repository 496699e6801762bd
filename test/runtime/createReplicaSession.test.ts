// What a session of several replicas is made with, on a library that notes it instead of making one.

import { readFileSync, writeFileSync } from 'node:fs';
import type { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import type { Library } from '../../engine/runtime/loadLibrary.ts';
import { createReplicaSession } from '../../engine/runtime/replicas/createReplicaSession.ts';

interface Streams {
  readonly session: { readonly node_partition_config_file?: string };
}

/** `streams` is what the library writes into the file that it is given. */
function notingLibrary(streams: object | undefined) {
  const noted: { model: unknown; options: InferenceSession.SessionOptions; streams: unknown }[] = [];
  const create = async (model: unknown, options: InferenceSession.SessionOptions) => {
    const file = (options.extra as Streams | undefined)?.session.node_partition_config_file;
    if (file && streams && noted.length === 0) writeFileSync(file, JSON.stringify(streams));
    noted.push({
      model,
      options,
      streams: file && streams ? JSON.parse(readFileSync(file, 'utf8')) : undefined,
    });
    return { release: async () => undefined };
  };
  return { noted, library: { InferenceSession: { create } } as unknown as Library };
}

const plan = {
  model: Uint8Array.of(1),
  replicas: 2,
  threads: 3,
  strict: false,
  needlessPasses: [],
  replicaOf: new Map([
    ['a/Conv', 0],
    ['a/Conv_1', 1],
  ]),
  feeds: [],
  results: [],
  carried: [],
};

it('gives every node of the optimized graph to its replica: merged ones by their name, others to the first', async () => {
  const names = ['a/Conv', 'a/Conv_1/Merged', 'Transpose'];
  const { noted, library } = notingLibrary({ type: 'T', streams: [names], devices: ['0'] });
  await createReplicaSession(library, plan);
  expect(noted).toHaveLength(2);
  expect(noted[1]).toMatchObject({
    model: expect.stringMatching(/optimized\.onnx$/),
    options: { executionMode: 'parallel', interOpNumThreads: 3, intraOpNumThreads: 3 },
    streams: { type: 'T', streams: [['a/Conv', 'Transpose'], ['a/Conv_1/Merged']], devices: ['0', '0'] },
  });
});

it('runs the graph in one stream with all threads, where the runtime has no others', async () => {
  const { noted, library } = notingLibrary(undefined);
  await createReplicaSession(library, plan);
  expect(noted).toHaveLength(2);
  expect(noted[1]).toMatchObject({ model: plan.model, options: { intraOpNumThreads: 6 } });
  expect(noted[1]!.options.executionMode).toBeUndefined();
});

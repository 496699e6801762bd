// Times every lowering of single operations, alone: node bench/run.mjs loweringTimes [threads] [filter] [ms each].

import { createGraphBuilder } from '../engine/graph/builder.ts';
import type { Graph, OperationName, Operations, TensorShape } from '../engine/graph/graph.ts';
import { tensorSize } from '../engine/graph/tensorShape.ts';
import { pooledExtents } from '../engine/graph/windowGeometry.ts';
import { applicableLowerings } from '../engine/onnx/chooseLowering.ts';
import { randomStream } from '../engine/random.ts';
import { channelBlockOf, createOnnxRuntime } from '../engine/runtime/onnxRuntime.ts';

const threads = Number(process.argv[2] ?? 1);
const filter = process.argv[3] ?? '';
const millisecondsEach = Number(process.argv[4] ?? 400);

/** batch, channels, extent, filters, kernel, stride, groups; padding is `same` unless the last is 0. */
const convolutions: readonly (readonly [number, number, number, number, number, number, number, number])[] = [
  [64, 1, 32, 6, 5, 1, 1, 0],
  [64, 6, 14, 16, 5, 1, 1, 0],
  [64, 1, 28, 20, 5, 1, 1, 0],
  [64, 20, 12, 50, 5, 1, 1, 0],
  [64, 3, 32, 16, 3, 1, 1, 1],
  [64, 16, 32, 16, 3, 1, 1, 1],
  [64, 16, 32, 32, 3, 2, 1, 1],
  [64, 32, 16, 32, 3, 1, 1, 1],
  [64, 64, 8, 64, 3, 1, 1, 1],
  [32, 64, 32, 12, 3, 1, 1, 1],
  [32, 232, 16, 12, 3, 1, 1, 1],
  [32, 376, 8, 12, 3, 1, 1, 1],
  [8, 32, 28, 96, 5, 1, 1, 1],
  [8, 512, 7, 512, 3, 1, 1, 1],
  [64, 128, 8, 128, 1, 1, 1, 1],
  [16, 64, 32, 64, 3, 1, 32, 1],
  [16, 64, 32, 64, 3, 1, 64, 1],
  [16, 64, 32, 64, 3, 2, 64, 1],
  [8, 192, 28, 192, 5, 1, 192, 1],
  [8, 64, 56, 64, 3, 1, 1, 1],
  [8, 256, 14, 256, 3, 1, 1, 1],
  [8, 3, 224, 64, 7, 2, 1, 1],
  [8, 256, 56, 64, 1, 1, 1, 1],
  [64, 192, 32, 160, 1, 1, 1, 1],
  [8, 192, 28, 64, 1, 1, 1, 1],
  [8, 832, 7, 256, 1, 1, 1, 1],
  [32, 304, 16, 304, 1, 1, 1, 1],
  [8, 128, 56, 128, 3, 2, 1, 1],
];

/** batch, channels, extent, kernel, stride, padding. */
const poolings: readonly (readonly [number, number, number, number, number, number])[] = [
  [64, 6, 28, 2, 2, 0],
  [64, 16, 10, 2, 2, 0],
  [64, 64, 16, 2, 2, 0],
  [16, 64, 27, 3, 2, 0],
  [8, 64, 112, 3, 2, 1],
  [16, 96, 28, 3, 1, 1],
];

function convolutionGraphs(): readonly (readonly [string, Graph, OperationName])[] {
  return convolutions.flatMap(([n, c, size, o, k, s, groups, same]) => {
    const p = same ? Math.floor(k / 2) : 0;
    const attributes = { stride: [s, s], dilation: [1, 1], padding: [p, p, p, p], groups } as const;
    const out = Math.floor((size + 2 * p - k) / s) + 1;
    const [x, w, y] = [
      [n, c, size, size],
      [o, c / groups, k, k],
      [n, o, out, out],
    ] as const;
    const label = `${n}, ${c}, ${size}, ${o}, ${k}/${s}, g${groups}`;
    return [
      [label, single('convolution', [x, w], attributes), 'convolution'],
      [
        label,
        single('convolutionInputGradient', [y, w], { ...attributes, inputShape: x }),
        'convolutionInputGradient',
      ],
      [
        label,
        single('convolutionWeightGradient', [x, y], { ...attributes, weightShape: w }),
        'convolutionWeightGradient',
      ],
    ] as const;
  });
}

function poolingGraphs(): readonly (readonly [string, Graph, OperationName])[] {
  return poolings.map(([n, c, size, k, s, p]) => {
    const attributes = {
      kernel: [k, k],
      stride: [s, s],
      dilation: [1, 1],
      padding: [p, p, p, p],
      ceil: false,
    } as const;
    const builder = createGraphBuilder();
    // After a ReLU half of the numbers are equal: zero.
    const x = builder.apply('relu', [builder.input('0', [n, c, size, size])]);
    const y = builder.apply('maxPool', [x], attributes);
    const dy = builder.input('1', [n, c, ...pooledExtents(size, size, attributes)]);
    builder.output('y', builder.apply('maxPoolGradient', [x, y, dy], attributes));
    return [
      `${n}, ${c}, ${size}, ${k}/${s}, p${p} (with relu and pooling)`,
      builder.finish(),
      'maxPoolGradient',
    ] as const;
  });
}

function single<K extends OperationName>(
  operation: K,
  shapes: readonly TensorShape[],
  attributes: Operations[K],
): Graph {
  const builder = createGraphBuilder();
  const operands = shapes.map((shape, i) => builder.input(`${i}`, shape));
  const [y] = builder.applyMany<OperationName>(operation, operands, attributes as never);
  builder.output('y', y!);
  return builder.finish();
}

async function time(graph: Graph, operation: OperationName, lowering: string): Promise<number> {
  const chooseLowering = (node: { readonly operation: string }) =>
    node.operation === operation ? lowering : undefined;
  const runtime = await createOnnxRuntime({ device: 'cpu', threads, chooseLowering });
  const program = await runtime.prepare(graph);
  const random = randomStream(1, 'feeds');
  const feeds = new Map(
    graph.inputs.map(({ name, value }) => [
      name,
      { shape: value.shape, data: new Float32Array(tensorSize(value.shape)).map(() => random.next() - 0.5) },
    ]),
  );
  const into = new Map(
    graph.outputs.map(({ name, value }) => [
      name,
      { shape: value.shape, data: new Float32Array(tensorSize(value.shape)) },
    ]),
  );
  let least = Number.POSITIVE_INFINITY;
  const end = performance.now() + millisecondsEach;
  while (performance.now() < end) {
    const start = performance.now();
    await program.run(feeds, into);
    least = Math.min(least, performance.now() - start);
  }
  await program.dispose();
  return least;
}

const channelBlock = await channelBlockOf('cpu');
for (const [label, graph, operation] of [...convolutionGraphs(), ...poolingGraphs()]) {
  if (!`${operation} ${label}`.includes(filter)) continue;
  const node = graph.nodes.find((candidate) => candidate.operation === operation)!;
  const times: string[] = [];
  for (const name of applicableLowerings(node, 'cpu', channelBlock)) {
    times.push(`${name} ${(await time(graph, operation, name)).toFixed(2)}`);
  }
  console.log(`${operation.padEnd(26)} ${label.padEnd(28)} ${times.join(' | ')}`);
}

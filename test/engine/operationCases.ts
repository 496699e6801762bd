// A catalogue of small graphs, one for each operation and combination of attributes, for gradient and runtime tests.

import type {
  ConvolutionAttributes,
  GraphBuilder,
  OperationName,
  Operations,
  PoolingAttributes,
  TensorShape,
  Value,
} from '../../engine/graph/graph.ts';
import { type Tensor64, tensor64 } from '../../engine/graph/tensor64.ts';
import { tensorSize } from '../../engine/graph/tensorShape.ts';
import {
  axisWindows,
  convolutionWindow,
  pooledExtents,
  windowCount,
} from '../../engine/graph/windowGeometry.ts';
import { type RandomStream, randomStream } from '../../engine/random.ts';

/**
 * How an operand is drawn: `apart` gives numbers that differ from each other and from zero by 0.05 or more (no kink is
 * near), `between` numbers that also differ from those, `tied` a few whole numbers (many ties), `positive` numbers from 0.5 to 2.
 */
export type Draw = 'normal' | 'positive' | 'apart' | 'between' | 'tied';

export interface OperationCase {
  readonly title: string;
  readonly operation: OperationName;
  readonly operands: readonly { readonly shape: TensorShape; readonly draw: Draw }[];
  /** Float outputs. */
  build(builder: GraphBuilder, operands: readonly Value[]): readonly Value[];
}

export function drawTensor(random: RandomStream, shape: TensorShape, draw: Draw): Tensor64 {
  const size = tensorSize(shape);
  if (draw === 'apart' || draw === 'between') {
    const offset = draw === 'apart' ? 0.025 : 0.075;
    const order = random.permutation(size);
    return tensor64(
      shape,
      Array.from(order, (rank) => (rank - Math.floor(size / 2)) * 0.1 + offset),
    );
  }
  const numbers = {
    normal: () => random.normal(),
    positive: () => 0.5 + 1.5 * random.next(),
    tied: () => random.integer(4) - 2,
  };
  return tensor64(shape, Array.from({ length: size }, numbers[draw]));
}

/** A case that applies one operation to all its operands. */
function single<K extends OperationName>(
  operation: K,
  shapes: readonly TensorShape[],
  attributes: Operations[K],
  draw: Draw | readonly Draw[] = 'normal',
): OperationCase {
  const shown = Object.keys(attributes).length > 0 ? ` ${JSON.stringify(attributes)}` : '';
  return {
    title: `${operation} ${shapes.map((shape) => `[${shape.join(',')}]`).join(' ')}${shown}`,
    operation,
    operands: shapes.map((shape, i) => ({ shape, draw: typeof draw === 'string' ? draw : draw[i]! })),
    build: (builder, operands) =>
      // The attributes are those of K, which the conditional argument type hides.
      builder.applyMany<OperationName>(operation, operands, attributes as never),
  };
}

const unaryCases = (
  [
    ['negate', 'normal'],
    ['abs', 'apart'],
    ['exp', 'normal'],
    ['log', 'positive'],
    ['sqrt', 'positive'],
    ['reciprocal', 'positive'],
    ['erf', 'normal'],
    ['tanh', 'normal'],
    ['sigmoid', 'normal'],
    ['softplus', 'normal'],
    ['relu', 'apart'],
    ['step', 'apart'],
  ] as const
).flatMap(([operation, draw]) => [
  single(operation, [[2, 3, 4, 5]], {}, draw),
  single(operation, [[]], {}, draw === 'normal' ? 'normal' : 'positive'),
]);

const powerCases = [2, 3, 1, 0].map((exponent) => single('power', [[3, 4]], { exponent }, 'apart'));
const positivePowerCases = [-1, -2, 0.5, -0.75, 1.5].map((exponent) =>
  single('power', [[3, 4]], { exponent }, 'positive'),
);

const broadcastPairs: readonly (readonly [TensorShape, TensorShape])[] = [
  [
    [2, 3],
    [2, 3],
  ],
  [
    [2, 3, 4, 5],
    [3, 1, 1],
  ],
  [
    [3, 1, 1],
    [2, 3, 4, 5],
  ],
  [
    [4, 1],
    [1, 5],
  ],
  [[], [2, 2]],
  [
    [2, 1, 3],
    [4, 1],
  ],
  [
    [1, 3],
    [1, 1],
  ],
];
const binaryCases = (['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum'] as const).flatMap(
  (operation) =>
    broadcastPairs.map(([a, b]) => {
      if (operation === 'divide') return single(operation, [a, b], {}, ['normal', 'positive']);
      return single(operation, [a, b], {}, operation.endsWith('imum') ? ['apart', 'between'] : 'normal');
    }),
);

/** Comparisons, as what they select: otherwise they would give no float. */
const comparisonCases: readonly OperationCase[] = (['greater', 'equal'] as const).flatMap((operation) =>
  broadcastPairs.map(([a, b]) => ({
    title: `${operation} and toFloat [${a.join(',')}] [${b.join(',')}]`,
    operation,
    operands: [
      { shape: a, draw: 'tied' as const },
      { shape: b, draw: 'tied' as const },
    ],
    build: (builder, operands) => [builder.apply('toFloat', [builder.apply(operation, operands)])],
  })),
);

const selectShapes: readonly (readonly [TensorShape, TensorShape, TensorShape])[] = [
  [
    [2, 3],
    [2, 3],
    [2, 3],
  ],
  [[2, 3, 2, 2], [], [2, 3, 2, 2]],
  [[3, 1], [2, 3, 2], []],
  [
    [2, 1],
    [1, 3],
    [4, 1, 1],
  ],
];
const selectCases: readonly OperationCase[] = selectShapes.map(([condition, whenTrue, whenFalse]) => ({
  title: `select [${condition.join(',')}] [${whenTrue.join(',')}] [${whenFalse.join(',')}]`,
  operation: 'select',
  operands: [
    { shape: condition, draw: 'apart' },
    { shape: whenTrue, draw: 'normal' },
    { shape: whenFalse, draw: 'normal' },
  ],
  build: (builder, [c, t, f]) => [
    builder.apply('select', [builder.apply('greater', [c!, builder.scalar(0)]), t!, f!]),
  ],
}));

const reductionCases = (['reduceSum', 'reduceMean', 'reduceMax'] as const).flatMap((operation) =>
  [[0], [1], [3], [0, 2, 3], [2, 3], [1, 3], [0, 1, 2, 3], [3, 0], []].flatMap((axes) =>
    [true, false].map((keepDimensions) =>
      single(
        operation,
        [[2, 3, 4, 2]],
        { axes, keepDimensions },
        operation === 'reduceMax' ? 'apart' : 'normal',
      ),
    ),
  ),
);
const softmaxCases = (['softmax', 'logSoftmax'] as const).flatMap((operation) => [
  single(operation, [[4, 5]], { axis: 1 }),
  single(operation, [[4, 5]], { axis: 0 }),
  single(operation, [[2, 3, 4]], { axis: 1 }),
  single(operation, [[2, 3, 2, 2]], { axis: 3 }),
  single(operation, [[7]], { axis: 0 }),
]);

const layoutCases: readonly OperationCase[] = [
  single('reshape', [[2, 3, 4]], { shape: [6, 4] }),
  single('reshape', [[2, 3, 4]], { shape: [24] }),
  single('reshape', [[1]], { shape: [] }),
  ...[
    [0, 1, 2, 3],
    [0, 2, 3, 1],
    [0, 3, 1, 2],
    [3, 2, 1, 0],
    [1, 0, 2, 3],
    [1, 2, 3, 0],
  ].map((permutation) => single('transpose', [[2, 3, 4, 5]], { permutation })),
  single('broadcast', [[3, 1]], { shape: [2, 3, 4] }),
  single('broadcast', [[]], { shape: [2, 3] }),
  single('broadcast', [[2, 3]], { shape: [2, 3] }),
  single(
    'after',
    [
      [2, 3, 4, 5],
      [3, 2],
    ],
    {},
  ),
  single('after', [[2, 3], []], {}),
  single('after', [[], [4]], {}),
  single('slice', [[6, 7]], { starts: [1, 2], ends: [5, 7], steps: [1, 1] }),
  single('slice', [[6, 7]], { starts: [0, 1], ends: [6, 7], steps: [2, 3] }),
  single('slice', [[6, 7]], { starts: [0, 0], ends: [5, 7], steps: [2, 4] }),
  single('slice', [[2, 3, 5, 6]], { starts: [0, 1, 0, 1], ends: [2, 2, 5, 6], steps: [1, 1, 2, 2] }),
  single('slice', [[5]], { starts: [0], ends: [5], steps: [1] }),
  single('pad', [[2, 3]], { before: [0, 1], after: [2, 0], value: 0 }),
  // Zeros behind the elements of images, as the gradient of a slice with steps puts them.
  single('pad', [[2, 3, 4, 1, 5, 1]], { before: [0, 0, 0, 0, 0, 0], after: [0, 0, 0, 1, 0, 2], value: 0 }),
  single('pad', [[2, 3, 4, 1]], { before: [0, 0, 0, 0], after: [0, 0, 0, 2], value: 0 }),
  single('pad', [[2, 1, 3, 4]], { before: [0, 0, 0, 0], after: [0, 2, 0, 0], value: 0 }),
  single('pad', [[2, 2, 3, 3]], { before: [0, 0, 1, 2], after: [0, 1, 0, 1], value: -1.5 }),
  single(
    'concatenate',
    [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
    { axis: 1 },
  ),
  single(
    'concatenate',
    [
      [2, 3, 2, 2],
      [1, 3, 2, 2],
    ],
    { axis: 0 },
  ),
  single('concatenate', [[2, 3]], { axis: 0 }),
];

const matmulCases = [false, true].flatMap((transposeA) =>
  [false, true].flatMap((transposeB) => {
    const a = transposeA ? [4, 3] : [3, 4];
    const b = transposeB ? [5, 4] : [4, 5];
    const attributes = { transposeA, transposeB };
    return [
      single('matmul', [a, b], attributes),
      single('matmul', [a, b, [5]], attributes),
      single(
        'matmul',
        [
          [2, ...a],
          [2, ...b],
        ],
        attributes,
      ),
      single('matmul', [[2, 3, ...a], [2, 3, ...b], [5]], attributes),
    ];
  }),
);

interface ConvolutionCombination {
  readonly x: TensorShape;
  readonly w: TensorShape;
  readonly y: TensorShape;
  readonly attributes: ConvolutionAttributes;
}

function between(random: RandomStream, low: number, high: number): number {
  return low + random.integer(high - low + 1);
}

/** Seeded combinations of kernel, stride, dilation, asymmetric padding and groups that all fit. */
export function convolutionCombinations(count: number): readonly ConvolutionCombination[] {
  return Array.from({ length: count }, (_, index) => {
    const random = randomStream(1, 'convolution', index);
    const pick = (low: number, high: number) => between(random, low, high);
    const groups = [1, 1, 2, 3][index % 4]!;
    const kernel = [pick(1, 3), pick(1, 3)] as const;
    const attributes: ConvolutionAttributes = {
      stride: [pick(1, 3), pick(1, 3)],
      dilation: [pick(1, 2), pick(1, 2)],
      padding: [pick(0, 2), pick(0, 2), pick(0, 2), pick(0, 2)],
      groups,
    };
    const depth = pick(1, 2);
    const x = [pick(1, 3), depth * groups, pick(5, 8), pick(5, 8)] as const;
    const w = [groups * pick(1, 2), depth, ...kernel] as const;
    const [vertical, horizontal] = axisWindows(convolutionWindow(attributes, kernel));
    const y = [x[0], w[0], windowCount(x[2], vertical, false), windowCount(x[3], horizontal, false)];
    return { x, w, y, attributes };
  });
}

const convolutionCases = convolutionCombinations(60).flatMap(({ x, w, y, attributes }) => [
  single('convolution', [x, w], attributes),
  single('convolution', [x, w, [w[0]!]], attributes),
  single('convolutionInputGradient', [y, w], { ...attributes, inputShape: x }),
  single('convolutionWeightGradient', [x, y], { ...attributes, weightShape: w }),
]);

/** Shapes as networks have them: the common special cases that a lowering may treat on their own. */
const networkConvolutionCases = (
  [
    [[2, 1, 12, 12], [6, 1, 5, 5], 1, 0, 1],
    [[2, 4, 8, 8], [4, 4, 3, 3], 1, 1, 1],
    [[2, 4, 8, 8], [8, 4, 3, 3], 2, 1, 1],
    [[2, 4, 8, 8], [8, 4, 1, 1], 1, 0, 1],
    [[2, 4, 8, 8], [8, 4, 1, 1], 2, 0, 1],
    [[2, 6, 8, 8], [6, 1, 3, 3], 1, 1, 6],
    [[2, 6, 9, 9], [6, 1, 3, 3], 2, 1, 6],
    [[2, 3, 19, 19], [4, 3, 7, 7], 2, 3, 1],
    [[2, 16, 5, 5], [12, 16, 5, 5], 1, 0, 1],
    // Whole blocks of channels, one that is filled up, groups and single channels in blocks, a few channels alone.
    [[2, 16, 6, 5], [32, 16, 3, 3], 1, 1, 1],
    [[2, 32, 7, 7], [16, 32, 3, 3], 2, 1, 1],
    [[2, 20, 5, 6], [12, 20, 3, 3], 1, 1, 1],
    [[2, 20, 5, 6], [10, 20, 3, 3], 1, 1, 1],
    [[2, 32, 5, 5], [32, 16, 3, 3], 1, 1, 2],
    [[2, 32, 6, 6], [32, 1, 3, 3], 1, 1, 32],
    [[2, 3, 6, 6], [16, 3, 3, 3], 1, 1, 1],
    [[2, 16, 5, 5], [32, 16, 1, 1], 1, 0, 1],
    [[16, 4, 5, 6], [16, 4, 3, 3], 2, 1, 1],
  ] as const
).flatMap(([x, w, stride, padding, groups]) => {
  const attributes: ConvolutionAttributes = {
    stride: [stride, stride],
    dilation: [1, 1],
    padding: [padding, padding, padding, padding],
    groups,
  };
  const extent = (size: number, kernel: number) => Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const y = [x[0], w[0], extent(x[2], w[2]), extent(x[3], w[3])];
  return [
    single('convolution', [x, w], attributes),
    single('convolutionInputGradient', [y, w], { ...attributes, inputShape: x }),
    single('convolutionWeightGradient', [x, y], { ...attributes, weightShape: w }),
  ];
});

interface PoolingCombination {
  readonly x: TensorShape;
  readonly y: TensorShape;
  readonly attributes: PoolingAttributes;
}

/** Seeded combinations of kernel, stride, dilation, padding and ceil mode, overlapping and not, that all fit. */
export function poolingCombinations(count: number): readonly PoolingCombination[] {
  return Array.from({ length: count }, (_, index) => {
    const random = randomStream(1, 'pooling', index);
    const pick = (low: number, high: number) => between(random, low, high);
    const kernel = [pick(1, 3), pick(1, 3)] as const;
    const plain = index % 3 === 0;
    const attributes: PoolingAttributes = {
      kernel,
      stride: plain ? kernel : [pick(1, 3), pick(1, 3)],
      dilation: index % 4 === 3 ? [pick(1, 2), pick(1, 2)] : [1, 1],
      padding: plain
        ? [0, 0, 0, 0]
        : [pick(0, kernel[0] - 1), pick(0, kernel[1] - 1), pick(0, kernel[0] - 1), pick(0, kernel[1] - 1)],
      ceil: index % 2 === 1,
    };
    const x = [pick(1, 2), pick(1, 3), pick(5, 9), pick(5, 9)] as const;
    return { x, y: [x[0], x[1], ...pooledExtents(x[2], x[3], attributes)], attributes };
  });
}

function maxPoolGradientCase({ x, y, attributes }: PoolingCombination, draw: Draw): OperationCase {
  return {
    title: `maxPoolGradient of ${draw} [${x.join(',')}] ${JSON.stringify(attributes)}`,
    operation: 'maxPoolGradient',
    operands: [
      { shape: x, draw },
      { shape: y, draw: 'normal' },
    ],
    build: (builder, [image, dy]) => {
      const pooled = builder.apply('maxPool', [image!], attributes);
      return [pooled, builder.apply('maxPoolGradient', [image!, pooled, dy!], attributes)];
    },
  };
}

const poolingCases = poolingCombinations(48).flatMap(({ x, y, attributes }) => [
  single('maxPool', [x], attributes, 'apart'),
  ...[true, false].flatMap((countIncludePad) => [
    single('averagePool', [x], { ...attributes, countIncludePad }),
    single('averagePoolGradient', [y], { ...attributes, countIncludePad, inputShape: x }),
  ]),
]);
const maxPoolGradientCases = poolingCombinations(48).flatMap((combination) => [
  maxPoolGradientCase(combination, 'apart'),
  maxPoolGradientCase(combination, 'tied'),
]);

const normalizationShapes = [
  [4, 3, 2, 3],
  [6, 4],
  [2, 3, 5],
  [8, 1, 3, 3],
] as const;
const normalizationCases = normalizationShapes.flatMap((x) => {
  const c = [x[1]] as const;
  const epsilon = 1e-3;
  return [
    single('batchNormalization', [x, c, c], { epsilon }),
    single('batchNormalizationInference', [x, c, c, c, c], { epsilon }, [
      'normal',
      'normal',
      'normal',
      'normal',
      'positive',
    ]),
    batchNormalizationGradientCase(x, epsilon),
  ];
});

function batchNormalizationGradientCase(x: TensorShape, epsilon: number): OperationCase {
  return {
    title: `batchNormalizationGradient [${x.join(',')}]`,
    operation: 'batchNormalizationGradient',
    operands: [x, [x[1]!], [x[1]!], x].map((shape) => ({ shape, draw: 'normal' as const })),
    build: (builder, [image, scale, bias, dy]) => {
      const [y, mean, variance] = builder.applyMany('batchNormalization', [image!, scale!, bias!], {
        epsilon,
      });
      const inputs = [image!, scale!, mean!, variance!, dy!];
      return [y!, ...builder.applyMany('batchNormalizationGradient', inputs, { epsilon })];
    },
  };
}

/** Every operation but constants, which all others use. */
export const operationCases: readonly OperationCase[] = [
  ...unaryCases,
  ...powerCases,
  ...positivePowerCases,
  ...binaryCases,
  ...comparisonCases,
  ...selectCases,
  ...reductionCases,
  ...softmaxCases,
  ...layoutCases,
  ...matmulCases,
  ...convolutionCases,
  ...networkConvolutionCases,
  ...poolingCases,
  ...maxPoolGradientCases,
  ...normalizationCases,
];

/** The feeds of a case's operands, named by their index. */
export function drawFeeds(given: OperationCase): Map<string, Tensor64> {
  const random = randomStream(2, given.title);
  return new Map(given.operands.map(({ shape, draw }, i) => [`${i}`, drawTensor(random, shape, draw)]));
}

/** Declares a case's operands as inputs named by their index, and applies it. */
export function applyCase(
  builder: GraphBuilder,
  given: OperationCase,
): { readonly operands: readonly Value[]; readonly outputs: readonly Value[] } {
  const operands = given.operands.map(({ shape }, i) => builder.input(`${i}`, shape));
  return { operands, outputs: given.build(builder, operands) };
}

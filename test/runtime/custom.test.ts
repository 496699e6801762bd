// Operators that the text names itself, on ONNX Runtime: what they compute, and what is said where they cannot.

import { describe, expect, test } from 'vitest';
import { differentiate } from '../../engine/autodiff/differentiate.ts';
import { createGraphBuilder } from '../../engine/graph/builder.ts';
import type { Graph, GraphBuilder, Operations, Value } from '../../engine/graph/graph.ts';
import { interpret } from '../../engine/graph/interpret.ts';
import { printGraph } from '../../engine/graph/print.ts';
import { tensor64 } from '../../engine/graph/tensor64.ts';
import { verifyGraph } from '../../engine/graph/verify.ts';
import { encodeOnnx, lowerGraph } from '../../engine/onnx/encodeOnnx.ts';
import { createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { UserError } from '../../engine/userError.ts';

type Custom = Operations['custom'];

const values = [-3, -1, -0.5, 0, 0.25, 1, 2, 5];

function custom(operator: string, given: Partial<Custom> = {}): Custom {
  return { operator, domain: '', operatorSet: 18, attributes: {}, constants: [], shape: [2, 4], ...given };
}

function graphOf(attributes: Custom, after = (_builder: GraphBuilder, y: Value) => y): Graph {
  const builder = createGraphBuilder();
  builder.setScope('odd');
  const x = builder.input('x', [2, 4]);
  builder.output('y', after(builder, builder.apply('custom', [x], attributes)));
  return builder.finish();
}

async function run(graph: Graph): Promise<readonly number[]> {
  const runtime = await createOnnxRuntime({ device: 'cpu', threads: 1 });
  const program = await runtime.prepare(graph);
  try {
    const results = await program.run(new Map([['x', { shape: [2, 4], data: Float32Array.from(values) }]]));
    return [...(results.get('y')!.data as Float32Array)];
  } finally {
    await program.dispose();
  }
}

const float = (value: number) => ({ type: 'float', value }) as const;
const scalar = (value: number) => ({ type: 'float', shape: [], data: [value] }) as const;

const formulas: readonly [string, Custom, (x: number) => number][] = [
  ['Mish', custom('Mish'), (x) => x * Math.tanh(Math.log1p(Math.exp(x)))],
  [
    'ThresholdedRelu',
    custom('ThresholdedRelu', { attributes: { alpha: float(0.3) } }),
    (x) => (x > 0.3 ? x : 0),
  ],
  ['Clip', custom('Clip', { constants: [scalar(-1), scalar(2)] }), (x) => Math.min(Math.max(x, -1), 2)],
  ['Clip without a minimum', custom('Clip', { constants: [null, scalar(2)] }), (x) => Math.min(x, 2)],
  [
    'QuickGelu',
    custom('QuickGelu', { domain: 'com.microsoft', operatorSet: 1, attributes: { alpha: float(1.702) } }),
    (x) => x / (1 + Math.exp(-1.702 * x)),
  ],
];

describe('a custom operator on ONNX Runtime', () => {
  test.each(formulas)('%s computes its formula', async (_, attributes, formula) => {
    const found = await run(graphOf(attributes));
    for (const [index, x] of values.entries()) expect(found[index]).toBeCloseTo(formula(x), 5);
  });

  test('stands beside reductions, whose axes are an input from operator set 18 on', async () => {
    const mean = (builder: GraphBuilder, y: Value) =>
      builder.apply('reduceMean', [y], { axes: [1], keepDimensions: false });
    for (const operatorSet of [17, 18, 21]) {
      const found = await run(graphOf(custom('Softsign', { operatorSet }), mean));
      expect(found[0]).toBeCloseTo((-3 / 4 - 1 / 2 - 0.5 / 1.5) / 4, 5);
    }
  });

  test('states its version and shape in the file', () => {
    const model = lowerGraph(
      graphOf(custom('Mish'), (builder, y) => builder.apply('exp', [y])),
      {
        target: 'portable',
        dynamicBatch: true,
      },
    );
    expect(model.nodes.map(({ operator, operatorSet }) => [operator, operatorSet])).toEqual([
      ['Mish', 18],
      ['Exp', undefined],
    ]);
    expect(model.values).toEqual([{ name: 'odd/custom', type: 'float', shape: ['N', 4] }]);
    expect(encodeOnnx(graphOf(custom('Mish')), { target: 'portable' }).length).toBeGreaterThan(50);
  });
});

async function problemOf(attributes: Custom, after?: (builder: GraphBuilder, y: Value) => Value) {
  const failed = await run(graphOf(attributes, after)).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failed).toBeInstanceOf(UserError);
  return (failed as UserError).message;
}

describe('what ONNX Runtime refuses is told in a sentence', () => {
  const name = (operator: string) => `\`custom("${operator}")\`, the layer \`odd\`, cannot be run: `;

  test('an operator that it does not have', async () => {
    expect(await problemOf(custom('Mihs'))).toBe(
      `${name('Mihs')}ONNX Runtime has no operator \`Mihs\` in version 18 of ONNX's operators. Check the name, the \`domain\` ` +
        'and the `opset`.',
    );
    expect(await problemOf(custom('Own', { domain: 'my.ops', operatorSet: 1 }))).toBe(
      `${name('Own')}ONNX Runtime has no operator \`Own\` in version 1 of the domain \`my.ops\`. Check the name, the \`domain\` ` +
        'and the `opset`.',
    );
  });

  test('a version that it does not have', async () => {
    expect(await problemOf(custom('Mish', { operatorSet: 99 }))).toBe(
      `${name('Mish')}ONNX Runtime does not have version 99 of ONNX's operators yet. Give a lower \`opset\`.`,
    );
  });

  test('missing inputs, and inputs of another type', async () => {
    expect(await problemOf(custom('Pow'))).toBe(
      `${name('Pow')}\`Pow\` reads 2 inputs or more, and has 1: give the others as \`inputs: […]\`.`,
    );
    const whole = { type: 'int64', shape: [], data: [2] } as const;
    expect(await problemOf(custom('Clip', { constants: [whole] }))).toContain(
      'with a decimal point, as in `6.0`.',
    );
  });

  test('a shape that it does not give', async () => {
    const twice = (builder: GraphBuilder, y: Value) => builder.apply('add', [y, y]);
    expect(await problemOf(custom('Mish', { shape: [2, 5] }), twice)).toBe(
      `${name('Mish')}it does not give 5: along axis 1, the batch being axis 0, it gives 4 and not 5. Mend its \`shape\`.`,
    );
    expect(await problemOf(custom('Mish', { shape: [2, 4, 1] }), twice)).toContain('Mend its `shape`.');
    expect(await problemOf(custom('Mish', { shape: [2, 5] }))).toContain('`shape');
  });

  test("an attribute that is wrong, in the runtime's own words", async () => {
    const attributes = { axis: { type: 'int', value: 7 } } as const;
    expect(await problemOf(custom('Softmax', { attributes }))).toMatch(
      /^`custom\("Softmax"\)`, the layer `odd`, cannot be run: ONNX Runtime says ".*'axis' must be in \[-2 , 1\].*7"\./,
    );
  });
});

describe('a custom operation in a graph', () => {
  test('is verified and printed', () => {
    const graph = graphOf(custom('Celu', { attributes: { alpha: float(2) }, constants: [scalar(1), null] }));
    verifyGraph(graph);
    expect(printGraph(graph)).toContain(
      '%1 = custom(%0) {operator: Celu, domain: , operatorSet: 18, attributes: {"alpha":',
    );
  });

  test('is refused by name by the interpreter', () => {
    const feeds = new Map([['x', tensor64([2, 4], values)]]);
    expect(() => interpret(graphOf(custom('Mish')), feeds)).toThrow(
      "The interpreter does not know what ONNX's operator `Mish` computes.",
    );
  });

  test('is refused by name where a gradient would pass it, and not where none does', () => {
    const builder = createGraphBuilder();
    builder.setScope('odd');
    const x = builder.input('x', [2, 4]);
    const w = builder.input('w', [4]);
    const made = builder.apply('custom', [x], custom('Mish'));
    const product = builder.apply('multiply', [made, w]);
    const loss = builder.apply('reduceSum', [product], { axes: [0, 1], keepDimensions: false });
    expect(differentiate(builder, loss, [w]).get(w)?.shape).toEqual([4]);
    expect(() => differentiate(builder, loss, [x])).toThrow(
      '`custom("Mish")`, the layer `odd`, has no gradient, so the weights before it cannot be trained: use a layer of the ' +
        'language in its place.',
    );
  });
});

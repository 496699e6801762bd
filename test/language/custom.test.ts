// `custom("Op", …)`: what the text may say of an ONNX operator, what it comes to, and what is wrong with it.

import { describe, expect, it } from 'vitest';
import { summarize } from '../../engine/analysis/summarize.ts';
import { createGraphBuilder } from '../../engine/graph/builder.ts';
import { lowerNetwork } from '../../engine/lowering/lowerNetwork.ts';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import { afterFix, checkDiagnostics } from './support/checkDiagnostics.ts';
import { compileText, model, networkOf, outputOf } from './support/compileText.ts';

/** The custom operation that a call becomes. */
function operationOf(call: string) {
  const network = networkOf(model(call, '4x8x8'));
  const builder = createGraphBuilder();
  const images = builder.input('images', [2, 4, 8, 8]);
  const options = { batch: 2, mode: 'inference', heads: false, images, parameters: new Map() } as const;
  lowerNetwork(network, builder, options);
  const node = builder.nodes.find(({ operation }) => operation === 'custom');
  return node?.operation === 'custom' ? node.attributes : undefined;
}

describe('a custom operator', () => {
  it.each([
    ['custom("Mish")', '4x8x8'],
    ['custom("SpaceToDepth", blocksize: 2)', '16x4x4'],
    ['custom("DepthToSpace", blocksize: 2)', '1x16x16'],
    ['custom("Transpose", perm: [0, 2, 3, 1])', '8x8x4'],
    ['custom("Flatten")', '256'],
    ['custom("MaxPool", kernel_shape: 2x2, strides: 2x2, shape: 4x4x4)', '4x4x4'],
    ['custom("ReduceMean", shape: 4)', '4'],
    ['custom("Own", domain: "my.ops")', '4x8x8'],
    ['custom("Newer", opset: 26)', '4x8x8'],
  ])('%s gives %s', (call, shape) => {
    expect(outputOf(call, '4x8x8')).toBe(shape);
  });

  it('passes attributes of every type on, as they are written', () => {
    const call =
      'custom("Own", domain: "my.ops", opset: 3, a: 2, b: 0.5, c: 1.0, d: -2.0, e: "x", f: [1, 2], g: [1, 2.5], h: [1.0], ' +
      'i: ["u", "v"], j: 3x1, k: true, alpha: 1)';
    expect(operationOf(call)).toEqual({
      operator: 'Own',
      domain: 'my.ops',
      operatorSet: 3,
      constants: [],
      shape: [2, 4, 8, 8],
      attributes: {
        a: { type: 'int', value: 2 },
        b: { type: 'float', value: 0.5 },
        c: { type: 'float', value: 1 },
        d: { type: 'float', value: -2 },
        e: { type: 'string', value: 'x' },
        f: { type: 'ints', value: [1, 2] },
        g: { type: 'floats', value: [1, 2.5] },
        h: { type: 'floats', value: [1] },
        i: { type: 'strings', value: ['u', 'v'] },
        j: { type: 'ints', value: [3, 1] },
        k: { type: 'int', value: 1 },
        alpha: { type: 'float', value: 1 },
      },
    });
  });

  it('passes further inputs on', () => {
    expect(operationOf('custom("Own", domain: "d", inputs: [0.0, "", [1, 2], [0.5], 3])')?.constants).toEqual(
      [
        { type: 'float', shape: [], data: [0] },
        null,
        { type: 'int64', shape: [2], data: [1, 2] },
        { type: 'float', shape: [1], data: [0.5] },
        { type: 'int64', shape: [], data: [3] },
      ],
    );
  });

  it('is of the version that brought it, and of 17 at least', () => {
    expect(operationOf('custom("Mish")')?.operatorSet).toBe(18);
    expect(operationOf('custom("Softsign")')?.operatorSet).toBe(17);
    expect(operationOf('custom("Softsign", opset: 21)')?.operatorSet).toBe(21);
    expect(operationOf('custom("Gelu", domain: "com.microsoft")')?.operatorSet).toBe(1);
  });

  it('is drawn as what it is, and counts no multiply-adds and no parameters', () => {
    const network = networkOf(model('custom("Mish") -> flatten -> dense(10)'));
    const node = networkToDiagram(network, []).nodes.find(({ id }) => id === 'custom1');
    expect(node).toMatchObject({
      category: 'custom',
      kind: 'custom',
      detail: 'Mish',
      macs: 0,
      parameters: 0,
    });
    const { macs, parameters } = summarize(network, { batch: 1 });
    expect([macs.total, parameters.total]).toEqual([30_720, 30_730]);
  });

  it('is passed by name, with its attributes', () => {
    const text = `block Unit(act) { conv(4, 1) -> act }\n${model('Unit(custom("Celu", alpha: 2))')}`;
    const made = networkOf(text).layers.at(-1);
    expect(made?.attributes).toMatchObject({ operator: 'Celu', alpha: 2, domain: '', shape: null });
  });
});

describe('mistakes in a custom operator', () => {
  it('are a name that ONNX does not have', () => {
    const text = model('custom(⟦"Mihs"⟧)');
    const [problem] = checkDiagnostics(text, [['unknown-operator']]);
    expect(problem?.message).toBe(
      'ONNX has no operator `Mihs` up to version 25 of its operator set: check the spelling, give its `opset` where it is ' +
        'newer, or its `domain` where it is not one of ONNX itself. Did you mean `Mish`?',
    );
    expect(afterFix(text, problem!)).toContain('custom("Mish")');
  });

  it('are an attribute that the operator does not have', () => {
    const text = model('custom("ThresholdedRelu", ⟦alhpa⟧: 0.5)');
    const [problem] = checkDiagnostics(text, [['unknown-operator-attribute']]);
    expect(problem?.message).toBe(
      "ONNX's operator `ThresholdedRelu` has no attribute `alhpa`; it has `alpha`. Did you mean `alpha`?",
    );
    expect(afterFix(text, problem!)).toContain('custom("ThresholdedRelu", alpha: 0.5)');
  });

  it.each([
    [
      '⟦custom⟧("MaxPool", kernel_shape: 2x2)',
      'operator-shape-unknown',
      'another shape than the 3x32x32 that goes in: say which with `shape`, as channels x height x width, or as one number',
    ],
    ['⟦custom⟧("SpaceToDepth", blocksize: 3)', 'operator-shape-unknown', 'cannot work on 3x32x32'],
    ['custom("Mish", shape: ⟦3x16x16⟧)', 'operator-shape-unknown', '`Mish` gives 3x32x32 here, not 3x16x16'],
    [
      'custom("Mish", shape: ⟦3x3⟧)',
      'wrong-type',
      '`shape` must be a shape such as 64x16x16, or 10 for a vector',
    ],
    ['custom("Own", domain: "d", a: ⟦relu⟧)', 'wrong-type', '`a` must be a plain value, not a layer.'],
    [
      'custom("Own", domain: "d", a: ⟦[1, "x"]⟧)',
      'wrong-type',
      '`a` must be a number, a text, true or false',
    ],
    ['custom("Clip", inputs: ⟦6⟧)', 'wrong-type', '`inputs` must be a list of numbers and lists of numbers'],
    ['⟦custom⟧()', 'missing-argument', '`custom` needs its attribute `operator`, a text in quotes.'],
    ['custom(⟦Mish⟧)', 'unknown-name', 'Nothing here is named `Mish`.'],
  ])('are told in %s', (call, code, message) => {
    checkDiagnostics(model(call), [[code, message]]);
  });
});

describe('a recipe of a network with a custom operator', () => {
  const train = 'train ⟦M⟧ { data shapes(100) }';

  it('is refused by the name of the operator where weights stand before it', () => {
    const body = 'conv(8, 3) -> relu -> custom("Mish") -> flatten -> dense(10)';
    const [problem] = checkDiagnostics(model(body) + train, [['custom-without-gradient']]);
    expect(problem?.message).toBe(
      '`M` cannot be trained: `custom("Mish")`, the layer `custom1`, has no gradient, and the weights before it would not ' +
        'learn. Use a layer of the language in its place, or remove this recipe.',
    );
    expect(problem?.related.map(({ message }) => message)).toEqual(['`custom1` is here.']);
    const { models, recipes } = compileText(model(body) + train.replaceAll(/[⟦⟧]/g, ''));
    expect([models[0]?.valid, recipes[0]?.valid]).toEqual([true, false]);
  });

  it('is refused for one in a head', () => {
    const body =
      'conv(8, 3) -> relu\n head aux { custom("Mish") -> flatten -> dense(10) }\n flatten -> dense(10)';
    checkDiagnostics(model(body) + train, [['custom-without-gradient', 'the layer `aux.custom1`']]);
  });

  it('is fine where no weights stand before it', () => {
    const body =
      'custom("MeanVarianceNormalization", axes: [2, 3]) -> conv(8, 3) -> relu -> flatten -> dense(10)';
    checkDiagnostics(model(body) + train.replaceAll(/[⟦⟧]/g, ''), []);
  });
});

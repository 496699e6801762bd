// Loops over arrays: equal to the interpreter, in place, for vectors of any length.

import { describe, expect, it } from 'vitest';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import type { Graph, GraphBuilder, Value } from '../../../engine/graph/graph.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { tensor64 } from '../../../engine/graph/tensor64.ts';
import { compileLoops } from '../../../engine/loops/loopProgram.ts';
import { randomStream } from '../../../engine/random.ts';

/** The graph for vectors of `length`, which matters to the interpreter alone. */
function graphOf(build: (builder: GraphBuilder, vector: (name: string) => Value) => void, length = 1): Graph {
  const builder = createGraphBuilder();
  build(builder, (name) => builder.input(name, [length]));
  return builder.finish();
}

function randomVector(name: string, length: number): Float32Array {
  const stream = randomStream(5, name, length);
  return Float32Array.from({ length }, () => stream.normal());
}

const f = Math.fround;

describe('a loop', () => {
  it.each([1, 3, 4, 5, 4095, 4096, 4097, 20_000])('computes all of %i numbers', (length) => {
    const build = (builder: GraphBuilder, vector: (name: string) => Value) => {
      const product = builder.apply('multiply', [vector('a'), builder.input('s', [])]);
      builder.output('sum', builder.apply('add', [product, vector('b')]));
    };
    const [a, b, sum] = [randomVector('a', length), randomVector('b', length), new Float32Array(length)];
    const vectors = new Map([
      ['a', a],
      ['b', b],
    ]);
    compileLoops(graphOf(build)).run(vectors, new Map([['s', 0.1]]), new Map([['sum', sum]]));
    expect(sum).toEqual(a.map((number, index) => f(f(number * f(0.1)) + b[index]!)));
  });

  it('has the elementwise operations, rounded to float32', () => {
    const build = (builder: GraphBuilder, vector: (name: string) => Value) => {
      const [a, b] = [vector('a'), vector('b')];
      for (const name of ['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum'] as const) {
        builder.output(name, builder.apply(name, [a, b]));
      }
      for (const name of ['negate', 'abs', 'sqrt'] as const) builder.output(name, builder.apply(name, [a]));
    };
    const vectors = new Map(['a', 'b'].map((name) => [name, randomVector(name, 100)]));
    const graph = graphOf(build, 100);
    const into = new Map(graph.outputs.map(({ name }) => [name, new Float32Array(100)]));
    compileLoops(graphOf(build)).run(vectors, new Map(), into);
    const exact = interpret(
      graph,
      new Map([...vectors].map(([name, data]) => [name, tensor64([100], Array.from(data))])),
    );
    for (const [name, data] of into) expect(data, name).toEqual(Float32Array.from(exact.get(name)!.data));
  });

  it('writes over its operands, also where a sum over them comes first', () => {
    const build = (builder: GraphBuilder, vector: (name: string) => Value) => {
      const w = vector('w');
      const sum = builder.apply('reduceSum', [w], { axes: [0], keepDimensions: false });
      const mean = builder.apply('divide', [sum, builder.input('count', [])]);
      builder.output('w', builder.apply('subtract', [w, mean]));
      builder.output('mean', mean);
    };
    const w = Float32Array.from({ length: 9001 }, (_, index) => index);
    const vectors = new Map([['w', w]]);
    const results = compileLoops(graphOf(build)).run(vectors, new Map([['count', 9001]]), vectors);
    expect(results).toEqual(new Map([['mean', 4500]]));
    expect([w[0], w[4500], w[9000]]).toEqual([-4500, 0, 4500]);
  });

  it('computes sums of sums, and scalars alone', () => {
    const build = (builder: GraphBuilder, vector: (name: string) => Value) => {
      const total = (x: Value) => builder.apply('reduceSum', [x], { axes: [0], keepDimensions: false });
      const x = vector('x');
      const away = builder.apply('subtract', [x, builder.apply('divide', [total(x), builder.scalar(4)])]);
      builder.output('squares', builder.apply('sqrt', [total(builder.apply('multiply', [away, away]))]));
    };
    const x = new Map([['x', Float32Array.of(1, 1, 5, 5)]]);
    expect(compileLoops(graphOf(build)).run(x, new Map(), new Map())).toEqual(new Map([['squares', 4]]));
    const scalars = graphOf((builder) => {
      const [a, b] = [builder.input('a', []), builder.input('b', [])];
      const larger = builder.apply('greater', [a, b]);
      builder.output('distance', builder.apply('abs', [builder.apply('subtract', [a, b])]));
      builder.output('most', builder.apply('select', [larger, a, b]));
    });
    const given = new Map([
      ['a', 2],
      ['b', 3],
    ]);
    expect(compileLoops(scalars).run(new Map(), given, new Map())).toEqual(
      new Map([
        ['distance', 1],
        ['most', 3],
      ]),
    );
  });

  it('refuses operations that it does not have, and what does not go together', () => {
    const unknown = graphOf((builder, vector) => builder.output('y', builder.apply('erf', [vector('x')])));
    expect(() => compileLoops(unknown)).toThrow('Loops have no erf of vectors.');
    const sum = compileLoops(
      graphOf((builder, vector) => builder.output('y', builder.apply('add', [vector('a'), vector('b')]))),
    );
    const run = (a: number, b: number) => {
      const vectors = new Map([
        ['a', new Float32Array(a)],
        ['b', new Float32Array(b)],
      ]);
      return sum.run(vectors, new Map(), new Map([['y', new Float32Array(a)]]));
    };
    expect(() => run(2, 3)).toThrow('Vectors of 2 and 3 numbers do not go together.');
    expect(() => sum.run(new Map(), new Map(), new Map())).toThrow('The vector a is missing.');
  });
});

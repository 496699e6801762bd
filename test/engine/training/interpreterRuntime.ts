// A runtime that interprets graphs in float64 and rounds what comes out to float32: slow, exact, in this process.

import type { Graph } from '../../../engine/graph/graph.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { tensor64 } from '../../../engine/graph/tensor64.ts';
import type { HostTensor, Program, Runtime } from '../../../engine/runtime/runtime.ts';

export const interpreterRuntime: Runtime = {
  device: 'cpu',
  prepare: (graph, constants = new Map()) => Promise.resolve(programOf(graph, constants)),
};

function programOf(graph: Graph, constants: ReadonlyMap<string, HostTensor>): Program {
  return {
    run(feeds, into) {
      const numbers = new Map(
        [...feeds, ...constants].map(([name, { shape, data }]) => [
          name,
          tensor64(shape, Array.from(data, Number)),
        ]),
      );
      const results = new Map<string, HostTensor>();
      for (const [name, { shape, data }] of interpret(graph, numbers)) {
        const target = into?.get(name) ?? { shape, data: new Float32Array(data.length) };
        (target.data as Float32Array).set(data);
        results.set(name, target);
      }
      return Promise.resolve(results);
    },
    dispose: () => Promise.resolve(),
  };
}

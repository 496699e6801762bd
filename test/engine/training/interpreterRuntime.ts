// A runtime that interprets graphs in float64 and rounds what comes out to float32: slow, exact, in this process.

import type { Graph } from '../../../engine/graph/graph.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { tensor64 } from '../../../engine/graph/tensor64.ts';
import type {
  CarriedTensors,
  HostTensor,
  Program,
  ResidentProgram,
  Runtime,
} from '../../../engine/runtime/runtime.ts';

export const interpreterRuntime: Runtime = {
  device: 'cpu',
  prepare: (graph, constants = new Map()) => Promise.resolve(programOf(graph, constants)),
};

/** The same as a device that keeps the weights, so that updates are part of the graph. */
export const residentInterpreterRuntime: Runtime = {
  ...interpreterRuntime,
  prepareResident: (graph, tensors) => Promise.resolve(residentProgramOf(graph, tensors)),
};

function residentProgramOf(graph: Graph, { carried, initial }: CarriedTensors): ResidentProgram {
  const program = programOf(graph, new Map());
  let current = initial;
  return {
    async run(feeds, into) {
      const results = await program.run(new Map([...current, ...feeds]), into);
      current = new Map([...carried].map(([input, output]) => [input, results.get(output)!]));
    },
    read(into) {
      for (const [name, { data }] of into) {
        (data as Float32Array).set(current.get(name)!.data as Float32Array);
      }
      return Promise.resolve();
    },
    dispose: () => Promise.resolve(),
  };
}

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
    release: () => undefined,
    dispose: () => Promise.resolve(),
  };
}

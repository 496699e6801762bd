// Answers a repeated layout request from memory: most keystrokes change no size and no connection.

import type { ElkNode } from './elkGraph.ts';
import type { LayoutEngine } from './layoutEngine.ts';

export function rememberLast(engine: LayoutEngine): LayoutEngine {
  let last: { readonly question: string; readonly answer: ElkNode } | undefined;
  return {
    async layout(graph, options) {
      const question = JSON.stringify(graph);
      if (last?.question === question && !options.signal?.aborted) return last.answer;
      const answer = await engine.layout(graph, options);
      last = { question, answer };
      return answer;
    },
    dispose: () => engine.dispose(),
  };
}

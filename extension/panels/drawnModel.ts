// What a diagram's panel knows of the model that it draws: kept up to date by what the language server tells.

import type { Origin } from '../../engine/network/network.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { withChange } from '../../webview/protocol/graphChange.ts';
import type { GraphAnswer } from '../language-server/protocol.ts';

export class DrawnModel {
  private constructor(
    readonly version: number,
    readonly models: readonly string[],
    readonly graph: DiagramGraph,
    private readonly calls: readonly Origin[],
    private readonly callOf: readonly number[],
  ) {}

  /** Undefined where nothing is drawn, or where a change came to what is not known. */
  static after(
    before: DrawnModel | undefined,
    { version, models, drawn }: GraphAnswer,
  ): DrawnModel | undefined {
    if (drawn === null) return undefined;
    if (drawn.kind === 'whole')
      return new DrawnModel(version, models, drawn.graph, drawn.calls, drawn.callOf);
    if (before === undefined) return undefined;
    const graph = withChange(before.graph, drawn.change);
    return new DrawnModel(version, models, graph, drawn.calls, before.callOf);
  }

  get name(): string {
    return this.graph.model;
  }

  /** Whether a text has calls that make layers. */
  isMadeIn(file: string): boolean {
    return this.calls.some((call) => call.file === file);
  }

  /** Nodes of the calls around an offset, or else of all calls of its line. */
  nodesAt(file: string, line: number, offset: number): readonly string[] {
    const here = this.calls.map((call) => call.file === file && call.line === line);
    const under = this.calls.map(({ start, end }, place) => here[place]! && start <= offset && offset <= end);
    const chosen = under.includes(true) ? under : here;
    return this.graph.nodes.filter((_, place) => chosen[this.callOf[place]!]).map(({ id }) => id);
  }

  nodesOfGroup(group: string): readonly string[] {
    return this.graph.nodes.filter((node) => node.group === group).map(({ id }) => id);
  }
}

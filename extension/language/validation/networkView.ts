// A finished network as the rules of design look at it.

import { findLayer } from '../../../engine/layers/registry.ts';
import type { Network, NetworkLayer } from '../../../engine/network/network.ts';
import { elementCount } from '../../../engine/network/shape.ts';
import type { TextRange } from '../diagnostic.ts';
import type { SourceFile } from '../elaboration/program.ts';
import type { Elaboration } from '../elaboration/state.ts';
import type { Extras, Reporter } from '../reporter.ts';
import type { Element, ModelNode } from '../syntax/tree.ts';
import type { Code } from './codes.ts';

export class NetworkView {
  private readonly readers = new Map<string, NetworkLayer[]>();

  constructor(
    readonly network: Network,
    readonly model: ModelNode,
    readonly file: SourceFile,
    private readonly state: Elaboration,
    private readonly reporter: Reporter,
  ) {
    for (const layer of network.layers) {
      for (const input of layer.inputs) {
        const known = this.readers.get(input);
        if (known === undefined) this.readers.set(input, [layer]);
        else known.push(layer);
      }
    }
  }

  layer(path: string | undefined): NetworkLayer | undefined {
    return path === undefined ? undefined : this.state.layerByPath.get(path);
  }

  /** The first input of a layer. */
  before(layer: NetworkLayer): NetworkLayer | undefined {
    return this.layer(layer.inputs[0]);
  }

  /** The layers that read a layer's output. */
  after({ path }: NetworkLayer): readonly NetworkLayer[] {
    return this.readers.get(path) ?? [];
  }

  /** The call that made a layer. */
  call({ path }: NetworkLayer): { readonly node: Element; readonly file: SourceFile } | undefined {
    return this.state.calls.get(path);
  }

  report(layer: NetworkLayer, code: Code, message: string, extras: Extras = {}): void {
    const call = this.call(layer);
    if (call !== undefined) this.reporter.report(call.file.name, nameRange(call.node), code, message, extras);
  }

  reportModel(code: Code, message: string): void {
    if (this.model.name !== undefined) this.reporter.report(this.file.name, this.model.name, code, message);
  }
}

function nameRange(node: Element): TextRange {
  return node.kind === 'use' || node.kind === 'merge' ? node.name : node;
}

/** Learnt numbers of a layer. */
export function trainedCount({ parameters }: NetworkLayer): number {
  return parameters
    .filter(({ trainable }) => trainable)
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

export function categoryOf({ kind }: NetworkLayer): string | undefined {
  return findLayer(kind)?.category;
}

/** A convolution or a dense layer. */
export function isWeighted(layer: NetworkLayer): boolean {
  const category = categoryOf(layer);
  return category === 'convolution' || category === 'dense';
}

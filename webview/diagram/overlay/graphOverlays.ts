// The overlays that a graph carries in itself: what can be said of a layer without running it.

import type { DiagramGraph, DiagramNode } from '../../protocol/diagram.ts';
import type { LayerOverlay } from '../../protocol/overlay.ts';

export function graphOverlays(graph: DiagramGraph): readonly LayerOverlay[] {
  const { parameters, macs, incomplete } = graph;
  const least = incomplete ? ['layers of unknown shape are not counted'] : [];
  const note = (...words: readonly string[]) => {
    const text = [...words, ...least].join('; ');
    return text === '' ? {} : { note: text.charAt(0).toUpperCase() + text.slice(1) };
  };
  return [
    summed(
      graph,
      { id: 'parameters', title: 'Parameters', unit: '', format: 'amount', total: parameters, ...note() },
      (node) => node.parameters,
    ),
    summed(
      graph,
      {
        id: 'macs',
        title: 'Multiply-adds',
        unit: 'MAC',
        format: 'amount',
        total: macs,
        ...note('One image'),
      },
      (node) => node.macs,
    ),
    summed(
      graph,
      {
        id: 'activations',
        title: 'Activation memory',
        unit: '',
        format: 'bytes',
        ...note('Outputs for one image, 32-bit floats'),
      },
      (node) => node.activationBytes,
    ),
  ];
}

/** The values are collected once the overlay is looked at: most graphs, one for each keystroke, never are. */
function summed(
  { nodes }: DiagramGraph,
  form: Omit<LayerOverlay, 'values' | 'combine' | 'scale'>,
  figure: (node: DiagramNode) => number,
): LayerOverlay {
  let values: LayerOverlay['values'] | undefined;
  return {
    ...form,
    combine: 'sum',
    scale: 'linear',
    get values() {
      values ??= Object.fromEntries(nodes.map((node) => [node.id, figure(node)]));
      return values;
    },
  };
}

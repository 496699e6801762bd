// The overlays that a graph carries in itself: what can be said of a layer without running it.

import type { DiagramGraph, DiagramNode } from '../../protocol/diagram.ts';
import type { LayerOverlay } from '../../protocol/overlay.ts';

export function graphOverlays(graph: DiagramGraph): readonly LayerOverlay[] {
  const by = (figure: (node: DiagramNode) => number) =>
    Object.fromEntries(graph.nodes.map((node) => [node.id, figure(node)]));
  const summed = { combine: 'sum', scale: 'linear' } as const;
  return [
    {
      ...summed,
      id: 'parameters',
      title: 'Parameters',
      unit: '',
      format: 'amount',
      values: by(({ parameters }) => parameters),
      total: graph.parameters,
    },
    {
      ...summed,
      id: 'macs',
      title: 'Multiply-adds',
      unit: 'MAC',
      format: 'amount',
      values: by(({ macs }) => macs),
      total: graph.macs,
      note: 'One image',
    },
    {
      ...summed,
      id: 'activations',
      title: 'Activation memory',
      unit: '',
      format: 'bytes',
      values: by(({ activationBytes }) => activationBytes),
      note: 'Outputs for one image, 32-bit floats',
    },
  ];
}

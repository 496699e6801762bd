// Where images are put into blocks of channels and out of them again.

import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../engine/graph/graph.ts';
import { lowerGraph } from '../../../engine/onnx/encodeOnnx.ts';
import type { OnnxNode } from '../../../engine/onnx/model.ts';
import { buildGradients } from '../../../engine/training/trainingStep.ts';
import { model, networkOf } from '../../language/support/compileText.ts';
import { smallRecipe } from '../training/pytorchSteps.ts';

function gradients(layers: string): Graph {
  return buildGradients(networkOf(model(`  ${layers}`, '3x8x8')), { ...smallRecipe, batch: 2 }).graph;
}

function nodesOf(graph: Graph, options: { readonly replicas?: boolean } = {}): readonly OnnxNode[] {
  return lowerGraph(graph, {
    target: 'cpu',
    channelBlock: 16,
    ...(options.replicas && { replicaOf: new Map() }),
  }).nodes;
}

/** The scopes of all nodes of an operator, in order; weights, which are reshaped before they are reordered, left out. */
function scopes(nodes: readonly OnnxNode[], operator: string): readonly string[] {
  return nodes
    .filter((node) => node.operator === operator && !node.inputs[0]!.includes('Reshape'))
    .map(({ name }) => name.split('/').slice(0, -1).join('/'));
}

const pair =
  'conv(16, 3x3, padding: same) -> bn -> relu -> conv(16, 3x3, padding: same) -> bn -> relu -> global_avgpool -> dense(4)';

describe('images in blocks of channels', () => {
  it('stay so across normalization and rectifiers, forwards and backwards, and leave them for weight gradients alone', () => {
    const nodes = nodesOf(gradients(pair));
    expect(scopes(nodes, 'ReorderInput')).toEqual(['relu2/gradient']);
    expect(scopes(nodes, 'ReorderOutput').every((scope) => /^conv[12]\/gradient$/.test(scope))).toBe(true);
    expect(scopes(nodes, 'ReorderOutput').length).toBe(3);
  });

  it('are normalized and rectified by one kernel', () => {
    const nodes = nodesOf(gradients(pair));
    expect(scopes(nodes, 'Relu')).toEqual([]);
    const rectified = nodes.filter(({ attributes }) => attributes['activation'] === 'Relu');
    expect(rectified.map(({ name }) => name.split('/')[0])).toEqual(['bn1', 'bn2']);
  });

  it('are rectified apart where the normalization has another reader', () => {
    const shared =
      'conv(16, 3x3, padding: same) -> bn -> add { relu\n identity }\n global_avgpool -> dense(4)';
    expect(scopes(nodesOf(gradients(shared)), 'Relu').length).toBe(1);
  });

  it('are not made for channels that leave the last block open', () => {
    const narrow = pair.replaceAll('16', '12');
    const nodes = nodesOf(gradients(narrow));
    expect(scopes(nodes, 'ReorderOutput')).toEqual(['conv1', 'conv2', 'conv2/gradient']);
  });

  it('are handed to other replicas in the plain order', () => {
    const nodes = nodesOf(gradients(pair), { replicas: true });
    expect(scopes(nodes, 'Relu').length).toBe(2);
  });
});

// The picture that the command line draws.

import { describe, expect, test } from 'vitest';
import { renderDiagramSvg } from '../../cli/diagramSvg.ts';
import { lenet5, resnetCifar } from '../webview/sampleGraphs.ts';

describe('the picture of a network', () => {
  test('is laid out by ELK and holds every layer', async () => {
    const { svg, nodes, edges, fallback } = await renderDiagramSvg(lenet5(), { theme: 'light' });
    expect([nodes, edges, fallback]).toEqual([13, 12, undefined]);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect([...svg.matchAll(/class="node layer (\w+)"/g)].map(([, category]) => category)).toEqual([
      'input',
      'convolution',
      'activation',
      'pooling',
      'convolution',
      'activation',
      'pooling',
      'convolution',
      'activation',
      'reshaping',
      'dense',
      'activation',
      'dense',
    ]);
  });

  test('is the same for the same network', async () => {
    const [first, second] = [
      await renderDiagramSvg(resnetCifar(1), { theme: 'dark' }),
      await renderDiagramSvg(resnetCifar(1), { theme: 'dark' }),
    ];
    expect(second.svg).toBe(first.svg);
  });

  test('opens as many levels of blocks as asked for', async () => {
    const counts = [];
    for (const depth of [0, 1, 2, 3])
      counts.push((await renderDiagramSvg(resnetCifar(2), { theme: 'light', depth })).nodes);
    expect(counts).toEqual([7, 12, 40, 52]);
  });
});

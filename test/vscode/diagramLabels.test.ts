// Labels in the diagram's page stay inside their nodes in the browser's own font, of the networks that ship and of hostile texts.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskFiles } from '../../cli/diskFiles.ts';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import { compile, elaborateModel } from '../../extension/language/compile.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { entries, modelsFolder } from '../models/zooNetworks.ts';
import { hostileTexts } from '../webview/hostileTexts.ts';
import { hostile } from '../webview/sampleGraphs.ts';
import { useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();

/** Every text that leaves its node or its frame's header, or a name that lies on its node. */
async function strayTexts(graph: DiagramGraph): Promise<readonly string[]> {
  const shown = await pages.open({ width: 1200, height: 2000 });
  await shown.show(graph);
  return shown.page.evaluate(() => {
    const hair = 0.75;
    return [...document.querySelectorAll('svg .node, svg .header')].flatMap((part) => {
      const body = part.querySelector('.body, .strip')!.getBoundingClientRect();
      const zoom = body.height / 26;
      return [...part.querySelectorAll('text')].flatMap((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        const told = `${text.getAttribute('class')} ${text.textContent}`;
        if (text.classList.contains('shape')) return [];
        if (text.classList.contains('tag')) return right > body.left + hair ? [`${told} lies on it`] : [];
        const inside = left >= body.left && right <= body.right + hair;
        return inside && bottom - top < 26 * zoom ? [] : [`${told} leaves it`];
      });
    });
  });
}

/** By how many pixels anything around the drawing sticks out of the window. */
function widerThanPage(): Promise<number> {
  return pages
    .node('')
    .page()
    .evaluate(() => document.body.scrollWidth - document.body.clientWidth);
}

describe('labels in the font of the page', () => {
  test.each(entries)('stay inside the nodes of $name', async ({ file, model, arguments: given }) => {
    const compilation = compile(join(modelsFolder, file), diskFiles);
    const graph = networkToDiagram(elaborateModel(compilation, model, given).network!, []);
    expect(await strayTexts(graph)).toEqual([]);
  });

  test('stay inside where every text is hostile', async () => {
    expect(await strayTexts(hostile())).toEqual([]);
  });

  test.each(hostileTexts.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'stay inside where all of them are %s',
    async (_, text) => {
      const { groups, nodes, edges, ...totals } = hostile();
      const named = nodes.map((node) => ({ ...node, kind: text, detail: text, shape: text, name: text }));
      const labelled = groups.map((group) => ({ ...group, label: text, detail: text }));
      const graph = { ...totals, model: text, edges, groups: labelled, nodes: named };
      expect(await strayTexts(graph)).toEqual([]);
      expect(await widerThanPage()).toBe(0);
    },
  );
});

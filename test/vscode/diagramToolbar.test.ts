// The strip above the diagram in panels of every width: what has room is shown whole, and the rest is left out or goes below.

import { expect, test } from 'vitest';
import type { ShownDiagram } from '../webview/diagramInBrowser.mjs';
import { inception, lenet5 } from '../webview/sampleGraphs.ts';
import { useDiagramPages } from './support/diagramPages.ts';

const pages = useDiagramPages();
let shown: ShownDiagram;

/** The words of the strip that are seen, each with how much of it is cut off at the right, and buttons beyond the window. */
const strip = () =>
  shown.page.evaluate(() => {
    const bar = document.querySelector('header.toolbar')!;
    const { right, bottom } = bar.getBoundingClientRect();
    const seen = [...bar.querySelectorAll('.model, .total, .count')].filter((word) => {
      const box = word.getBoundingClientRect();
      const line = word.parentElement!.getBoundingClientRect();
      return box.width > 0 && box.top < Math.min(bottom, line.bottom) - 1;
    });
    const cut = seen.filter((word) => {
      const edge = Math.min(right, word.parentElement!.getBoundingClientRect().right);
      return word.scrollWidth > word.clientWidth + 1 || word.getBoundingClientRect().right > edge + 1;
    });
    const outside = [...bar.querySelectorAll('tk-button')].filter(
      (button) => button.getBoundingClientRect().right > right || button.getBoundingClientRect().left < 0,
    );
    const words = (elements: readonly Element[]) => elements.map((element) => element.textContent?.trim());
    return { seen: words(seen), cut: words(cut), outside: outside.length, height: bar.clientHeight };
  });

test.each([1200, 760, 620, 560, 515, 480, 420, 360, 300, 240, 180])(
  'shows the model and its parameters, and cuts no word, in a panel of %i px',
  async (width) => {
    shown = await pages.open({ width, height: 700 });
    for (const graph of [lenet5(), inception()]) {
      await shown.show(graph);
      const { seen, cut, outside } = await strip();
      expect({ cut, outside }).toEqual({ cut: [], outside: 0 });
      expect(seen.slice(0, 2).join(' ')).toMatch(/^(LeNet5|GoogLeNet) [\d.]+ [kM] params/);
    }
  },
);

test('leaves out multiply-adds first, and has one line where that is enough', async () => {
  shown = await pages.open({ width: 760, height: 700 });
  await shown.show(lenet5());
  expect((await strip()).seen).toEqual(['LeNet5', '61.7 k params', '417 kMAC']);
  const { height } = await strip();
  await shown.page.setViewportSize({ width: 540, height: 700 });
  await shown.settled('LeNet5');
  expect(await strip()).toMatchObject({ seen: ['LeNet5', '61.7 k params'], height });
});

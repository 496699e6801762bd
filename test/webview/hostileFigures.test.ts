// Figures and their files of networks whose names are made to do harm.

import { describe, expect, it } from 'vitest';
import { composeFigure } from '../../webview/figure/composeFigure.ts';
import { sceneToPdf } from '../../webview/picture/formats/toPdf.ts';
import { sceneToSvg } from '../../webview/picture/formats/toSvg.ts';
import { sceneToTikz } from '../../webview/picture/formats/toTikz.ts';
import type { FigureModel } from '../../webview/protocol/figure.ts';
import { hostileTexts } from './hostileTexts.ts';

/** Every text of the figure is `text`. */
function figureOf(text: string): FigureModel {
  const step = {
    category: 'convolution',
    title: text,
    detail: text,
    window: [3, 3],
    separate: false,
  } as const;
  const box = { kind: 'box', category: 'convolution', title: text, detail: text } as const;
  return {
    model: text,
    volumes: [
      { id: text, name: text, shape: [3, 32, 32], streams: 1, step: undefined, heads: [] },
      { id: `${text}2`, name: text, shape: [8, 16, 16], streams: 1, step, heads: [text] },
      {
        id: `${text}3`,
        name: text,
        shape: [10],
        streams: 1,
        step: { ...step, category: 'dense', window: undefined },
        heads: [],
      },
    ],
    modules: [
      {
        title: text,
        detail: text,
        items: [box, { kind: 'fork', merge: text, branches: [[box], []] }],
        dense: undefined,
      },
    ],
  };
}

const choice = { theme: 'light', font: 'serif', fontSize: 11, transparent: false } as const;

describe('a figure whose names are hostile', () => {
  it.each(hostileTexts.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    '%s is drawn, bounded, and runs nothing',
    (_, text) => {
      const scene = composeFigure(figureOf(text), choice);
      expect(scene.width).toBeLessThan(4000);
      const svg = sceneToSvg(scene);
      // The only elements are those that the scene makes.
      const tags = new Set([...svg.matchAll(/<\/?([a-zA-Z!][\w-]*)/g)].map(([, tag]) => tag));
      expect(
        [...tags].filter((tag) => !['svg', 'title', 'rect', 'g', 'path', 'text'].includes(tag!)),
      ).toEqual([]);
      expect(svg).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
      expect(svg).not.toMatch(/ on\w+=(?!alert)/);
      const pdf = new TextDecoder('latin1').decode(sceneToPdf(scene));
      expect(pdf.match(/\bendobj\b/g)!.length).toBe(pdf.match(/\bobj\b/g)!.length);
      // A comment, of one line, is no command.
      const commands = sceneToTikz(scene)
        .split('\n')
        .filter((line) => !line.startsWith('%'))
        .join('\n');
      expect(commands).not.toMatch(/(?<!\\)\\input|(?<!\\)%comment/);
    },
  );
});

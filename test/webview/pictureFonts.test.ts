// The fonts that pictures carry: as wide as the layout reckons, whole, and drawn as their letters are.

import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { outlinedSvg } from '../../cli/encodePicture.ts';
import { createTextOutlines } from '../../cli/textOutlines.ts';
import { readTrueType } from '../../cli/trueType.ts';
import { HELVETICA_ADVANCES } from '../../webview/diagram/layout/textMetrics.ts';
import { figureTextWidth } from '../../webview/picture/fontMetrics.ts';
import { pictureFont, winAnsiCode } from '../../webview/picture/fonts/pictureFonts.ts';
import { sceneToPdf } from '../../webview/picture/formats/toPdf.ts';
import { parsePathData } from '../../webview/picture/pathData.ts';
import type { FigureFont, Scene, SceneText } from '../../webview/picture/scene.ts';

const styles = ['regular', 'medium', 'bold', 'italic'] as const;
const all = (['serif', 'sans'] as const).flatMap((font) => styles.map((style) => [font, style] as const));

function openFont(font: FigureFont, style: SceneText['style']) {
  const { deflated } = pictureFont(font, style);
  return readTrueType(inflateSync(Buffer.from(deflated, 'base64')));
}

function sceneOf(texts: readonly Partial<SceneText>[], size: Partial<Scene> = {}): Scene {
  const text: SceneText = {
    kind: 'text',
    text: 'conv',
    x: 20,
    y: 30,
    size: 10,
    anchor: 'start',
    colour: '#000000',
    style: 'regular',
  };
  const items = texts.map((more) => ({ ...text, ...more }));
  return { title: 'A', width: 100, height: 50, background: undefined, font: 'sans', items, ...size };
}

describe("the fonts' widths", () => {
  test("of the sans are Helvetica's, of the serif Times Roman's, as Adobe's metrics have them", () => {
    expect(pictureFont('sans', 'regular').widths.slice(0, 95)).toEqual(HELVETICA_ADVANCES);
    const times = (text: string) => figureTextWidth(text, 1000, 'serif');
    expect([...'AMimx0@'].map(times)).toEqual([722, 889, 278, 778, 500, 500, 921]);
  });

  test.each(all)('of %s %s are those in its file, for every character', (font, style) => {
    const { glyph, unitsPerEm } = openFont(font, style);
    const characters = [
      ...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 224 }, (_, i) => 32 + i)),
    ];
    for (const [place, character] of characters.entries()) {
      const code = winAnsiCode(character);
      if (code === undefined) continue;
      expect(code).toBe(32 + place);
      const { advance } = glyph(character.codePointAt(0)!)!;
      expect(Math.round((advance * 1000) / unitsPerEm)).toBe(pictureFont(font, style).widths[place]);
    }
    expect(glyph('日'.codePointAt(0)!)).toBeUndefined();
  });
});

describe('letters as paths', () => {
  const outlinesOf = createTextOutlines();
  const extent = (text: Partial<SceneText>, font: FigureFont = 'sans') => {
    const [item] = sceneOf([text]).items;
    const ends = parsePathData(outlinesOf(item as SceneText, font)!, { x: 0, y: 0 }).flatMap((command) =>
      command[0] === 'Z' ? [] : [command.slice(-2) as [number, number]],
    );
    const [xs, ys] = [ends.map(([x]) => x), ends.map(([, y]) => y)];
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  };

  test('stand on the baseline, as high as capitals are, within their width', () => {
    const { left, right, top, bottom } = extent({ text: 'HE', x: 20, y: 30, size: 100 });
    expect(bottom).toBeCloseTo(30, 1);
    // Helvetica's capitals are 0.72 of its size.
    expect(30 - top).toBeGreaterThan(66);
    expect(30 - top).toBeLessThan(74);
    expect(left).toBeGreaterThan(20);
    expect(right).toBeLessThan(20 + figureTextWidth('HE', 100, 'sans'));
    expect(right).toBeGreaterThan(20 + 0.9 * figureTextWidth('HE', 100, 'sans'));
  });

  test.each(all)('lie around their anchor in %s %s', (font, style) => {
    const middle = extent(
      { text: 'HH', x: 50, anchor: 'middle', style: style === 'italic' ? 'bold' : style },
      font,
    );
    expect((middle.left + middle.right) / 2).toBeCloseTo(50, 0);
    expect(extent({ text: 'conv 3x3', x: 50, anchor: 'end', style }, font).right).toBeLessThan(50.5);
  });

  test('take the place of every text that the font has, so that a PNG needs no font of the machine', () => {
    const svg = outlinedSvg(sceneOf([{ text: 'conv 3x3, 64 × 2…' }, { text: '層' }]));
    expect(svg.match(/<text/g)).toHaveLength(1);
    expect(svg).toContain('>層</text>');
    expect(svg.match(/<path/g)).toHaveLength(1);
  });
});

describe('a PDF', () => {
  const latin = (scene: Scene) => Buffer.from(sceneToPdf(scene)).toString('latin1');

  test('carries each font that it uses, whole, and no other', () => {
    const text = latin(sceneOf([{ style: 'bold' }, { style: 'regular' }, { style: 'medium' }]));
    const files = [
      ...text.matchAll(/\/Length1 (\d+) \/Filter \/FlateDecode >>\nstream\n([\s\S]*?)\nendstream/g),
    ];
    expect(files.map(([, length]) => Number(length))).toEqual([
      pictureFont('sans', 'bold').bytes,
      pictureFont('sans', 'regular').bytes,
    ]);
    for (const [, length, file] of files)
      expect(inflateSync(Buffer.from(file!, 'latin1'))).toHaveLength(Number(length));
    const used = [...text.matchAll(/\/(Arimo[-\w]*) [\d.]+ Tf/g)].map(([, name]) => name);
    expect(used).toEqual(['Arimo-Bold', 'Arimo', 'Arimo']);
    for (const name of new Set(used)) expect(text).toContain(`/BaseFont /NETWRT+${name} `);
  });

  test('writes signs outside of Latin-1 that its fonts have by their code, and says a title in any script', () => {
    const text = latin(sceneOf([{ text: 'a × 2…' }], { title: '層 2' }));
    expect(text).toContain('(a \xd7 2\x85) Tj');
    expect(text).toContain('/Title <FEFF5c6400200032>');
  });

  test('counts a page longer than 200 inches in larger units, which its readers ask for', () => {
    expect(latin(sceneOf([{}], { height: 14_400 }))).toContain('/MediaBox [0 0 100 14400] /Contents');
    const long = latin(sceneOf([{}], { height: 28_801 }));
    expect(long).toMatch(/^%PDF-1\.6\n/);
    expect(long).toContain('/MediaBox [0 0 33.333 9600.333] /UserUnit 3 ');
    expect(long).toContain('\n0.333333333 0 0 -0.333333333 0 9600.333 cm');
  });
});

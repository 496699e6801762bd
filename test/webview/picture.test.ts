// Scenes and the files made of them: path data, styles, PDF and TikZ.

import { describe, expect, test } from 'vitest';
import { element } from '../../webview/diagram/drawing/element.ts';
import { drawingToScene } from '../../webview/picture/drawingToScene.ts';
import { figureTextWidth } from '../../webview/picture/fontMetrics.ts';
import { sceneToPdf } from '../../webview/picture/formats/toPdf.ts';
import { sceneToSvg } from '../../webview/picture/formats/toSvg.ts';
import { sceneToTikz } from '../../webview/picture/formats/toTikz.ts';
import { parsePathData } from '../../webview/picture/pathData.ts';
import { type PathCommand, type Scene, type SceneText, scaled } from '../../webview/picture/scene.ts';
import { readStyleRules } from '../../webview/picture/styleRules.ts';

const origin = { x: 0, y: 0 };

/** Rounded to thousandths. */
function rounded(commands: readonly PathCommand[]) {
  return commands.map(([letter, ...numbers]) => [
    letter,
    ...numbers.map((value) => Math.round(value * 1000) / 1000 + 0),
  ]);
}

describe('path data', () => {
  test('becomes absolute moves and lines, moved by the origin', () => {
    expect(parsePathData('M1 2l3 4H9v-1Z', { x: 10, y: 20 })).toEqual([
      ['M', 11, 22],
      ['L', 14, 26],
      ['L', 19, 26],
      ['L', 19, 25],
      ['Z'],
    ]);
  });

  test('takes further pairs of a move as lines, and numbers without a space between', () => {
    expect(parsePathData('M0 0 5 5-1.5.5', origin)).toEqual([
      ['M', 0, 0],
      ['L', 5, 5],
      ['L', -1.5, 0.5],
    ]);
  });

  test('raises quadratic curves to cubic ones, and mirrors the control of a smooth one', () => {
    expect(rounded(parsePathData('M0 0Q3 3 6 0', origin))).toEqual([
      ['M', 0, 0],
      ['C', 2, 2, 4, 2, 6, 0],
    ]);
    expect(parsePathData('M0 0C0 1 1 2 2 2S4 1 4 0', origin).at(-1)).toEqual(['C', 3, 2, 4, 1, 4, 0]);
  });

  test('makes circles of arcs: every quarter lies on the circle', () => {
    const commands = parsePathData('M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0', origin);
    const ends = commands.slice(1).map((command) => command.slice(-2) as [number, number]);
    expect(ends).toHaveLength(4);
    for (const [x, y] of ends) expect(Math.hypot(x, y)).toBeCloseTo(5, 9);
    // The middle of a quarter's curve differs from the circle by less than 0.03 %.
    for (const [from, command] of [[[-5, 0], commands[1]] as const]) {
      const [, ax, ay, bx, by, x, y] = command as ['C', number, number, number, number, number, number];
      const middle = [(from[0] + 3 * ax + 3 * bx + x) / 8, (from[1] + 3 * ay + 3 * by + y) / 8] as const;
      expect(Math.abs(Math.hypot(...middle) - 5)).toBeLessThan(0.0015);
    }
  });

  test('a rounded corner turns the way its flag says', () => {
    expect(rounded(parsePathData('M0 3A3 3 0 0 1 3 0', origin)).at(-1)).toEqual([
      'C',
      0,
      1.343,
      1.343,
      0,
      3,
      0,
    ]);
    expect(rounded(parsePathData('M0 3A3 3 0 0 0 3 0', origin)).at(-1)).toEqual([
      'C',
      1.657,
      3,
      3,
      1.657,
      3,
      0,
    ]);
  });
});

describe('style rules', () => {
  const rules = readStyleRules(
    'text { fill: a; } .title { fill: b; } .node > .title { fill: c; } .far .title { fill: d; } .gone > :is(.title, text) { fill: e; }',
  );
  const of = (...chain: string[]) =>
    rules.declarationsOf(
      chain.map((word) => ({ tag: word.split('.')[0]!, classes: new Set(word.split('.').slice(1)) })),
    )['fill'];

  test.each([
    [['text'], 'a'],
    [['text.title'], 'b'],
    [['g.node', 'text.title'], 'c'],
    [['g.node', 'g', 'text.title'], 'b'],
    [['g.far', 'g', 'text.title'], 'd'],
    [['g.gone', 'text'], 'e'],
    [['rect'], undefined],
  ])('%j is filled %s', (chain, fill) => {
    expect(of(...chain)).toBe(fill);
  });
});

test('a drawing becomes a scene: styles inherited, positions added up, half transparent colours mixed', () => {
  const drawing = element(
    'g',
    { class: 'node', transform: 'translate(10 20)' },
    element('rect', { class: 'body', x: 1, y: 2, width: 8, height: 4 }),
    element('path', { class: 'icon', d: 'M0 0H4' }),
    element('text', { class: 'title', x: 3, y: 5, textLength: 10 }, 'conv'),
    element('title', {}, 'not drawn'),
  );
  const styles =
    '.node { color: #ff0000; } .body { fill: currentColor; fill-opacity: 0.5; } .icon { fill: none; stroke: #0000ff; stroke-width: 2; } .title { fill: #00ff00; font-size: 12px; }';
  const [body, icon, title, ...others] = drawingToScene(drawing, styles, '#ffffff');
  expect(others).toEqual([]);
  expect(body).toMatchObject({
    fill: '#ff8080',
    commands: [['M', 11, 22], ['L', 19, 22], ['L', 19, 26], ['L', 11, 26], ['Z']],
  });
  expect(icon).toEqual({
    kind: 'path',
    commands: [
      ['M', 10, 20],
      ['L', 14, 20],
    ],
    stroke: '#0000ff',
    width: 2,
  });
  const text = title as SceneText;
  expect(text).toMatchObject({
    kind: 'text',
    text: 'conv',
    x: 13,
    y: 25,
    colour: '#00ff00',
    anchor: 'start',
  });
  expect(figureTextWidth('conv', text.size, 'sans')).toBeCloseTo(10, 9);
});

test('what is struck out and dashed by a stylesheet is so in a scene, which formats can hold', () => {
  const drawing = element(
    'g',
    { class: 'removed' },
    element('rect', { class: 'body', width: 8, height: 4 }),
    element('text', { class: 'title', x: 30, y: 20, 'text-anchor': 'middle' }, 'conv'),
  );
  const styles =
    '.body { fill: none; stroke: #ff0000; stroke-dasharray: 4 3; } .title { fill: #00ff00; font-size: 10px; } .removed > .title { text-decoration: line-through; }';
  const [body, text, strike] = drawingToScene(drawing, styles, '#ffffff');
  expect(body).toMatchObject({ dashes: [4, 3] });
  expect(text).toMatchObject({ kind: 'text', x: 30 });
  const half = figureTextWidth('conv', 10, 'sans') / 2;
  expect(strike).toMatchObject({
    stroke: '#00ff00',
    commands: [
      ['M', 30 - half, 17.3],
      ['L', 30 + half, 17.3],
    ],
  });
});

test('a larger scene is larger in everything', () => {
  const { width, height, items } = scaled(scene, 2);
  expect([width, height]).toEqual([200, 100]);
  expect(items[0]).toMatchObject({
    width: 1.5,
    dashes: [6, 4.4],
    commands: [['M', 2, 4], ['L', 6, 8], {}, ['Z']],
  });
  expect(items[1]).toMatchObject({ x: 100, y: 50, size: 20 });
});

const scene: Scene = {
  title: 'A (hostile) \\title',
  width: 100,
  height: 50,
  background: '#ffffff',
  font: 'serif',
  items: [
    {
      kind: 'path',
      commands: [['M', 1, 2], ['L', 3, 4], ['C', 1, 2, 3, 4, 5, 6], ['Z']],
      fill: '#ff0000',
      stroke: '#000000',
      dashes: [3, 2.2],
    },
    {
      kind: 'text',
      text: '<b>50% & \\frac{_}~^ (x) 日',
      x: 50,
      y: 25,
      size: 10,
      anchor: 'middle',
      colour: '#0000ff',
      style: 'bold',
    },
  ],
};

describe('the formats', () => {
  test('PDF: the table of offsets points at the objects, and the stream has the length it says', () => {
    const text = Buffer.from(sceneToPdf(scene)).toString('latin1');
    expect(text).toMatch(/^%PDF-1\.4\n/);
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    expect(text.slice(start, start + 5)).toBe('xref\n');
    const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, digits]) =>
      Number(digits),
    );
    expect(offsets).toHaveLength(8);
    for (const [place, offset] of offsets.entries()) {
      expect(text.slice(offset, offset + 8)).toBe(`${place + 1} 0 obj\n`);
    }
    const [, length, stream] = /<< \/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(text)!;
    expect(stream).toHaveLength(Number(length));
    expect(stream).toContain('1 0 0 rg 0 0 0 RG 0.75 w [3 2.2] 0 d 0 J 1 2 m 3 4 l 1 2 3 4 5 6 c h B');
    expect(stream).toContain('(<b>50% & \\\\frac{_}~^ \\(x\\) ?) Tj');
    expect(text).toContain('/Title (A \\(hostile\\) \\\\title)');
  });

  test("TikZ: TeX's signs stand for themselves, colours are named once", () => {
    const code = sceneToTikz(scene);
    expect(code).toContain(
      '{<b>50\\% \\& \\textbackslash{}frac\\{\\_\\}\\textasciitilde{}\\textasciicircum{} (x) 日};',
    );
    expect(code.match(/\\definecolor\{nwff0000\}\{HTML\}\{FF0000\}/g)).toHaveLength(1);
    expect(code).toContain('(1,2) -- (3,4) .. controls (1,2) and (3,4) .. (5,6) -- cycle;');
    expect(code.split('\n')[0]).toBe('% A (hostile) \\title. Drawn by Netwright; needs \\usepackage{tikz}.');
  });

  test('SVG: texts are escaped and keep to their width', () => {
    const svg = sceneToSvg(scene);
    expect(svg).toContain('>&lt;b&gt;50% &amp; \\frac{_}~^ (x) 日</text>');
    expect(svg).not.toContain('<b>');
    expect(svg).toMatch(/textLength="[\d.]+"/);
  });

  test('SVG: shapes of equal paint in a row name it once, and straight lines only where they end', () => {
    const square = (at: number) => polygon([at, at + 5], [at + 10, at + 5], [at + 10, at], [at + 3, at - 4]);
    const polygon = (...points: readonly (readonly [number, number])[]) => ({
      kind: 'path' as const,
      commands: [...points.map(([x, y], place) => [place === 0 ? 'M' : 'L', x, y] as const), ['Z'] as const],
      fill: '#eeeeee',
      stroke: '#123456',
    });
    const other = { ...square(7), fill: '#dddddd' };
    const svg = sceneToSvg({ ...scene, items: [square(0), square(1), other] });
    expect(svg.split('\n').slice(-7)).toEqual([
      '<g fill="#eeeeee" stroke="#123456" stroke-width="0.75">',
      '<path d="M0 5H10V0L3 -4Z"/>',
      '<path d="M1 6H11V1L4 -3Z"/>',
      '</g>',
      '<path d="M7 12H17V7L10 3Z" fill="#dddddd" stroke="#123456" stroke-width="0.75"/>',
      '</svg>',
      '',
    ]);
  });
});

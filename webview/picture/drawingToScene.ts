// The diagram's drawing as a scene, so that it becomes a PDF or TikZ too: styles resolved, transforms applied.

import type { SvgElement } from '../diagram/drawing/element.ts';
import { figureTextWidth } from './fontMetrics.ts';
import { parsePathData } from './pathData.ts';
import {
  type FigureFont,
  line,
  type Paint,
  type Place,
  polygon,
  roundedRectangle,
  type SceneItem,
  type ScenePath,
  type SceneText,
} from './scene.ts';
import { type Declarations, readStyleRules, type Styled, type StyleRules } from './styleRules.ts';

/** What children have from the elements around them. */
interface Inherited extends Place {
  readonly chain: readonly Styled[];
  readonly style: Declarations;
}

const PASSED_ON = ['color', 'fill', 'stroke', 'stroke-width', 'font-size', 'font-weight', 'text-anchor'];

/** Solid colours: what the stylesheet makes half transparent is mixed with `ground`. */
export function drawingToScene(
  drawing: SvgElement,
  stylesheet: string,
  ground: string,
  font: FigureFont = 'sans',
): readonly SceneItem[] {
  const rules = readStyleRules(stylesheet);
  const root: Inherited = { x: 0, y: 0, chain: [], style: { fill: '#000000', 'font-size': '12px' } };
  return itemsOf(drawing, root, { rules, ground, font });
}

interface Context {
  readonly rules: StyleRules;
  readonly ground: string;
  readonly font: FigureFont;
}

function itemsOf(element: SvgElement, around: Inherited, context: Context): readonly SceneItem[] {
  const { tag, attributes } = element;
  if (tag === 'title') return [];
  const styled = { tag, classes: new Set((attributes['class'] ?? '').split(' ')) };
  const chain = [...around.chain, styled];
  const passed = Object.fromEntries(
    PASSED_ON.flatMap((name) => (around.style[name] === undefined ? [] : [[name, around.style[name]]])),
  );
  const style: Declarations = { ...passed, ...attributes, ...context.rules.declarationsOf(chain) };
  const shift = /translate\(([-\d.]+)[ ,]+([-\d.]+)\)/.exec(attributes['transform'] ?? '');
  const own: Inherited = {
    chain,
    style,
    x: around.x + Number(shift?.[1] ?? 0),
    y: around.y + Number(shift?.[2] ?? 0),
  };
  switch (tag) {
    case 'rect':
      return painted(own, context, (paint) => [rectangleOf(attributes, own, paint)]);
    case 'circle':
      return painted(own, context, (paint) => [circleOf(attributes, own, paint)]);
    case 'path':
      return painted(own, context, (paint) => [
        { kind: 'path', commands: parsePathData(attributes['d'] ?? '', own), ...paint },
      ]);
    case 'text':
      return textsOf(element, own, context);
    default:
      return element.children.flatMap((child) =>
        typeof child === 'string' ? [] : itemsOf(child, own, context),
      );
  }
}

/** Nothing where neither the face nor the line is seen. */
function painted(
  { style }: Inherited,
  { ground }: Context,
  draw: (paint: Paint) => readonly ScenePath[],
): readonly ScenePath[] {
  const fill = colourOf(style, 'fill', ground);
  const stroke = colourOf(style, 'stroke', ground);
  if (fill === undefined && stroke === undefined) return [];
  return draw({
    ...(fill === undefined ? {} : { fill }),
    ...(stroke === undefined ? {} : { stroke, width: Number.parseFloat(style['stroke-width'] ?? '1') }),
    ...dashesOf(style),
  });
}

/** `4 3`: two numbers, as all of the stylesheet's are. */
function dashesOf(style: Declarations): Pick<Paint, 'dashes'> {
  const [on, off] = (style['stroke-dasharray'] ?? '').split(' ').map(Number);
  return on && off ? { dashes: [on, off] } : {};
}

function colourOf(style: Declarations, name: 'fill' | 'stroke', ground: string): string | undefined {
  const value = style[name] === 'currentColor' ? style['color'] : style[name];
  if (value === undefined || value === 'none' || !/^#[\da-f]{6}$/i.test(value)) return undefined;
  const opacity = Number(style[`${name}-opacity`] ?? 1);
  return opacity === 1 ? value : mixed(value, ground, opacity);
}

function mixed(colour: string, ground: string, share: number): string {
  const channels = [1, 3, 5].map((start) => {
    const [front, back] = [colour, ground].map((hex) => Number.parseInt(hex.slice(start, start + 2), 16));
    return Math.round(front! * share + back! * (1 - share));
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function rectangleOf(attributes: Readonly<Record<string, string>>, { x, y }: Place, paint: Paint): ScenePath {
  const number = (name: string) => Number(attributes[name] ?? 0);
  const box = { x: x + number('x'), y: y + number('y'), width: number('width'), height: number('height') };
  if (number('rx') > 0) return roundedRectangle(box, number('rx'), paint);
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  return polygon([box, { x: right, y: box.y }, { x: right, y: bottom }, { x: box.x, y: bottom }], paint);
}

function circleOf(attributes: Readonly<Record<string, string>>, { x, y }: Place, paint: Paint): ScenePath {
  const radius = Number(attributes['r'] ?? 0);
  const centre = { x: x + Number(attributes['cx'] ?? 0), y: y + Number(attributes['cy'] ?? 0) };
  const box = { x: centre.x - radius, y: centre.y - radius, width: 2 * radius, height: 2 * radius };
  return roundedRectangle(box, radius, paint);
}

/** In a picture every text has its place and its width: it is set as large as that width allows. */
function textsOf(element: SvgElement, own: Inherited, { ground, font }: Context): readonly SceneItem[] {
  const text = element.children.filter((child) => typeof child === 'string').join('');
  const colour = colourOf(own.style, 'fill', ground);
  if (text.trim() === '' || colour === undefined) return [];
  const { attributes } = element;
  const weight = Number(own.style['font-weight'] ?? 400);
  const style = weight >= 600 ? 'bold' : weight >= 500 ? 'medium' : 'regular';
  const size = Number.parseFloat(own.style['font-size'] ?? '12');
  const width = Number(attributes['textLength'] ?? Number.POSITIVE_INFINITY);
  const natural = figureTextWidth(text, size, font, style);
  const anchor = own.style['text-anchor'];
  const drawn: SceneText = {
    kind: 'text',
    text,
    x: own.x + Number(attributes['x'] ?? 0),
    y: own.y + Number(attributes['y'] ?? 0),
    size: natural > width ? (size * width) / natural : size,
    anchor: anchor === 'middle' || anchor === 'end' ? anchor : 'start',
    colour,
    style,
  };
  return own.style['text-decoration'] === 'line-through' ? [drawn, strikeOf(drawn, font)] : [drawn];
}

/** No format but SVG strikes a text out: a line through the middle of its small letters. */
function strikeOf({ text, x, y, size, anchor, colour, style }: SceneText, font: FigureFont): ScenePath {
  const width = figureTextWidth(text, size, font, style);
  const left = anchor === 'start' ? x : anchor === 'middle' ? x - width / 2 : x - width;
  const middle = y - size * 0.27;
  const ends = [
    { x: left, y: middle },
    { x: left + width, y: middle },
  ];
  return line(ends, { stroke: colour, width: size * 0.07 });
}

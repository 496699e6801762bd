// Writes what repeats in a drawing once, and shows it again wherever it stands: most layers of a network look alike.

import { coordinate, element, type SvgElement } from '../../webview/diagram/drawing/element.ts';
import { toMarkup } from '../../webview/diagram/drawing/toMarkup.ts';

export interface SharedDrawing {
  readonly definitions: SvgElement;
  readonly drawing: SvgElement;
}

/** Something of the drawing as it would be at the origin, and where it is. */
interface Part {
  readonly x: number;
  readonly y: number;
  readonly shape: SvgElement;
}

/** What is shorter than showing it again. */
const SHORT = 48;

/** Looks as before. Words that are said on hover are left out: nobody points at a picture in a page. */
export function shareRepeated(drawing: SvgElement): SharedDrawing {
  const layers = drawing.children.filter((child) => typeof child !== 'string');
  const parts = layers.map((layer) => layer.children.map((child) => partOf(child as SvgElement)));
  const counts = new Map<string, number>();
  const count = ({ shape }: Part): void => {
    const markup = toMarkup(shape);
    const known = counts.get(markup) ?? 0;
    counts.set(markup, known + 1);
    // What is in it is written once with it.
    if (known > 0) return;
    for (const child of shape.children) if (typeof child !== 'string') count(partOf(child));
  };
  parts.flat().forEach(count);
  const names = new Map<string, string>();
  const definitions: SvgElement[] = [];
  const shown = ({ x, y, shape }: Part): SvgElement => {
    const markup = toMarkup(shape);
    const inner = () => withChildren(shape, (child) => shown(partOf(child)));
    if (counts.get(markup) === 1 || markup.length < SHORT) return moved(inner(), x, y);
    const id = names.get(markup) ?? `p${names.size.toString(36)}`;
    if (!names.has(markup)) {
      names.set(markup, id);
      definitions.push(named(inner(), id));
    }
    return element('use', { href: `#${id}`, x: x || undefined, y: y || undefined });
  };
  const children = layers.map((layer, place) => ({ ...layer, children: parts[place]!.map(shown) }));
  return { drawing: { ...drawing, children }, definitions: element('defs', {}, ...definitions) };
}

function withChildren(shape: SvgElement, changed: (child: SvgElement) => SvgElement): SvgElement {
  const children = shape.children.map((child) => (typeof child === 'string' ? child : changed(child)));
  return { ...shape, children };
}

function named(shape: SvgElement, id: string): SvgElement {
  return { ...shape, attributes: { id, ...shape.attributes } };
}

function moved(shape: SvgElement, x: number, y: number): SvgElement {
  if (x === 0 && y === 0) return shape;
  if (shape.tag === 'rect' || shape.tag === 'text')
    return { ...shape, attributes: { ...shape.attributes, x: coordinate(x), y: coordinate(y) } };
  const transform = `translate(${coordinate(x)} ${coordinate(y)})`;
  return { ...shape, attributes: { ...shape.attributes, transform } };
}

function partOf(item: SvgElement): Part {
  const { transform, x = '0', y = '0', ...attributes } = item.attributes;
  const silent = item.children.filter((child) => typeof child === 'string' || child.tag !== 'title');
  const shape = { ...item, attributes, children: silent };
  const place = transform && /^translate\((\S+) (\S+)\)$/.exec(transform);
  if (place) return { x: Number(place[1]), y: Number(place[2]), shape };
  if (item.attributes['class']?.startsWith('line')) return lineFromOrigin(shape);
  return { x: Number(x), y: Number(y), shape };
}

/** A line's paths hold pairs of numbers alone. */
function lineFromOrigin(line: SvgElement): Part {
  const paths = line.children as readonly SvgElement[];
  const [x, y] = (paths[0]!.attributes['d']!.match(/[-\d.]+/g) ?? []).map(Number) as [number, number];
  const children = paths.map((path) => {
    let isAcross = false;
    const d = path.attributes['d']!.replaceAll(/[-\d.]+/g, (number) => {
      isAcross = !isAcross;
      return coordinate(Number(number) - (isAcross ? x : y));
    });
    return { ...path, attributes: { ...path.attributes, d } };
  });
  return { x, y, shape: { ...line, children } };
}

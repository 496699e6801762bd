// Brings a drawing into the page, changing only what differs from the drawing before.

import type { SvgElement } from './element.ts';

const SVG = 'http://www.w3.org/2000/svg';

export function createElement(drawing: SvgElement): SVGElement {
  const created = document.createElementNS(SVG, drawing.tag) as SVGElement;
  for (const [name, value] of Object.entries(drawing.attributes)) created.setAttribute(name, value);
  for (const child of drawing.children) created.append(createChild(child));
  return created;
}

function createChild(child: SvgElement | string): Node {
  return typeof child === 'string' ? document.createTextNode(child) : createElement(child);
}

/** `shown` was made from `before`, or brought to it; brings it to `after`, which has the same tag. */
export function updateElement(shown: Element, before: SvgElement, after: SvgElement): void {
  if (before === after) return;
  for (const name of Object.keys(before.attributes)) {
    if (!(name in after.attributes)) shown.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(after.attributes)) {
    if (before.attributes[name] !== value) shown.setAttribute(name, value);
  }
  updateChildren(shown, before, after);
}

/** Children with the same key, or without one and at the same place, are kept; the rest is made anew. */
function updateChildren(shown: Element, before: SvgElement, after: SvgElement): void {
  const known = new Map<string, { readonly node: ChildNode; readonly drawing: SvgElement | string }>();
  const nodes = [...shown.childNodes];
  for (const [place, drawing] of before.children.entries()) {
    known.set(identity(drawing, place), { node: nodes[place]!, drawing });
  }
  for (const [place, drawing] of after.children.entries()) {
    const key = identity(drawing, place);
    const kept = known.get(key);
    const keep = kept !== undefined && updated(kept.node, kept.drawing, drawing);
    if (keep) known.delete(key);
    const child = keep ? kept.node : createChild(drawing);
    const there = shown.childNodes[place] ?? null;
    if (child !== there) shown.insertBefore(child, there);
  }
  for (const { node } of known.values()) node.remove();
}

function identity(drawing: SvgElement | string, place: number): string {
  return typeof drawing === 'string' || drawing.key === undefined ? `${place}` : `key ${drawing.key}`;
}

function updated(node: ChildNode, before: SvgElement | string, after: SvgElement | string): boolean {
  if (typeof before === 'string' || typeof after === 'string') {
    if (typeof before !== typeof after) return false;
    if (before !== after) node.textContent = String(after);
    return true;
  }
  if (before.tag !== after.tag) return false;
  updateElement(node as Element, before, after);
  return true;
}

// A chart in the page: title with the values read off, the drawing, the cross-hair, and zooming by pointer and keys.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import { coordinate, element, type SvgElement } from '../diagram/drawing/element.ts';
import { createElement, updateElement } from '../diagram/drawing/toDom.ts';
import type { ChartSpec } from './chartSpec.ts';
import { composeChart, type DrawnChart } from './composeChart.ts';
import { readValues } from './readout.ts';
import type { SharedView, Zoom } from './sharedView.ts';

export interface ChartActions {
  /** Saves the chart of this id to a file. */
  save(chart: string): void;
}

/** A drag shorter than this is a click. */
const leastDrag = 4;

export class ChartView {
  readonly root = document.createElement('section');
  private readonly head = document.createElement('div');
  private readonly svg = createElement(element('svg', { tabindex: '0', role: 'img' })) as SVGSVGElement;
  private content: SvgElement = element('g', {});
  private readonly layer: Element;
  private readonly cross = createElement(element('g', { class: 'cross' }));
  private spec: ChartSpec | undefined;
  private drawn: DrawnChart | undefined;
  private width = 0;
  private drag: { readonly from: number; to: number } | undefined;

  constructor(
    private readonly shared: SharedView,
    /** Without them the chart cannot be saved. */
    private readonly actions?: ChartActions,
  ) {
    this.root.className = 'chart';
    this.head.className = 'chart-title';
    this.layer = createElement(this.content);
    this.svg.append(this.layer, this.cross);
    this.root.append(this.head, this.svg);
    shared.onChange((what) => what === 'cursor' && this.drawCross());
    new ResizeObserver(() => this.resized()).observe(this.root);
    this.listen();
  }

  show(spec: ChartSpec): void {
    this.spec = spec;
    this.draw();
  }

  private resized(): void {
    if (this.root.clientWidth !== this.width) this.draw();
  }

  private draw(): void {
    const { spec } = this;
    this.width = this.root.clientWidth;
    if (!spec || this.width === 0) return;
    this.root.id = spec.id;
    this.drawn = composeChart(spec, this.width);
    this.svg.setAttribute('width', String(this.width));
    this.svg.setAttribute('height', String(spec.height));
    const content = element('g', {}, this.drawn.drawing);
    updateElement(this.layer, this.content, content);
    this.content = content;
    this.drawCross();
  }

  private drawCross(): void {
    const { spec, drawn, drag } = this;
    if (!spec || !drawn) return;
    const { cursor } = this.shared;
    const shown = cursor !== undefined && cursor >= spec.x.from && cursor <= spec.x.to;
    const parts = [
      ...(drag ? [selection(drawn, drag)] : []),
      ...(shown ? crossHair(spec, drawn, cursor) : []),
    ];
    this.cross.replaceChildren(...parts.map(createElement));
    render(this.title(spec, shown ? cursor : undefined), this.head);
    this.svg.setAttribute('aria-label', described(spec, shown ? cursor : undefined));
  }

  private title(spec: ChartSpec, cursor: number | undefined): TemplateResult {
    const place = cursor === undefined ? '' : placeText(spec, cursor);
    return html`
      <h2>${spec.title}</h2>
      ${this.actions ? saveButton(spec, this.actions) : nothing}
      ${readValues(spec, cursor).map(
        ({ label, color, value }) => html`
          <span class="value" style=${`--line:${color}`}>${label} <b>${value === undefined ? '–' : spec.y.format(value)}</b></span>
        `,
      )}
      <span class="place">${place}</span>
    `;
  }

  private listen(): void {
    const { svg, shared } = this;
    svg.addEventListener('pointermove', (event) => this.pointed(event));
    svg.addEventListener('pointerleave', () => this.drag === undefined && shared.point(undefined));
    svg.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      svg.setPointerCapture(event.pointerId);
      const at = this.stepAt(event);
      if (at !== undefined) this.drag = { from: at, to: at };
    });
    svg.addEventListener('pointerup', () => this.dragged());
    svg.addEventListener('dblclick', () => shared.show(undefined));
    svg.addEventListener('keydown', (event) => this.pressed(event));
    svg.addEventListener('blur', () => shared.point(undefined));
  }

  private pointed(event: PointerEvent): void {
    const at = this.stepAt(event);
    if (at === undefined) return;
    if (this.drag) this.drag.to = at;
    this.shared.point(at);
    if (this.drag) this.drawCross();
  }

  private dragged(): void {
    const { drag, drawn } = this;
    this.drag = undefined;
    if (!drag || !drawn) return;
    const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    if (drawn.x.toPixel(to) - drawn.x.toPixel(from) >= leastDrag) this.shared.show({ from, to });
    else this.drawCross();
  }

  private stepAt(event: PointerEvent): number | undefined {
    if (!this.drawn) return undefined;
    const { x, frame } = this.drawn;
    const pixel = event.clientX - this.svg.getBoundingClientRect().left;
    return x.toValue(Math.min(Math.max(pixel, frame.left), frame.right));
  }

  /** Arrows move the cross-hair, plus and minus zoom around it, 0 and Escape show the whole run. */
  private pressed(event: KeyboardEvent): void {
    const { spec, shared } = this;
    if (!spec) return;
    const { from, to } = spec.x;
    const at = shared.cursor ?? to;
    const moves: Readonly<Record<string, number>> = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 };
    const factors: Readonly<Record<string, number>> = { '+': 0.5, '=': 0.5, '-': 2 };
    const move = moves[event.key];
    const factor = factors[event.key];
    if (move !== undefined) shared.point(Math.min(Math.max(at + move * (to - from), from), to));
    else if (factor !== undefined) shared.show(zoomed({ from, to }, at, factor));
    else if (event.key === '0' || event.key === 'Escape') shared.show(undefined);
    else return;
    event.preventDefault();
  }
}

function zoomed({ from, to }: Zoom, at: number, factor: number): Zoom {
  return { from: Math.max(0, at - (at - from) * factor), to: at + (to - at) * factor };
}

function selection(
  { frame, x }: DrawnChart,
  drag: { readonly from: number; readonly to: number },
): SvgElement {
  const [start, end] = [x.toPixel(Math.min(drag.from, drag.to)), x.toPixel(Math.max(drag.from, drag.to))];
  const size = { x: start, y: frame.top, width: end - start, height: frame.bottom - frame.top };
  return element('rect', { ...size, class: 'selection' });
}

function crossHair(spec: ChartSpec, { frame, x, y }: DrawnChart, cursor: number): readonly SvgElement[] {
  const place = x.toPixel(cursor);
  const line = element('path', { d: `M${coordinate(place)} ${frame.top}V${frame.bottom}`, class: 'hair' });
  const dots = readValues(spec, cursor).flatMap(({ color, value }) => {
    const height = value === undefined ? Number.NaN : y.toPixel(value);
    return Number.isFinite(height) ? [element('circle', { cx: place, cy: height, r: 3, fill: color })] : [];
  });
  return [line, ...dots];
}

/** What a chart says to those who do not see it. */
function described(spec: ChartSpec, cursor: number | undefined): string {
  const values = readValues(spec, cursor).map(
    ({ label, value }) => `${label} ${value === undefined ? 'none' : spec.y.format(value)}`,
  );
  const place = cursor === undefined ? 'newest' : placeText(spec, cursor);
  return `${spec.title} over ${spec.x.unit}s. ${place}: ${values.join(', ')}`;
}

function saveButton({ id, title }: ChartSpec, actions: ChartActions): TemplateResult {
  return html`
    <button class="save" title="Save this chart as PNG, SVG or CSV" aria-label=${`Save the chart ${title}`}
      @click=${() => actions.save(id)}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 1v6.5M3 5l3 3 3-3M1.5 10.5h9" /></svg>
    </button>
  `;
}

/** `epoch 2.31`, `step 1204` */
function placeText({ x: { from, to, per, unit } }: ChartSpec, cursor: number): string {
  return `${unit} ${(cursor / per).toFixed(per > 1 ? 2 : decimals(to - from))}`;
}

/** Steps are whole numbers; what is measured over a short range is not. */
function decimals(range: number): number {
  return range < 20 ? 2 : 0;
}

// The card that tells of what the pointer rests on, in the look of the editor's own hovers.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import { withCode } from '../../components/wordsWithCode.ts';
import type { Host } from '../../host/host.ts';
import type { LayerDetails } from '../../protocol/details.ts';
import type { FromDiagram, ToDiagram } from '../../protocol/diagram.ts';
import type { Drawn } from '../drawnSubject.ts';
import type { Canvas } from '../interaction/canvas.ts';
import { itemOf, subjectOf } from '../interaction/selection.ts';
import type { OutlineItem } from '../layout/frame.ts';
import type { Box } from '../layout/layout.ts';
import './hover.css';
import { type HoverContent, hoverContent, isRun } from './hoverContent.ts';

/** As the editor waits before it shows a hover. */
const REST_MS = 300;
/** The language answers in less; the card need not wait longer for what it adds. */
const ANSWER_MS = 150;
/** Another drawing comes. */
const CHANGES: ReadonlySet<ToDiagram['kind']> = new Set(['graph', 'changed', 'empty', 'overlays']);
const GAP = 6;
const MARGIN = 8;

export interface HoverParts {
  readonly root: HTMLElement;
  /** The drawing that the pointer is followed in. */
  readonly canvas: Pick<Canvas, 'element' | 'viewport' | 'placeOf' | 'idAt'>;
  readonly host: Pick<Host<ToDiagram, FromDiagram>, 'send' | 'onMessage'>;
  /** Where it is drawn from a text, the editor tells more of a layer. */
  readonly session: { readonly drawing: { readonly shown: Drawn | undefined }; readonly editable: boolean };
}

export class HoverCard {
  private hovered: string | undefined;
  private details: LayerDetails | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: HoverParts) {
    const { element } = parts.canvas;
    element.addEventListener('pointermove', (event) => this.follow(event));
    for (const end of ['pointerleave', 'pointerdown', 'wheel', 'keydown'] as const)
      element.addEventListener(end, () => this.hide(), { passive: true });
    parts.host.onMessage((message) => {
      if (message.kind === 'details') this.receive(message.details);
      else if (CHANGES.has(message.kind)) this.hide();
    });
  }

  private receive(details: LayerDetails | undefined): void {
    if (details === undefined || details.id !== this.subject) return;
    this.details = details;
    if (this.timer === undefined && this.parts.root.hidden) return;
    this.show();
  }

  private hide(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.hovered = undefined;
    this.details = undefined;
    this.parts.root.hidden = true;
  }

  private follow(event: PointerEvent): void {
    const id = event.buttons === 0 && event.pointerType !== 'touch' ? this.idAt(event) : undefined;
    if (id === this.hovered) return;
    this.hide();
    if (id === undefined) return;
    this.hovered = id;
    this.timer = setTimeout(() => this.prepare(), REST_MS);
  }

  private idAt({ target, clientX, clientY }: PointerEvent): string | undefined {
    const { canvas } = this.parts;
    const node = target instanceof Element ? target.closest('[data-id]') : null;
    const { left, top } = canvas.element.getBoundingClientRect();
    return node?.getAttribute('data-id') ?? canvas.idAt({ x: clientX - left, y: clientY - top });
  }

  private get item(): OutlineItem | undefined {
    const { shown } = this.parts.session.drawing;
    return this.hovered === undefined ? undefined : shown && itemOf(shown, this.hovered);
  }

  private get subject(): string | undefined {
    const { item } = this;
    return item && !isRun(item) ? subjectOf(item) : undefined;
  }

  private prepare(): void {
    const { subject } = this;
    const isAnswered = this.parts.session.editable && subject !== undefined;
    if (isAnswered) {
      this.timer = setTimeout(() => this.show(), ANSWER_MS);
      this.parts.host.send({ kind: 'inspect', id: subject });
    } else this.show();
  }

  private show(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { hovered, item, details } = this;
    const { root, canvas, session } = this.parts;
    const place = hovered === undefined ? undefined : canvas.placeOf(hovered);
    if (hovered === undefined || !item || !place) return;
    const value = session.drawing.shown?.heat?.of(hovered);
    render(card(hoverContent(item, details, value?.words)), root);
    root.hidden = false;
    this.put(place);
  }

  /** Below the node, or above it where there is no room, and inside the page. */
  private put(box: Box): void {
    const { root, canvas } = this.parts;
    const { x, y, zoom } = canvas.viewport;
    const corner = canvas.element.getBoundingClientRect();
    const node = { left: corner.left + x + box.x * zoom, top: corner.top + y + box.y * zoom };
    const bottom = node.top + box.height * zoom;
    const { offsetWidth, offsetHeight } = root;
    const fitsBelow = bottom + GAP + offsetHeight + MARGIN <= window.innerHeight;
    const wanted = fitsBelow ? bottom + GAP : node.top - GAP - offsetHeight;
    const within = (start: number, length: number, room: number) =>
      Math.round(Math.max(MARGIN, Math.min(start, room - MARGIN - length)));
    const left = within(node.left, offsetWidth, window.innerWidth);
    root.style.transform = `translate(${left}px, ${within(wanted, offsetHeight, window.innerHeight)}px)`;
  }
}

function card({ title, detail, problems, notes, figures }: HoverContent): TemplateResult {
  return html`
    <p class="hover-title"><strong>${title}</strong>${detail === '' ? nothing : html` <span class="hover-detail">${detail}</span>`}</p>
    ${problems.map(({ severity, message }) => html`<p class="hover-problem ${severity}">${withCode(message)}</p>`)}
    ${notes.map((note) => html`<p>${note}</p>`)}
    <dl class="hover-figures">${figures.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
  `;
}

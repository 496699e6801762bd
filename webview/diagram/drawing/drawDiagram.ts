// Draws a laid-out diagram as plain data, for the page and for pictures alike.

import type { DiagramNode } from '../../protocol/diagram.ts';
import { type OutlineItem, problemIn } from '../layout/frame.ts';
import type { Box, Layout } from '../layout/layout.ts';
import { METRICS, type Measure, type MeasuredText } from '../layout/measure.ts';
import { problemSign } from './changeMark.ts';
import { drawEdge } from './drawEdge.ts';
import { drawFrameGround, drawFrameHeader } from './drawFrame.ts';
import { drawNode } from './drawNode.ts';
import { element, type SvgElement } from './element.ts';
import type { SpokenPlaces } from './spokenPlaces.ts';

export interface DrawingOptions {
  /** The measure that the layout was made with. */
  readonly measure: Measure;
  /** Visible nodes that the cursor's line belongs to. */
  readonly marks: ReadonlySet<string>;
  /** Visible nodes and open frames that a search found. */
  readonly found?: ReadonlySet<string>;
  /** The node, open frame or line that is looked at. */
  readonly selected?: string;
  /**
   * `page`: nodes can be reached from the keyboard and have names for screen readers. `picture`: texts keep
   * to their measured width in whatever font the viewer has.
   */
  readonly target: 'page' | 'picture';
  /** What a screen reader says of where things stand. */
  readonly places?: SpokenPlaces;
  /** Values that are laid over the nodes, for which the measure left room. */
  readonly heat?: HeatValues;
}

export interface HeatValue {
  /** From 0, nothing, to 1, the hottest that is seen. */
  readonly share: number;
  /** `1.5 MiB` */
  readonly text: string;
  /** With what it is: `Activation memory 1.5 MiB`. */
  readonly words: string;
}

export interface HeatValues {
  /** Of a visible node or an open frame; undefined where there is nothing to say. */
  of(id: string): HeatValue | undefined;
}

export interface DrawingContext {
  readonly measure: Measure;
  readonly marks: ReadonlySet<string>;
  readonly found: ReadonlySet<string>;
  readonly selected: string | undefined;
  readonly heat: HeatValues | undefined;
  problemOf(item: OutlineItem): DiagramNode['problem'];
  /** Attributes of a node that can be reached; a frame is folded or open. */
  reachable(
    id: string,
    words: readonly string[],
    open?: boolean,
  ): Readonly<Record<string, string | number | undefined>>;
  /** What a picture says on hover; the page has a card for it. */
  hover(words: readonly string[]): SvgElement | undefined;
  /** How large a node's title is from afar, where it stands alone. */
  farTitle(size: number): Readonly<Record<string, string>>;
  /** What tells from afar that an item is wrong; a picture is looked at from near. */
  farSign(problem: DiagramNode['problem']): SvgElement | undefined;
  /** The attribute by which the page finds a line again. */
  lineName(id: string): Readonly<Record<string, string>>;
  /** A target that the pointer does not miss. */
  hit(box: Pick<Box, 'width' | 'height'>): SvgElement | undefined;
  /** What shows that the keyboard is here. */
  ring(box: Pick<Box, 'width' | 'height'>, radius: number): SvgElement | undefined;
  /** Texts one after the other. */
  run(parts: readonly TextPart[], x: number, y: number): readonly SvgElement[];
  /** Attributes that keep a text to its width. */
  fit(text: MeasuredText): Readonly<Record<string, number | string | undefined>>;
}

export interface TextPart {
  readonly className: string;
  readonly text: MeasuredText;
}

const NONE: ReadonlySet<string> = new Set();

/** One group that holds everything, in the layout's coordinates. */
export function drawDiagram(
  layout: Layout,
  { measure, marks, found = NONE, selected, target, heat, places }: DrawingOptions,
): SvgElement {
  const context: DrawingContext = {
    measure,
    marks,
    found,
    selected,
    heat,
    problemOf: problemIn,
    reachable(id, words, open) {
      if (target === 'picture') return {};
      const place = places?.get(id);
      return {
        role: 'treeitem',
        tabindex: '-1',
        'aria-label': [...words, ...(place?.joined ?? [])].join('. '),
        'aria-level': place?.level,
        'aria-posinset': place?.position,
        'aria-setsize': place?.siblings,
        'aria-expanded': open === undefined ? undefined : String(open),
        'aria-selected': String(id === selected),
        'data-id': id,
      };
    },
    hover: (words) => (target === 'picture' ? element('title', {}, words.join('\n')) : undefined),
    farTitle: (size): Readonly<Record<string, string>> =>
      target === 'page' ? { style: `--far-size:${size.toFixed(1)}px` } : {},
    farSign: (problem) => (target === 'page' ? problemSign(problem?.severity) : undefined),
    lineName: (id): Readonly<Record<string, string>> => (target === 'page' ? { 'data-line': id } : {}),
    hit: (box) =>
      target === 'page' ? element('rect', { ...box, fill: 'none', 'pointer-events': 'all' }) : undefined,
    ring: target === 'page' ? focusRing : () => undefined,
    run: target === 'page' ? flowingRun : fittedRun,
    fit: ({ width }) => (target === 'picture' ? fitted(width) : {}),
  };
  const hidden = { 'aria-hidden': target === 'page' ? 'true' : undefined };
  return element(
    'g',
    { class: heat ? 'diagram heated' : 'diagram' },
    element('g', { class: 'grounds', ...hidden }, ...layout.frames.map(drawFrameGround)),
    element('g', { class: 'lines', ...hidden }, ...layout.edges.map((edge) => drawEdge(edge, context))),
    element('g', { class: 'headers' }, ...layout.frames.map((frame) => drawFrameHeader(frame, context))),
    element('g', { class: 'nodes' }, ...layout.nodes.map((node) => drawNode(node, context))),
  );
}

function focusRing({ width, height }: Pick<Box, 'width' | 'height'>, radius: number): SvgElement {
  const around = { x: -3, y: -3, width: width + 6, height: height + 6, rx: radius + 3 };
  return element('rect', { class: 'focus-ring', ...around });
}

/**
 * In the page, where the measure knows the font well: each text follows the one before at the right distance.
 */
function flowingRun(parts: readonly TextPart[], x: number, y: number): readonly SvgElement[] {
  // One text of words that run to the left would be put in order as a whole.
  if (parts.some(({ text }) => RIGHT_TO_LEFT.test(text.text))) return placedRun(parts, x, y, () => ({}));
  const spans = parts.map(({ className, text }, place) =>
    element('tspan', { class: className, dx: place === 0 ? undefined : METRICS.gap }, text.text),
  );
  return [element('text', { x, y }, ...spans)];
}

/** In a picture, where the font is the viewer's: each text has its place and its width. */
function fittedRun(parts: readonly TextPart[], x: number, y: number): readonly SvgElement[] {
  return placedRun(parts, x, y, ({ width }) => fitted(width));
}

/** Hebrew, Arabic and their neighbours, and the forms that they are also written in. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

function placedRun(
  parts: readonly TextPart[],
  x: number,
  y: number,
  widthOf: DrawingContext['fit'],
): readonly SvgElement[] {
  let at = x;
  return parts.map(({ className, text }) => {
    const drawn = element('text', { class: className, x: at, y, ...widthOf(text) }, text.text);
    at += text.width + METRICS.gap;
    return drawn;
  });
}

function fitted(width: number): Readonly<Record<string, number | string>> {
  return { textLength: width, lengthAdjust: 'spacingAndGlyphs' };
}

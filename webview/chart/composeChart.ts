// Draws a chart: grid, axes, marks and the lines' names, as SVG elements in the editor's colours.

import { coordinate, element, type SvgElement } from '../diagram/drawing/element.ts';
import type { Points } from '../series/decimate.ts';
import type { ChartSpec, HeatColumn } from './chartSpec.ts';
import { type DirectLabel, placeLabels } from './directLabels.ts';
import { linearScale, logScale, type Scale } from './scale.ts';
import { type Visible, type VisibleBand, valueRange, visibleMarks } from './visibleMarks.ts';

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface DrawnChart {
  readonly drawing: SvgElement;
  /** Where the marks are, in pixels. */
  readonly frame: Frame;
  /** Steps. */
  readonly x: Scale;
  readonly y: Scale;
}

export const chartColors = {
  text: 'var(--vscode-descriptionForeground)',
  grid: 'var(--vscode-editorWidget-border, var(--vscode-panel-border))',
  font: 'var(--vscode-font-family)',
} as const;

const opacity = { strong: 1, muted: 0.65, faint: 0.25 } as const;
const lineWidth = 1.5;
const fontSize = 11;
const mostDots = 60;
/** For the values on the left, and on the right for the lines' names and the unit. */
const axisRoom = 46;
const nameRoom = 76;

export function composeChart(spec: ChartSpec, width: number): DrawnChart {
  const frame = frameOf(spec, width);
  const visible = visibleMarks(spec, frame.right - frame.left);
  const x = linearScale(spec.x.from, spec.x.to, { start: frame.left, end: frame.right });
  const y = valueScale(spec, visible, frame);
  const drawing = element(
    'g',
    { 'font-family': chartColors.font, 'font-size': fontSize },
    element('g', { key: 'axes', fill: chartColors.text }, ...axes(spec, frame, x, y)),
    element('g', { key: 'heats' }, ...heats(visible, frame, x, y)),
    element(
      'g',
      { key: 'bands' },
      ...visible.bands.map(({ mark, band }, place) =>
        element('path', {
          key: place,
          d: bandPath(band, x, y),
          fill: mark.color,
          'fill-opacity': mark.opacity,
        }),
      ),
    ),
    element(
      'g',
      { key: 'lines', fill: 'none', 'stroke-width': lineWidth, 'stroke-linejoin': 'round' },
      ...lines(visible, x, y),
    ),
    element('g', { key: 'events' }, ...events(spec, frame, x)),
    element('g', { key: 'labels' }, ...directLabels(visible, frame, y)),
  );
  return { drawing, frame, x, y };
}

/** All charts of a page have the same, so that the cross-hair stands at the same place in each. */
function frameOf({ height }: ChartSpec, width: number): Frame {
  return { left: axisRoom, top: 8, right: Math.max(width - nameRoom, 120), bottom: height - 22 };
}

function valueScale({ y }: ChartSpec, visible: Visible, { top, bottom }: Frame): Scale {
  const [low, high] = y.range ?? valueRange(visible, y.scale) ?? (y.scale === 'log' ? [0.1, 1] : [0, 1]);
  const pixels = { start: bottom, end: top };
  if (y.scale === 'log') {
    const room = Math.max((high / low) ** 0.04, 1.02);
    return logScale(low / room, high * room, pixels);
  }
  // What differs by rounding, or by less than labels can tell, is one value: the mean of equal numbers may be the next one.
  const apart = high - low > Math.max(Math.abs(low), Math.abs(high)) * 1e-4;
  const room = apart ? (high - low) * 0.04 : Math.max(Math.abs(high) * 0.1, 1e-12);
  // What is never negative needs no room below zero.
  const from = low >= 0 ? Math.max(0, low - room) : low - room;
  return linearScale(from, high + room, pixels);
}

function axes({ x: { per, unit } }: ChartSpec, frame: Frame, x: Scale, y: Scale): readonly SvgElement[] {
  const { left, right, top, bottom } = frame;
  const inUnits = linearScale(x.from / per, x.to / per, { start: left, end: right });
  const rows = y.ticks(Math.max(2, Math.floor((bottom - top) / 28))).map(({ value, label }) => {
    const place = y.toPixel(value);
    return element(
      'g',
      { key: `y ${value}` },
      element('path', {
        d: `M${left} ${coordinate(place)}H${coordinate(right)}`,
        stroke: chartColors.grid,
        'stroke-width': 0.5,
      }),
      element('text', { x: left - 6, y: place + 4, 'text-anchor': 'end' }, label),
    );
  });
  const columns = inUnits
    .ticks(Math.max(2, Math.floor((right - left) / 70)))
    .map(({ value, label }) =>
      element(
        'text',
        { key: `x ${value}`, x: inUnits.toPixel(value), y: bottom + 16, 'text-anchor': 'middle' },
        label,
      ),
    );
  const name = element(
    'text',
    { key: 'unit', x: right + nameRoom - 6, y: bottom + 16, 'text-anchor': 'end' },
    unit,
  );
  return [...rows, ...columns, name];
}

function lines(visible: Visible, x: Scale, y: Scale): readonly SvgElement[] {
  return visible.lines.flatMap(({ mark, points }, place) => {
    const look = { stroke: mark.color, 'stroke-opacity': opacity[mark.tone] };
    const path = element('path', { key: `line ${place}`, d: linePath(points, x, y), ...look });
    // A line of one point would not be seen.
    const dotted = points.x.length === 1 || (mark.dots && points.x.length <= mostDots);
    if (!dotted) return [path];
    const dots = Array.from(points.x, (value, at) =>
      element('circle', {
        key: `dot ${place} ${at}`,
        cx: x.toPixel(value),
        cy: pixelOf(y, points.y[at]!),
        r: 2.5,
        fill: mark.color,
        stroke: 'none',
      }),
    );
    return [path, ...dots];
  });
}

/** On a logarithmic axis, what is not above zero lies on its lower edge. */
function pixelOf(y: Scale, value: number): number {
  const pixel = y.toPixel(value);
  return Number.isFinite(pixel) ? pixel : y.toPixel(y.from);
}

function linePath({ x: steps, y: values }: Points, x: Scale, y: Scale): string {
  let path = '';
  for (let at = 0; at < steps.length; at++) {
    path += `${at === 0 ? 'M' : 'L'}${coordinate(x.toPixel(steps[at]!))} ${coordinate(pixelOf(y, values[at]!))}`;
  }
  return path;
}

function bandPath({ low, high }: VisibleBand, x: Scale, y: Scale): string {
  if (low.x.length === 0 || high.x.length === 0) return '';
  const back = { x: high.x.toReversed(), y: high.y.toReversed() };
  return `${linePath(low, x, y)}${linePath(back, x, y).replace('M', 'L')}Z`;
}

function heats(visible: Visible, frame: Frame, x: Scale, y: Scale): readonly SvgElement[] {
  return visible.heats.flatMap(({ mark, columns }, place) =>
    columns.map((column, at) => {
      const start = Math.max(frame.left, x.toPixel(column.x));
      const end = Math.min(
        frame.right,
        at + 1 < columns.length ? x.toPixel(columns[at + 1]!.x) : frame.right,
      );
      return element(
        'g',
        { key: `${place} ${column.x}`, fill: mark.color },
        ...cells(column, start, Math.max(end, start + 1), y),
      );
    }),
  );
}

/** Opacity goes with the square root of the share, so that the tails of a distribution show too. */
function cells(
  { low, high, counts }: HeatColumn,
  start: number,
  end: number,
  y: Scale,
): readonly SvgElement[] {
  const most = counts.reduce((largest, count) => Math.max(largest, count), 1);
  const width = (high - low) / counts.length;
  return counts.flatMap((count, bin) => {
    if (count === 0) return [];
    const [top, bottom] = [y.toPixel(low + (bin + 1) * width), y.toPixel(low + bin * width)];
    const size = { x: start, y: top, width: end - start, height: Math.max(bottom - top, 0.5) };
    return [element('rect', { ...size, 'fill-opacity': Math.sqrt(count / most) * 0.9 })];
  });
}

function events({ marks }: ChartSpec, { top, bottom, left, right }: Frame, x: Scale): readonly SvgElement[] {
  return marks.flatMap((mark) => {
    if (mark.kind !== 'event') return [];
    const place = x.toPixel(mark.x);
    if (place < left || place > right) return [];
    return [
      element(
        'path',
        {
          key: mark.x,
          d: `M${coordinate(place)} ${top}V${bottom}`,
          stroke: chartColors.text,
          'stroke-opacity': 0.5,
          'stroke-dasharray': '2 3',
        },
        element('title', {}, mark.text),
      ),
    ];
  });
}

function directLabels(visible: Visible, { right, top, bottom }: Frame, y: Scale): readonly SvgElement[] {
  const ends: DirectLabel[] = visible.lines.flatMap(({ mark, points }) =>
    mark.label === undefined || points.y.length === 0
      ? []
      : [{ text: mark.label, color: mark.color, y: pixelOf(y, points.y.at(-1)!) }],
  );
  return placeLabels(ends, { top: top + 4, bottom: bottom - 2, distance: 13 }).map((label) =>
    element('text', { key: label.text, x: right + 8, y: label.y + 4, fill: label.color }, label.text),
  );
}

// Line charts with bands as SVG text: panels side by side, one legend for all, a background of their own.

export interface Series {
  /** Series of one name share a colour and a place in the legend. */
  readonly name: string;
  readonly points: readonly Point[];
  readonly dashed?: boolean;
  /** A thin, pale line: one of several that another stands for. */
  readonly faint?: boolean;
}

export interface Band {
  readonly name: string;
  /** x, lower and upper edge. */
  readonly edges: readonly (readonly [number, number, number])[];
}

export type Point = readonly [x: number, y: number];

export interface Panel {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  readonly bands?: readonly Band[];
  readonly log?: boolean;
  /** Only whole numbers along x. */
  readonly whole?: boolean;
  /** Of the numbers where absent. */
  readonly range?: readonly [number, number];
}

export interface Figure {
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly columns: number;
  /** Below the legend: what dashes and bands mean. */
  readonly note?: string;
}

/** Okabe and Ito's colours, which also colour-blind eyes tell apart; the yellow is left out, too pale on white. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#333333'];
const [panelWidth, panelHeight] = [400, 280];
const margin = { left: 62, right: 16, top: 34, bottom: 46 };
const inner = {
  width: panelWidth - margin.left - margin.right,
  height: panelHeight - margin.top - margin.bottom,
};

export function drawFigure({ title, panels, columns, note }: Figure): string {
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const colourOf = (name: string) => colours[names.indexOf(name) % colours.length]!;
  const head = note === undefined ? 62 : 80;
  const width = columns * panelWidth;
  const height = head + Math.ceil(panels.length / columns) * panelHeight;
  const drawn = panels.map((panel, index) => {
    const [x, y] = [(index % columns) * panelWidth, head + Math.floor(index / columns) * panelHeight];
    return `<g transform="translate(${x} ${y})">${drawPanel(panel, colourOf)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="system-ui, sans-serif" font-size="12" fill="#222" role="img" aria-label="${escaped(title)}">`,
    `<clipPath id="plot"><rect x="${margin.left}" y="${margin.top - 2}" width="${inner.width}" height="${inner.height + 2}"/></clipPath>`,
    `<rect width="${width}" height="${height}" rx="6" fill="#fff"/>`,
    text(16, 26, title, 'font-size="15" font-weight="600"'),
    legend(names, colourOf),
    note === undefined ? '' : text(16, 68, note, 'fill="#555"'),
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function legend(names: readonly string[], colourOf: (name: string) => string): string {
  let x = 16;
  return names
    .map((name) => {
      const at = x;
      x += 46 + 6.6 * name.length;
      return (
        `<line x1="${at}" x2="${at + 22}" y1="46" y2="46" stroke="${colourOf(name)}" stroke-width="3"/>` +
        text(at + 28, 50, name)
      );
    })
    .join('');
}

interface Scale {
  /** From a number to pixels. */
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

function drawPanel(panel: Panel, colourOf: (name: string) => string): string {
  const all = panel.series.flatMap(({ points }) => points);
  const x = linear(extent(all.map(([value]) => value)), [margin.left, margin.left + inner.width]);
  const y = verticalScale(panel, all);
  return [
    text(margin.left, 20, panel.title, 'font-weight="600"'),
    axes(x, y, panel),
    '<g clip-path="url(#plot)">',
    ...(panel.bands ?? []).map(({ name, edges }) => {
      const upper = edges.map(([at, , high]) => pair(x.place(at), y.place(high)));
      const lower = edges.map(([at, low]) => pair(x.place(at), y.place(low))).toReversed();
      return `<polygon points="${[...upper, ...lower].join(' ')}" fill="${colourOf(name)}" fill-opacity="0.16"/>`;
    }),
    ...panel.series.map(({ name, points, dashed, faint }) => {
      const path = points.map(([at, value]) => pair(x.place(at), y.place(value))).join(' ');
      const width = faint ? '1" stroke-opacity="0.35' : '2';
      const dashes = dashed ? ' stroke-dasharray="6 4"' : '';
      return `<polyline points="${path}" fill="none" stroke="${colourOf(name)}" stroke-width="${width}"${dashes}/>`;
    }),
    '</g>',
  ].join('\n');
}

function verticalScale({ bands = [], log, range }: Panel, points: readonly Point[]): Scale {
  const values = [
    ...points.map(([, value]) => value),
    ...bands.flatMap(({ edges }) => edges.flatMap(([, ...ends]) => ends)),
  ];
  const place = [margin.top + inner.height, margin.top] as const;
  const usable = log ? values.filter((value) => value > 0) : values;
  return (log ? logarithmic : linear)(range ?? extent(usable), place);
}

function axes(x: Scale, y: Scale, panel: Panel): string {
  const [left, bottom] = [margin.left, margin.top + inner.height];
  const right = left + inner.width;
  return [
    ...y.ticks.map((tick) => {
      const at = fixed(y.place(tick));
      return (
        `<line x1="${left}" x2="${right}" y1="${at}" y2="${at}" stroke="#e4e4e4"/>` +
        text(left - 6, y.place(tick) + 4, numberText(tick), 'text-anchor="end" fill="#555"')
      );
    }),
    ...x.ticks
      .filter((tick) => !panel.whole || Number.isInteger(tick))
      .map((tick) => text(x.place(tick), bottom + 17, numberText(tick), 'text-anchor="middle" fill="#555"')),
    `<line x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}" stroke="#999"/>`,
    text(left + inner.width / 2, bottom + 36, panel.x, 'text-anchor="middle"'),
    `<g transform="translate(14 ${margin.top + inner.height / 2}) rotate(-90)">${text(0, 0, panel.y, 'text-anchor="middle"')}</g>`,
  ].join('');
}

function linear([low, high]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  const span = high - low || 1;
  const rough = 10 ** Math.floor(Math.log10(span / 5));
  const step = [1, 2, 5, 10].map((factor) => factor * rough).find((candidate) => span / candidate <= 6)!;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: count }, (_, index) => (first + index) * step);
  return { place: (value) => from + ((value - low) / span) * (to - from), ticks };
}

function logarithmic([low, high]: readonly [number, number], pixels: readonly [number, number]): Scale {
  const { place } = linear([Math.log10(low), Math.log10(high)], pixels);
  const decades = Array.from({ length: 24 }, (_, index) => index - 12);
  const wide = Math.log10(high / low) > 2;
  const ticks = decades.flatMap((decade) => (wide ? [1] : [1, 2, 5]).map((factor) => factor * 10 ** decade));
  return {
    place: (value) => place(Math.log10(Math.max(value, low))),
    ticks: ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001),
  };
}

function extent(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? [low - 1, high + 1] : [low, high];
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" ${attributes}>${escaped(content)}</text>`;
}

function numberText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-3
    ? value.toExponential().replace('e+', 'e')
    : String(Number(value.toPrecision(4)));
}

function pair(x: number, y: number): string {
  return `${fixed(x)},${fixed(y)}`;
}

function fixed(value: number): string {
  return String(Number(value.toFixed(1)));
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

// From values to pixels and back, and the round values that an axis is labelled with.

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface Scale {
  readonly from: number;
  readonly to: number;
  toPixel(value: number): number;
  toValue(pixel: number): number;
  /** About so many, at round values inside the scale. */
  ticks(count: number): readonly Tick[];
}

interface Pixels {
  readonly start: number;
  readonly end: number;
}

export function linearScale(from: number, to: number, { start, end }: Pixels): Scale {
  const slope = (end - start) / (to - from);
  return {
    from,
    to,
    toPixel: (value) => start + (value - from) * slope,
    toValue: (pixel) => from + (pixel - start) / slope,
    ticks: (count) => linearTicks(from, to, count),
  };
}

/** Both ends are above zero. */
export function logScale(from: number, to: number, pixels: Pixels): Scale {
  const inner = linearScale(Math.log10(from), Math.log10(to), pixels);
  return {
    from,
    to,
    toPixel: (value) => inner.toPixel(Math.log10(value)),
    toValue: (pixel) => 10 ** inner.toValue(pixel),
    ticks: (count) => logTicks(from, to, count),
  };
}

/** One label alone tells no distance: there are two at least. */
function linearTicks(from: number, to: number, count: number): readonly Tick[] {
  const ticks = ticksApart(from, to, roundStep((to - from) / Math.max(count, 1)));
  return ticks.length >= 2 || count > finest ? ticks : linearTicks(from, to, Math.max(count, 1) * 2);
}

/** In as many parts any range has two round values. */
const finest = 8;

function ticksApart(from: number, to: number, step: number): readonly Tick[] {
  const ticks: Tick[] = [];
  // So many steps from zero on, numbers are too coarse to count them.
  if (!(Math.max(Math.abs(from), Math.abs(to)) / step < 2 ** 40)) return ticks;
  for (let number = Math.ceil(from / step - 1e-9); number * step <= to + step * 1e-9; number++) {
    ticks.push({ value: number * step, label: tickLabel(number * step, step) });
  }
  return ticks;
}

/** The next of 1, 2 and 5 times a power of ten. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Powers of ten, and 2 and 5 times them where there is room; over less than a decade as a linear axis. */
function logTicks(from: number, to: number, count: number): readonly Tick[] {
  const decades = Math.log10(to / from);
  if (decades < 1) return linearTicks(from, to, count);
  if (decades * 3 <= count * 1.5) return ticksOfDecades(from, to, [1, 2, 5], 1);
  for (let every = Math.max(1, Math.ceil(decades / count)); every > 0; every--) {
    const ticks = ticksOfDecades(from, to, [1], every);
    if (ticks.length >= 2) return ticks;
  }
  return ticksOfDecades(from, to, [1, 2, 5], 1);
}

function ticksOfDecades(
  from: number,
  to: number,
  factors: readonly number[],
  every: number,
): readonly Tick[] {
  const ticks: Tick[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) {
    if (power % every !== 0) continue;
    for (const factor of factors) {
      const value = Number(`${factor}e${power}`);
      if (value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9)) {
        ticks.push({ value, label: tickLabel(value, value) });
      }
    }
  }
  return ticks;
}

/** As many decimals as the distance between ticks needs: `0.05`, `1,000`, `2e-7`, `20k`. */
function tickLabel(value: number, step: number): string {
  if (Math.abs(value) < step * 1e-6) return '0';
  const size = Math.abs(value);
  if (size < 1e-3) return shortExponent(value);
  if (size >= 1e6) return `${trimmed(value / 1e6)}M`;
  if (size >= 1e4) return `${trimmed(value / 1e3)}k`;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return value.toFixed(Math.min(decimals, 6)).replace('-', '\u2212');
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '\u2212');
}

function shortExponent(value: number): string {
  const [digits, exponent] = value.toExponential(1).split('e') as [string, string];
  return `${digits.replace(/\.0$/, '')}e${exponent}`.replaceAll('-', '\u2212');
}

// Numbers as hovers and hints show them: grouped digits, decimal prefixes, shapes.

import { formatShape, type Shape } from '../../engine/network/shape.ts';

/** `61706` as `61,706`. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `416520` as `417 kMAC`, `4089184256` as `4.09 GMAC`: three digits. */
export function withPrefix(value: number, unit: string): string {
  const steps = [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const;
  // From 999.5 on, three digits round up to the next prefix.
  const step = steps.find(([factor]) => Math.abs(value) >= factor * 0.9995);
  if (step === undefined) return `${grouped(value)} ${unit}`;
  const scaled = value / step[0];
  const digits = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
  return `${scaled.toFixed(digits)} ${step[1]}${unit}`;
}

/** `1 parameter`, `61,706 parameters`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `61,706 parameters`, `25.6 M parameters`: from 100,000 on, digits beyond the third say little. */
export function parameterText(count: number): string {
  return count < 100_000 ? counted(count, 'parameter') : withPrefix(count, ' parameters');
}

/** `+1.20 M parameters`, `-650 parameters`. */
export function signedParameters(difference: number): string {
  return `${signOf(difference)}${parameterText(Math.abs(difference))}`;
}

/** `-8 %`, `+0.25 %`: the change from `before`, which must be positive, to `after`. */
export function changeInPercent(before: number, after: number): string {
  const percent = Math.abs(after / before - 1) * 100;
  const digits = percent >= 9.95 ? grouped(percent) : String(Number(percent.toPrecision(2)));
  return `${signOf(after - before)}${digits} %`;
}

function signOf(value: number): string {
  return value < 0 ? '-' : '+';
}

/**
 * One shape where all agree, else the first and the last: `16x32x32 … 64x8x8`. Undefined where none is known.
 */
export function shapeSpan(shapes: readonly (Shape | undefined)[]): string | undefined {
  const texts = shapes.filter((shape) => shape !== undefined).map(formatShape);
  const [first] = texts;
  if (first === undefined) return undefined;
  if (texts.every((text) => text === first)) return first;
  const last = texts.at(-1)!;
  // A span that ends as it began would look like one shape.
  return last === first
    ? `${first} … ${texts.find((text) => text !== first)} … ${last}`
    : `${first} … ${last}`;
}

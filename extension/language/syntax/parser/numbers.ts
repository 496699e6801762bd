// What a number's text is worth.

const factors: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12, '%': 0.01 };

/**
 * NaN where the text is no number. Suffixes move the decimal point, so that `0.3k` is 300 and `30%` 0.3
 * exactly.
 */
export function numberValue(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(?:[eE]([+-]?\d+))?([kMGT%]?)$/.exec(text);
  if (match === null) return Number.NaN;
  const [, mantissa, exponent = '0', suffix = ''] = match;
  const shift = suffix === '' ? 0 : Math.round(Math.log10(factors[suffix]!));
  return Number(`${mantissa}e${Number(exponent) + shift}`);
}

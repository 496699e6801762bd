// The error function in float64, which JavaScript lacks.

/** erf(x) to about 1e-14: its Maclaurin series near 0, the continued fraction of erfc further out. */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (Number.isNaN(x)) return Number.NaN;
  if (magnitude > 6) return Math.sign(x);
  return Math.sign(x) * (magnitude < 2.5 ? series(magnitude) : 1 - complement(magnitude));
}

/** 2 / sqrt(pi) * e^(-x²) * sum of 2^n x^(2n+1) / (1 * 3 * ... * (2n+1)): all terms positive, so nothing cancels. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc(x) = e^(-x²) / sqrt(pi) * 1 / (x + (1/2) / (x + (2/2) / (x + (3/2) / (x + ...)))) */
function complement(x: number): number {
  let fraction = x;
  for (let n = 120; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

// Logarithm, exponential and sine from IEEE 754 arithmetic alone: `Math`'s own may differ between machines in their last
// bit, and what is drawn at random must not.

/**
 * ln(x) for x > 0, by ln(m 2^e) = e ln 2 + 2 artanh((m - 1) / (m + 1)) with m in [2/3, 4/3), where thirteen
 * terms of the series reach double precision.
 */
export function logarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa < 2 / 3) {
    mantissa *= 2;
    exponent--;
  }
  while (mantissa >= 4 / 3) {
    mantissa /= 2;
    exponent++;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let power = 25; power >= 1; power -= 2) sum = sum * square + 1 / power;
  return exponent * Math.LN2 + 2 * ratio * sum;
}

/**
 * e^x, by e^(k ln 2 + r) = 2^k e^r with |r| <= ln 2 / 2, where sixteen terms of the series reach double precision. Below
 * -700 it is 0; above 700 it is e^700.
 */
export function exponential(x: number): number {
  if (x < -700) return 0;
  const bounded = Math.min(x, 700);
  const halvings = Math.round(bounded / Math.LN2);
  const rest = bounded - halvings * Math.LN2;
  let sum = 1;
  for (let term = 16; term >= 1; term--) sum = 1 + (sum * rest) / term;
  return sum * 2 ** halvings;
}

/** sin(x) for |x| up to 3 pi / 2, by its series to x^31 (error below 1e-15). */
export function sine(x: number): number {
  const square = x * x;
  let factor = 1;
  for (let power = 31; power >= 3; power -= 2) factor = 1 - (factor * square) / (power * (power - 1));
  return x * factor;
}

// Numbers of 4, 8 and 16 bits, from their bits.

/** One sign bit, five of exponent, ten of fraction (IEEE 754 binary16). */
export function fromFloat16(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of a float32. */
export function fromBfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits * 2 ** 16);
  return view.getFloat32(0);
}

/** Bits of the fraction, the exponent's bias, and what the largest exponent or the negative zero mean instead. */
interface Float8 {
  readonly fraction: number;
  readonly bias: number;
  special(bits: number): number | undefined;
}

const notNumber = (isIt: boolean) => (isIt ? Number.NaN : undefined);

/** Micikevicius et al., "FP8 formats for deep learning", 2022; `fnuz`: Noune et al., "8-bit numerical formats", 2022. */
const FLOAT8 = {
  float8e4m3fn: { fraction: 3, bias: 7, special: (bits: number) => notNumber((bits & 0x7f) === 0x7f) },
  float8e4m3fnuz: { fraction: 3, bias: 8, special: (bits: number) => notNumber(bits === 0x80) },
  float8e5m2: {
    fraction: 2,
    bias: 15,
    special: (bits: number) =>
      (bits & 0x7f) === 0x7c
        ? (bits > 0x7f ? -1 : 1) * Number.POSITIVE_INFINITY
        : notNumber((bits & 0x7f) > 0x7c),
  },
  float8e5m2fnuz: { fraction: 2, bias: 16, special: (bits: number) => notNumber(bits === 0x80) },
} satisfies Readonly<Record<string, Float8>>;

function fromFloat8(bits: number, { fraction, bias, special }: Float8): number {
  const other = special(bits);
  if (other !== undefined) return other;
  const sign = bits > 0x7f ? -1 : 1;
  const exponent = (bits & 0x7f) >> fraction;
  const part = (bits & (2 ** fraction - 1)) / 2 ** fraction;
  return exponent === 0 ? sign * part * 2 ** (1 - bias) : sign * (1 + part) * 2 ** (exponent - bias);
}

/** By the type's name, how a byte is read. */
export const float8Readers: Readonly<Record<string, (bits: number) => number>> = Object.fromEntries(
  Object.entries(FLOAT8).map(([name, format]) => [name, (bits: number) => fromFloat8(bits, format)]),
);

/** By the type's name, how half a byte is read. */
export const halfByteReaders: Readonly<Record<string, (bits: number) => number>> = {
  uint4: (bits) => bits,
  int4: (bits) => (bits > 7 ? bits - 16 : bits),
};

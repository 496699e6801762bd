// The types of numbers in NumPy's arrays: how each is read, and what stands for white where nothing is said.

/** Reads the number at a byte. */
export type ReadElement = (view: DataView, at: number) => number;

export interface ElementType {
  readonly bytes: number;
  readonly read: ReadElement;
  /** The largest of unsigned types, 255 of signed ones, 1 of floats. */
  readonly white: number;
  readonly isFloat: boolean;
}

/** The letters of NumPy's type descriptions, without the byte order. */
const TYPES: Readonly<Record<string, (little: boolean) => ElementType>> = {
  b1: () => integer(1, 1, (view, at) => (view.getUint8(at) === 0 ? 0 : 1)),
  u1: () => integer(1, 255, (view, at) => view.getUint8(at)),
  u2: (little) => integer(2, 65_535, (view, at) => view.getUint16(at, little)),
  u4: (little) => integer(4, 2 ** 32 - 1, (view, at) => view.getUint32(at, little)),
  u8: (little) => integer(8, 2 ** 64, (view, at) => Number(view.getBigUint64(at, little))),
  i1: () => integer(1, 255, (view, at) => view.getInt8(at)),
  i2: (little) => integer(2, 255, (view, at) => view.getInt16(at, little)),
  i4: (little) => integer(4, 255, (view, at) => view.getInt32(at, little)),
  i8: (little) => integer(8, 255, (view, at) => Number(view.getBigInt64(at, little))),
  f2: (little) => float(2, (view, at) => halfToNumber(view.getUint16(at, little))),
  f4: (little) => float(4, (view, at) => view.getFloat32(at, little)),
  f8: (little) => float(8, (view, at) => view.getFloat64(at, little)),
};

/** The type that NumPy describes as `<f4` (little-endian), `>i8` (big-endian) or `|u1`; undefined for another. */
export function elementType(description: string): ElementType | undefined {
  const [, order, name] = /^([<>|=])(\w+)$/.exec(description) ?? [];
  // `=` is the order of the machine that wrote the file, which no machine of today has as big-endian.
  return name !== undefined && Object.hasOwn(TYPES, name) ? TYPES[name]!(order !== '>') : undefined;
}

export const ELEMENT_TYPE_NAMES: readonly string[] = Object.keys(TYPES);

function integer(bytes: number, white: number, read: ReadElement): ElementType {
  return { bytes, read, white, isFloat: false };
}

function float(bytes: number, read: ReadElement): ElementType {
  return { bytes, read, white: 1, isFloat: true };
}

/** IEEE 754 binary16: sign, five bits of exponent with bias 15, ten of the fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

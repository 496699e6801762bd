// Reads the outlines of letters from a TrueType file of simple glyphs (OpenType specification, tables glyf, loca, cmap, hmtx).

export interface TrueTypeFont {
  readonly unitsPerEm: number;
  /** Undefined where the font has no such character. */
  glyph(codePoint: number): Glyph | undefined;
}

export interface Glyph {
  /** To the next letter, in font units. */
  readonly advance: number;
  /** Closed lines of quadratic curves; y grows upwards. */
  readonly contours: readonly (readonly OutlinePoint[])[];
}

/** A point on the line, or the control of a curve; between two controls the line passes through their middle. */
export interface OutlinePoint {
  readonly x: number;
  readonly y: number;
  readonly onLine: boolean;
}

/** @throws Error where the file lacks a table or is cut short. */
export function readTrueType(bytes: Uint8Array): TrueTypeFont {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = tablesOf(view);
  const at = (tag: string): number => {
    const offset = tables.get(tag);
    if (offset === undefined) throw new Error(`The font has no table ${tag}.`);
    return offset;
  };
  const [head, loca, glyf, hmtx] = [at('head'), at('loca'), at('glyf'), at('hmtx')];
  const metrics = view.getUint16(at('hhea') + 34);
  const isLong = view.getInt16(head + 50) === 1;
  const place = (index: number) =>
    isLong ? view.getUint32(loca + 4 * index) : 2 * view.getUint16(loca + 2 * index);
  const indexOf = characterMap(view, at('cmap'));
  return {
    unitsPerEm: view.getUint16(head + 18),
    glyph(codePoint) {
      const index = indexOf(codePoint);
      if (index === 0) return undefined;
      const advance = view.getUint16(hmtx + 4 * Math.min(index, metrics - 1));
      const [start, end] = [place(index), place(index + 1)];
      return { advance, contours: start === end ? [] : contoursAt(view, glyf + start) };
    },
  };
}

function tablesOf(view: DataView): ReadonlyMap<string, number> {
  const count = view.getUint16(4);
  return new Map(
    Array.from({ length: count }, (_, place) => {
      const entry = 12 + 16 * place;
      const letters = [0, 1, 2, 3].map((letter) => view.getUint8(entry + letter));
      return [String.fromCharCode(...letters), view.getUint32(entry + 8)] as const;
    }),
  );
}

/** The subtable of format 4: segments of code points up to U+FFFF. */
function characterMap(view: DataView, cmap: number): (codePoint: number) => number {
  const subtables = Array.from(
    { length: view.getUint16(cmap + 2) },
    (_, place) => cmap + view.getUint32(cmap + 8 + 8 * place),
  );
  const table = subtables.find((start) => view.getUint16(start) === 4);
  if (table === undefined) throw new Error('The font has no map of characters that is understood.');
  const twice = view.getUint16(table + 6);
  const [ends, starts] = [table + 14, table + 16 + twice];
  const [deltas, ranges] = [starts + twice, starts + 2 * twice];
  return (codePoint) => {
    for (let segment = 0; segment < twice; segment += 2) {
      if (codePoint > view.getUint16(ends + segment)) continue;
      const start = view.getUint16(starts + segment);
      if (codePoint < start) return 0;
      const [delta, range] = [view.getUint16(deltas + segment), view.getUint16(ranges + segment)];
      if (range === 0) return (codePoint + delta) & 0xffff;
      const index = view.getUint16(ranges + segment + range + 2 * (codePoint - start));
      return index === 0 ? 0 : (index + delta) & 0xffff;
    }
    return 0;
  };
}

/** Bits of a point's flag. */
const [ON_LINE, X_SHORT, Y_SHORT, REPEATED, X_SAME, Y_SAME] = [1, 2, 4, 8, 16, 32];

function contoursAt(view: DataView, glyph: number): readonly (readonly OutlinePoint[])[] {
  const count = view.getInt16(glyph);
  if (count < 0) throw new Error('The font has glyphs made of others, which are not read.');
  const lasts = Array.from({ length: count }, (_, contour) => view.getUint16(glyph + 10 + 2 * contour));
  const points = (lasts.at(-1) ?? -1) + 1;
  const instructions = glyph + 10 + 2 * count;
  let at = instructions + 2 + view.getUint16(instructions);
  const flags: number[] = [];
  while (flags.length < points) {
    const flag = view.getUint8(at++);
    const times = flag & REPEATED ? view.getUint8(at++) : 0;
    for (let time = 0; time <= times; time++) flags.push(flag);
  }
  const coordinates = (short: number, same: number): readonly number[] => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & short) value += flag & same ? view.getUint8(at++) : -view.getUint8(at++);
      else if (!(flag & same)) {
        value += view.getInt16(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = coordinates(X_SHORT, X_SAME);
  const ys = coordinates(Y_SHORT, Y_SAME);
  return lasts.map((last, contour) => {
    const first = contour === 0 ? 0 : lasts[contour - 1]! + 1;
    return Array.from({ length: last - first + 1 }, (_, place): OutlinePoint => {
      const point = first + place;
      return { x: xs[point]!, y: ys[point]!, onLine: (flags[point]! & ON_LINE) !== 0 };
    });
  });
}

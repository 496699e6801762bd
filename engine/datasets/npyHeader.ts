// The header of NumPy's `.npy` format: type, order of the axes and extents, written as a Python dictionary.

/** Where an array's numbers begin, and how they lie. */
export interface NpyHeader {
  /** `<f4`, `|u1`, `<U5`, …: byte order, kind and bytes, or characters for `U`. */
  readonly type: string;
  /** Whether the first axis runs fastest. */
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Bytes before the first number. */
  readonly start: number;
}

/** `\x93NUMPY`, two bytes of version, then two or four bytes of length (numpy.lib.format). */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** What of a file can hold the header; NumPy itself refuses longer ones. */
export const LONGEST_NPY_HEADER = 65_536;

/** The header in the first bytes of a file of `size` bytes, or what is wrong, to complete "FILE …". */
export function parseNpyHeader(
  bytes: Uint8Array,
  size: number,
): { readonly header: NpyHeader } | { readonly code: string; readonly wrong: string } {
  if (size === 0) return { code: 'data.empty-file', wrong: 'is empty. Write or copy it again.' };
  const magic = MAGIC.findIndex((byte, at) => bytes[at] !== byte);
  if (magic >= 0 && magic < size) {
    return { code: 'data.not-npy', wrong: `is no array of NumPy: byte ${magic} is not that of \\x93NUMPY.` };
  }
  const version = bytes[6] ?? 0;
  const start = version === 1 ? 10 : 12;
  if (size < start) return truncated(size);
  if (version < 1 || version > 3) {
    return { code: 'data.not-npy', wrong: `has version ${version} at byte 6; 1, 2 and 3 can be read.` };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_NPY_HEADER - start) {
    return { code: 'data.not-npy', wrong: `claims a header of ${length} bytes at byte 8, which none has.` };
  }
  if (size < start + length) return truncated(size);
  const text = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  return dictionary(text, start, start + length);
}

function truncated(size: number) {
  return {
    code: 'data.truncated',
    wrong: `ends at byte ${size}, within its header. Write or copy it again.`,
  };
}

/** The three entries, in any order; nothing of Python but texts, truths and tuples of whole numbers is understood. */
function dictionary(text: string, from: number, start: number): ReturnType<typeof parseNpyHeader> {
  const type = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const extents = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (type !== undefined && fortran !== undefined && extents !== undefined) {
    const shape = extents
      .split(',')
      .flatMap((extent) => (/\d/.test(extent) ? [Number.parseInt(extent, 10)] : []));
    return { header: { type, fortran: fortran === 'True', shape, start } };
  }
  if (/['"]descr['"]\s*:\s*\[/.test(text)) {
    return {
      code: 'data.element-type',
      wrong: 'holds records of several fields; save each field as an array of its own.',
    };
  }
  return {
    code: 'data.not-npy',
    wrong: `has no readable header at byte ${from}: type, order and shape are expected.`,
  };
}

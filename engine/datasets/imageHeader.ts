// What the first bytes of an image file tell: format, size, colours and how it is to be turned.

export interface ImageHeader {
  readonly format: 'JPEG' | 'PNG' | 'WebP';
  readonly width: number;
  readonly height: number;
  /** Whether the file has no colours. */
  readonly grey: boolean;
  /** From 1 to 8, as EXIF counts: 1 is upright. */
  readonly orientation: number;
  /** Whether its numbers are red, green and blue, or grey, of eight bits at most. */
  readonly plain: boolean;
}

/** The header, or what is wrong, to complete "FILE …". */
export function readImageHeader(bytes: Uint8Array): ImageHeader | { readonly wrong: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (startsWith(bytes, [0xff, 0xd8])) return jpegHeader(bytes, view);
  if (startsWith(bytes, PNG_SIGNATURE)) return pngHeader(bytes, view);
  if (textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 4) === 'WEBP') return webpHeader(bytes, view);
  return { wrong: 'is no JPEG, PNG or WebP image' };
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function startsWith(bytes: Uint8Array, first: readonly number[]): boolean {
  return first.every((byte, at) => bytes[at] === byte);
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/**
 * Walks the segments (marker, two bytes of length, content) up to the frame header (ITU T.81, B.2.2): C0 to CF except
 * the tables C4, C8 and CC.
 */
function jpegHeader(bytes: Uint8Array, view: DataView): ReturnType<typeof readImageHeader> {
  const damaged = { wrong: 'is damaged (it ends before its image begins)' };
  let orientation = 1;
  for (let at = 2; at + 9 < bytes.length; ) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff) return damaged;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      const components = bytes[at + 9]!;
      // Four components are the inks of print, which decoders turn into colours each in its own way.
      return { format: 'JPEG', width, height, grey: components === 1, orientation, plain: components < 4 };
    } else {
      const length = view.getUint16(at + 2);
      if (marker === 0xe1)
        orientation = exifOrientation(bytes.subarray(at + 4, at + 2 + length), EXIF_MARK) ?? orientation;
      at += 2 + length;
    }
  }
  return damaged;
}

const EXIF_MARK = 'Exif\0\0';

/** Tag 0x0112 of the first directory of a TIFF structure behind `mark` (Exif 2.32, 4.6.4). */
function exifOrientation(segment: Uint8Array, mark: string): number | undefined {
  if (textAt(segment, 0, mark.length) !== mark || segment.length < mark.length + 8) return undefined;
  const view = new DataView(segment.buffer, segment.byteOffset + mark.length, segment.length - mark.length);
  const order = textAt(segment, mark.length, 2);
  if (order !== 'II' && order !== 'MM') return undefined;
  const little = order === 'II';
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return undefined;
  const entries = view.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + 12 * entry;
    if (at + 12 > view.byteLength) return undefined;
    if (view.getUint16(at, little) !== 0x0112) continue;
    const orientation = view.getUint16(at + 8, little);
    return orientation >= 1 && orientation <= 8 ? orientation : undefined;
  }
  return undefined;
}

function pngHeader(bytes: Uint8Array, view: DataView): ReturnType<typeof readImageHeader> {
  if (bytes.length < 33) return { wrong: 'is incomplete (it ends within its header)' };
  // Colour types 0 and 4 are grey without and with alpha.
  const grey = bytes[25] === 0 || bytes[25] === 4;
  const plain = bytes[24]! <= 8;
  return {
    format: 'PNG',
    width: view.getUint32(16),
    height: view.getUint32(20),
    grey,
    orientation: pngOrientation(bytes, view),
    plain,
  };
}

/** Of the chunk `eXIf`, which may stand before or behind the pixels (PNG, third edition, 11.3.4.5). */
function pngOrientation(bytes: Uint8Array, view: DataView): number {
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (textAt(bytes, at + 4, 4) === 'eXIf')
      return exifOrientation(bytes.subarray(at + 8, at + 8 + length), '') ?? 1;
    at += 12 + length;
  }
  return 1;
}

/** Of the chunk `EXIF` behind the image, where the extended header says that there is one; some write JPEG's mark before it. */
function webpOrientation(bytes: Uint8Array, view: DataView): number {
  const hasExif = (bytes[20]! & 8) !== 0;
  for (let at = 30; hasExif && at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    if (textAt(bytes, at, 4) === 'EXIF') {
      const content = bytes.subarray(at + 8, at + 8 + length);
      return exifOrientation(content, '') ?? exifOrientation(content, EXIF_MARK) ?? 1;
    }
    at += 8 + length + (length & 1);
  }
  return 1;
}

/** RFC 9649: an extended header, a lossless one of 14 bits a side, or a lossy one. */
function webpHeader(bytes: Uint8Array, view: DataView): ReturnType<typeof readImageHeader> {
  if (bytes.length < 30 || bytes.length < view.getUint32(4, true) + 8) {
    return { wrong: `is incomplete (it ends at byte ${bytes.length})` };
  }
  const kind = textAt(bytes, 12, 4);
  const about = { format: 'WebP', grey: false, orientation: 1, plain: true } as const;
  if (kind === 'VP8X') {
    const three = (at: number) => 1 + view.getUint16(at, true) + 65_536 * bytes[at + 2]!;
    return { ...about, width: three(24), height: three(27), orientation: webpOrientation(bytes, view) };
  }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { ...about, width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  return { ...about, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

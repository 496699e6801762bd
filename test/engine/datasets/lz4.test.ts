// LZ4 blocks as the format's description has them, alone and as Hadoop frames them.
import { expect, it } from 'vitest';
import { unpackFramedLz4, unpackLz4 } from '../../../engine/datasets/lz4.ts';

/** "ab", a copy of ten bytes from two back, and "c" as the last literal. */
const block = Uint8Array.of(0x26, 0x61, 0x62, 2, 0, 0x10, 0x63);
const text = 'abababababab' + 'c';
const decoded = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

it('unpacks literals and copies that overlap themselves', () => {
  expect(decoded(unpackLz4(block, 13))).toBe(text);
  // Fifteen literals and more, whose number goes on in further bytes.
  const long = Uint8Array.of(0xf0, 5, ...Buffer.from('x'.repeat(20)));
  expect(decoded(unpackLz4(long, 20))).toBe('x'.repeat(20));
});

it('unpacks blocks behind their lengths, and a block alone', () => {
  const framed = Uint8Array.of(0, 0, 0, 13, 0, 0, 0, 7, ...block, 0, 0, 0, 13, 0, 0, 0, 7, ...block);
  expect(decoded(unpackFramedLz4(framed, 26))).toBe(text + text);
  expect(decoded(unpackFramedLz4(block, 13))).toBe(text);
});

it('refuses what does not unpack to what is claimed', () => {
  expect(() => unpackLz4(block, 12)).toThrow('it unpacks to more than the 12 bytes that it claims');
  expect(() => unpackLz4(block, 14)).toThrow('it unpacks to 13 bytes, and claims 14');
  expect(() => unpackLz4(block.subarray(0, 2), 13)).toThrow('it ends within its literals');
  expect(() => unpackLz4(Uint8Array.of(0x10, 0x61, 2, 0), 5)).toThrow(
    'it copies from 2 bytes back at byte 1',
  );
});

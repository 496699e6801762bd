// The wire format against the encoding guide's examples.

import { expect, test } from 'vitest';
import { MessageWriter } from '../../../engine/onnx/protobuf.ts';

function written(write: (message: MessageWriter) => void): string {
  const message = new MessageWriter();
  write(message);
  return Buffer.from(message.finish()).toString('hex');
}

/** The examples of the protocol buffers' encoding guide. */
test('integers, texts and nested messages are written as the encoding guide has them', () => {
  expect(written((m) => m.integer(1, 150))).toBe('089601');
  expect(written((m) => m.text(2, 'testing'))).toBe('120774657374696e67');
  expect(written((m) => m.message(3, (inner) => inner.integer(1, 150)))).toBe('1a03089601');
  expect(written((m) => m.integer(1, -2))).toBe('08feffffffffffffffff01');
});

test('zero, large numbers, two-byte tags, floats and bytes', () => {
  expect(written((m) => m.integer(1, 0))).toBe('0800');
  expect(written((m) => m.integer(1, 2 ** 40))).toBe('08808080808020');
  expect(written((m) => m.integer(20, 7))).toBe('a00107');
  expect(written((m) => m.float(2, 1))).toBe('150000803f');
  expect(written((m) => m.bytes(9, Uint8Array.of(1, 2, 3)))).toBe('4a03010203');
});

test('a nested message longer than 127 bytes has a length of two bytes', () => {
  const bytes = new Uint8Array(200);
  expect(written((m) => m.message(1, (inner) => inner.bytes(1, bytes))).slice(0, 12)).toBe('0acb010ac801');
});

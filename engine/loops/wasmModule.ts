// Writes WebAssembly: no more of the format than a loop over numbers in memory needs.

/** Bytes of instructions. */
export type Code = readonly number[];

/** What goes into the module's one function, `run(bytes: i32)`, over the memory `host.memory`. */
export interface LoopModule {
  /** Locals of four float32 numbers; the parameter is local 0, `offset` local 1, and these come after. */
  readonly vectors: number;
  /** Before the loop. */
  readonly start: Code;
  /** Of every round; local 1 is the offset in bytes, which grows by 16 until it reaches the parameter. */
  readonly round: Code;
}

export const firstVector = 2;
const [bytesLocal, offsetLocal] = [0, 1];

/** Operations on four float32 numbers at once, each as IEEE 754 rounds it. */
export const vectorOperations = {
  abs: simd(0xe0),
  negate: simd(0xe1),
  sqrt: simd(0xe3),
  add: simd(0xe4),
  subtract: simd(0xe5),
  multiply: simd(0xe6),
  divide: simd(0xe7),
  minimum: simd(0xe8),
  maximum: simd(0xe9),
} as const;

export function readLocal(local: number): Code {
  return [0x20, ...unsigned(local)];
}

export function writeLocal(local: number): Code {
  return [0x21, ...unsigned(local)];
}

/** Four numbers at the offset from `address`. */
export function loadVector(address: number): Code {
  return [...readLocal(offsetLocal), ...simd(0x00), ...memoryArgument(4, address)];
}

/** `value` leaves the numbers that go to the offset from `address`. */
export function storeVector(address: number, value: Code): Code {
  return [...readLocal(offsetLocal), ...value, ...simd(0x0b), ...memoryArgument(4, address)];
}

/** One number at `address`, four times. */
export function loadRepeated(address: number): Code {
  return [...constant(0), ...simd(0x09), ...memoryArgument(2, address)];
}

export function encodeModule({ vectors, start, round }: LoopModule): Uint8Array<ArrayBuffer> {
  const [i32, v128, none] = [0x7f, 0x7b, 0x40];
  const loop = [
    ...[0x03, none],
    ...round,
    ...[...readLocal(offsetLocal), ...constant(16), 0x6a, 0x22, ...unsigned(offsetLocal)],
    ...[...readLocal(bytesLocal), 0x49, 0x0d, 0],
    0x0b,
  ];
  const locals = [...unsigned(2), ...unsigned(1), i32, ...unsigned(vectors), v128];
  const body = [...locals, ...start, ...loop, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, i32, 0]),
    ...section(2, [1, ...text('host'), ...text('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('run'), 0x00, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function simd(operation: number): Code {
  return [0xfd, ...unsigned(operation)];
}

/** The alignment is a power of two. */
function memoryArgument(alignment: number, address: number): Code {
  return [...unsigned(alignment), ...unsigned(address)];
}

/** Up to 63, in one byte. */
function constant(value: number): Code {
  return [0x41, value];
}

function text(name: string): Code {
  return [name.length, ...Buffer.from(name, 'latin1')];
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

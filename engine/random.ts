// Seeded random numbers that are the same on every machine: one named stream for each purpose.

import { logarithm } from './elementaryFunctions.ts';

/** A stream of random numbers; each draw moves it on. */
export interface RandomStream {
  /** Uniform in [0, 1), a multiple of 2^-32. */
  next(): number;
  /** Uniform among 0, 1, …, count - 1. `count` is from 1 to 2^32. */
  integer(count: number): number;
  /** Normal with mean 0 and deviation 1. */
  normal(): number;
  /** As many draws of `next` as there is room for. */
  fillUniform(into: Float32Array): void;
  /** The numbers 0 to count - 1 in random order, each order equally likely. */
  permutation(count: number): Uint32Array;
}

/**
 * The stream of a seed and a list of names: `randomStream(1, 'augmentation', epoch, index)`. Equal arguments give equal
 * numbers; different ones give streams that have nothing to do with each other, so no purpose needs to know
 * how many numbers another one drew. The seed and the numbers among the names must be safe integers.
 *
 * The generator is xoshiro128** 1.1 (Blackman and Vigna, 2018); its four state words are outputs of splitmix32
 * that starts from a hash of the seed and the names. Only exact integer and IEEE 754 arithmetic is used, none of
 * `Math`'s functions whose last bit is left to the machine.
 */
export function randomStream(seed: number, ...names: readonly (string | number)[]): RandomStream {
  const [low, high] = hashNames([seed, ...names]);
  // Two splitmix32 sequences carry the 64 bits of the hash into the 128 of the state.
  return streamFromState([
    splitmix32(low),
    splitmix32(high),
    splitmix32(low + GOLDEN_GAMMA),
    splitmix32(high + GOLDEN_GAMMA),
  ]);
}

/** The stream of xoshiro128** that starts from these four words, as the generator's authors would seed it. */
export function streamFromState(state: readonly [number, number, number, number]): RandomStream {
  return new Xoshiro128(state);
}

const TWO_TO_32 = 4294967296;

class Xoshiro128 implements RandomStream {
  private a: number;
  private b: number;
  private c: number;
  private d: number;
  /** The second of a pair of normal numbers; NaN when there is none. */
  private spareNormal = Number.NaN;

  constructor(state: readonly [number, number, number, number]) {
    this.a = state[0] | 0;
    this.b = state[1] | 0;
    this.c = state[2] | 0;
    this.d = state[3] | 0;
    // The all-zero state is the one that xoshiro never leaves.
    if ((this.a | this.b | this.c | this.d) === 0) this.a = 1;
  }

  private word(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(this.b, 5), 7), 9) >>> 0;
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotateLeft(this.d, 11);
    return scrambled;
  }

  next(): number {
    return this.word() / TWO_TO_32;
  }

  /** The state stays in local variables: several times as fast as a call of `next` for each number. */
  fillUniform(into: Float32Array): void {
    let { a, b, c, d } = this;
    for (let index = 0; index < into.length; index++) {
      const word = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotateLeft(d, 11);
      into[index] = word / TWO_TO_32;
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }

  integer(count: number): number {
    if (!Number.isSafeInteger(count) || count < 1 || count > TWO_TO_32) {
      throw new RangeError(`A random whole number below ${count} was asked for.`);
    }
    // Words beyond the largest multiple of `count` are drawn again, or small results would be likelier.
    const limit = TWO_TO_32 - (TWO_TO_32 % count);
    let word = this.word();
    while (word >= limit) word = this.word();
    return word % count;
  }

  /** Marsaglia's polar method: pairs (x, y) in the unit disc, scaled by sqrt(-2 ln(s) / s) with s = x² + y². */
  normal(): number {
    if (!Number.isNaN(this.spareNormal)) {
      const spare = this.spareNormal;
      this.spareNormal = Number.NaN;
      return spare;
    }
    let x = 0;
    let y = 0;
    let s = 0;
    while (s >= 1 || s === 0) {
      x = 2 * this.next() - 1;
      y = 2 * this.next() - 1;
      s = x * x + y * y;
    }
    const scale = Math.sqrt((-2 * logarithm(s)) / s);
    this.spareNormal = y * scale;
    return x * scale;
  }

  /** Fisher and Yates' shuffle. */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const moved = order[last]!;
      order[last] = order[other]!;
      order[other] = moved;
    }
    return order;
  }
}

const GOLDEN_GAMMA = 0x9e3779b9;

/** The first output of splitmix32 from `state`: the finaliser of MurmurHash3 over the state and one golden step. */
function splitmix32(state: number): number {
  let word = (state + GOLDEN_GAMMA) | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

/** Two 32-bit hashes of the list; a number and its text, and lists cut differently, hash differently. */
function hashNames(names: readonly (string | number)[]): [number, number] {
  const hash: [number, number] = [0x243f6a88, 0x85a308d3];
  for (const name of names) {
    if (typeof name === 'number') {
      if (!Number.isSafeInteger(name)) throw new RangeError(`A random stream was named by ${name}.`);
      absorb(hash, 1);
      absorb(hash, name | 0);
      absorb(hash, Math.floor(name / TWO_TO_32) | 0);
    } else {
      absorb(hash, 2);
      absorb(hash, name.length);
      for (let unit = 0; unit < name.length; unit++) absorb(hash, name.charCodeAt(unit));
    }
  }
  return hash;
}

/** MurmurHash3's step over one word, with other multipliers in the second half. */
function absorb(hash: [number, number], word: number): void {
  hash[0] = step(hash[0], Math.imul(rotateLeft(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593));
  hash[1] = step(hash[1], Math.imul(rotateLeft(Math.imul(word, 0x38b34ae5), 16), 0xa1e38b93));
}

function step(hash: number, word: number): number {
  return (Math.imul(rotateLeft(hash ^ word, 13), 5) + 0xe6546b64) | 0;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

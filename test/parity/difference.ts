// How far two sets of tensors are apart, measured by each tensor's largest number.

interface Numbers {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

export interface Difference {
  readonly tensor: string;
  /** The largest difference of two entries, as a share of the largest entry; infinite where either is not finite. */
  readonly share: number;
}

/**
 * The tensor of `expected` that `actual` is furthest from. A tensor whose numbers are all smaller than `noise` is measured
 * by `noise`, and a gradient that is zero but for rounding by the largest of its layer where that is more: that of a bias
 * before batch normalisation is a sum of many numbers that cancel, and rounds as they do.
 */
export function largestDifference(
  actual: ReadonlyMap<string, Numbers>,
  expected: ReadonlyMap<string, Numbers>,
  noise: number,
): Difference {
  let worst: Difference = { tensor: 'none', share: 0 };
  const layers = largestByLayer(expected);
  for (const [tensor, numbers] of expected) {
    const own = actual.get(tensor);
    if (own === undefined) throw new Error(`There is no tensor ${tensor}.`);
    if (own.shape.join() !== numbers.shape.join()) {
      throw new Error(`${tensor} is [${own.shape}] and should be [${numbers.shape}].`);
    }
    const ofLayer = layers.get(layerOf(tensor)) ?? 0;
    const cancelled = tensor.startsWith('grad.') && largestNumber(numbers) < cancellation * ofLayer;
    const share = differenceOf(own.data, numbers.data, cancelled ? Math.max(noise, ofLayer) : noise);
    if (share > worst.share) worst = { tensor, share };
  }
  return worst;
}

/** What float64 leaves of a sum that is zero, as a share of what was added. */
const cancellation = 1e-9;

function largestByLayer(tensors: ReadonlyMap<string, Numbers>): ReadonlyMap<string, number> {
  const layers = new Map<string, number>();
  for (const [name, numbers] of tensors) {
    const layer = layerOf(name);
    layers.set(layer, Math.max(layers.get(layer) ?? 0, largestNumber(numbers)));
  }
  return layers;
}

/** `grad.conv1` of `grad.conv1.bias`. */
function layerOf(tensor: string): string {
  return tensor.slice(0, Math.max(0, tensor.lastIndexOf('.')));
}

function differenceOf(actual: Numbers['data'], expected: Numbers['data'], noise: number): number {
  let largest = noise;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    const wanted = Number(expected[i]);
    const apart = Math.abs(Number(actual[i]) - wanted);
    if (!Number.isFinite(apart)) return Infinity;
    largest = Math.max(largest, Math.abs(wanted));
    difference = Math.max(difference, apart);
  }
  return difference === 0 ? 0 : difference / largest;
}

/** The largest entry of all tensors whose names start so. */
export function largestEntry(tensors: ReadonlyMap<string, Numbers>, prefix: string): number {
  let largest = 0;
  for (const [name, numbers] of tensors) {
    if (name.startsWith(prefix)) largest = Math.max(largest, largestNumber(numbers));
  }
  return largest;
}

function largestNumber({ data }: Numbers): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(Number(data[i])));
  return largest;
}

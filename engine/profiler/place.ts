// Says to which layer, and to which part of the step, a kernel's time belongs.

import type { Kernel } from './kernelTrace.ts';

export type Phase = 'forward' | 'backward' | 'update';

export interface Place {
  /** A layer's path, or what belongs to none: `loss`, `clip`, `optimizer`. */
  readonly path: string;
  readonly phase: Phase;
}

/** Ends of a graph node's scope, which say what part of the step it is. */
const phases: Readonly<Record<string, Phase>> = {
  gradient: 'backward',
  recomputation: 'backward',
  optimizer: 'update',
  statistics: 'update',
};

/** Scopes without a layer that belong to the update. */
const updates: ReadonlySet<string> = new Set(['clip', 'optimizer', 'statistics']);

/** The place of a graph node's scope: `conv1/gradient` is conv1's backward part. */
export function placeOfScope(scope: string, layers: ReadonlySet<string>): Place {
  const parts = scope.split('/');
  const [path = ''] = parts;
  const phase = phases[parts.at(-1) ?? ''];
  if (phase !== undefined && parts.length > 1) return { path, phase };
  if (!layers.has(path) && updates.has(path)) return { path, phase: 'update' };
  return { path, phase: path === 'gradient' ? 'backward' : 'forward' };
}

/**
 * The place of every kernel of a run, in its order; undefined where its name says nothing. Names begin with the scope of
 * the graph's node. ONNX Runtime's optimisation keeps that: it writes `fused NAME`, `NAME_nchwc`, `NAME/SomeFusion`.
 * Kernels that it adds to change the layout of data count with the kernel that they serve.
 */
export function placeKernels(
  kernels: readonly Kernel[],
  scopes: Iterable<string>,
  layers: ReadonlySet<string>,
): readonly (Place | undefined)[] {
  const known = new Set([...scopes].filter((scope) => scope !== ''));
  const found = new Map<string, Place | undefined>();
  const named = kernels.map(({ name }) => {
    if (!found.has(name)) {
      const scope = scopeIn(name, known);
      found.set(name, scope === undefined ? undefined : placeOfScope(scope, layers));
    }
    return found.get(name);
  });
  return named.map((place, index) => place ?? servedPlace(kernels, named, index));
}

/** The longest known scope that the name begins with. */
function scopeIn(name: string, scopes: ReadonlySet<string>): string | undefined {
  let scope = name.startsWith('fused ') ? name.slice('fused '.length) : name;
  for (let slash = scope.lastIndexOf('/'); slash > 0; slash = scope.lastIndexOf('/')) {
    scope = scope.slice(0, slash);
    if (scopes.has(scope)) return scope;
  }
  return undefined;
}

/** Data is put into another order for the kernel after, and back into the usual one after the kernel before. */
function servedPlace(
  kernels: readonly Kernel[],
  places: readonly (Place | undefined)[],
  index: number,
): Place | undefined {
  const { operator } = kernels[index]!;
  if (operator === 'ReorderInput') return places.slice(index + 1).find((place) => place !== undefined);
  if (operator === 'ReorderOutput') return places.slice(0, index).findLast((place) => place !== undefined);
  return undefined;
}

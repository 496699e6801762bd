// What a profile asks for and tells: where the time of a step goes, as plain data.

import type { Network } from '../network/network.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Device } from '../runtime/device.ts';

export interface ProfileRequest {
  readonly network: Network;
  /** Profiles a step of training by it; inference where absent. */
  readonly recipe?: Recipe;
  /** Images in one step. */
  readonly batch: number;
  readonly device: Device;
  readonly threads: number;
}

export interface MemoryRequest {
  readonly network: Network;
  /** Its optimizer, loss and average decide what a step holds. */
  readonly recipe: Recipe;
  /** About so many images the forecast is asked for: a quarter and a half of them are tried. */
  readonly batch: number;
  readonly threads: number;
  /** How many share each batch; one where it is absent. */
  readonly replicas?: number;
}

/** Where the time of a step goes. Times are medians over the measured steps, in milliseconds. */
export interface Profile {
  readonly model: string;
  readonly mode: 'inference' | 'training';
  /** Where it ran. */
  readonly device: string;
  readonly threads: number;
  readonly batch: number;
  /** Measured after a warm-up, once as they always run and once with every kernel timed. */
  readonly steps: number;
  /** Wall-clock time of a step as it always runs. */
  readonly wallMs: number;
  /** The same with every kernel timed, and its share inside the runtime, with the update where that follows it. */
  readonly measuredMs: number;
  readonly runtimeMs: number;
  /** Sum of all layers' times. */
  readonly accountedMs: number;
  /** Of kernels whose names tell no layer; not among `accountedMs`. */
  readonly unattributedMs: number;
  readonly peak: {
    /** 1e9 floating-point operations a second, of a matrix product on the same runtime, before and after. */
    readonly gflops: number;
    /** 1e9 bytes a second read and written, of a pass over 32 MiB. */
    readonly gbs: number;
    /** The same of passes that read and write fewer bytes, which stay in the caches; in growing order. */
    readonly bandwidths: readonly { readonly bytes: number; readonly gbs: number }[];
  };
  /** In the order of the network; then what belongs to no layer, such as `loss`. */
  readonly layers: readonly LayerProfile[];
}

export interface LayerProfile {
  readonly path: string;
  /** The layer's kind; for what belongs to no layer, its path. */
  readonly kind: string;
  /** Place of the layer's call in the text; lines count from zero. */
  readonly file?: string;
  readonly line?: number;
  /** Zero where the layer has no kernel of its own: nothing is computed, or another layer's kernel does it too. */
  readonly forwardMs: number;
  readonly backwardMs: number;
  readonly updateMs: number;
  /** Kernels in one step. */
  readonly kernels: number;
  /** Floating-point operations of one step. */
  readonly flops: number;
  /** Achieved: 1e9 `flops` a second of the layer's own time. */
  readonly gflops: number;
  /** Read and written by its kernels in one step. */
  readonly bytes: number;
  /** The device that its kernels ran on: the slowest ones', where there are several. Empty without kernels. */
  readonly provider: string;
  /** The least that the step's work on the layer takes at the machine's peak. */
  readonly estimateMs: number;
}

export interface ProfileAnswer {
  readonly profile: Profile;
  /** A Chrome trace of the step of median length, which Perfetto opens: JSON. */
  readonly trace: string;
  /** The same step, layer by layer. */
  readonly timeline: Timeline;
}

export interface Timeline {
  readonly durationMs: number;
  /** In the order of their starts. */
  readonly slices: readonly TimelineSlice[];
}

/** Kernels of one layer that ran one after the other; times from the step's start on, in milliseconds. */
export interface TimelineSlice {
  /** As in `LayerProfile`; empty where the kernels' names tell none. */
  readonly path: string;
  readonly phase: 'forward' | 'backward' | 'update' | 'other';
  readonly startMs: number;
  readonly endMs: number;
  readonly kernels: number;
}

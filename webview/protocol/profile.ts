// Messages between the profile's panel in the editor and its page: plain data.

/** Where the time of a step goes; times in milliseconds, as the engine's protocol explains them. */
export interface ShownProfile {
  readonly model: string;
  readonly mode: 'inference' | 'training';
  readonly device: string;
  readonly threads: number;
  readonly batch: number;
  readonly steps: number;
  readonly wallMs: number;
  readonly measuredMs: number;
  readonly runtimeMs: number;
  readonly accountedMs: number;
  readonly unattributedMs: number;
  readonly peak: {
    readonly gflops: number;
    readonly gbs: number;
    readonly bandwidths: readonly { readonly bytes: number; readonly gbs: number }[];
  };
  readonly layers: readonly ShownLayer[];
}

export interface ShownLayer {
  readonly path: string;
  readonly kind: string;
  readonly forwardMs: number;
  readonly backwardMs: number;
  readonly updateMs: number;
  readonly kernels: number;
  readonly flops: number;
  readonly gflops: number;
  readonly bytes: number;
  readonly provider: string;
  readonly estimateMs: number;
}

/** One step, layer by layer, as the engine's protocol explains it. */
export interface ShownTimeline {
  readonly durationMs: number;
  readonly slices: readonly ShownSlice[];
}

export interface ShownSlice {
  readonly path: string;
  readonly phase: 'forward' | 'backward' | 'update' | 'other';
  readonly startMs: number;
  readonly endMs: number;
  readonly kernels: number;
}

/** A profile with what it was made of, so that it can be shown again, and made again. */
export interface ProfileRecord {
  /** URI of the text. */
  readonly file: string;
  /** The recipe whose step it is; absent for inference. */
  readonly recipe?: string;
  readonly profile: ShownProfile;
}

export type ToProfilePage =
  /** Nothing was profiled yet. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'measuring'; readonly model: string; readonly mode: ShownProfile['mode'] }
  | {
      readonly kind: 'profile';
      readonly record: ProfileRecord;
      /** Whether the step's trace is at hand. */
      readonly trace: boolean;
      /** Of that step. */
      readonly timeline: ShownTimeline | undefined;
      /** Whether the text has a recipe to train the model by. */
      readonly trainable: boolean;
    }
  /** What went wrong and what to do. */
  | { readonly kind: 'failed'; readonly message: string };

export type FromProfilePage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'reveal'; readonly path: string }
  /** Profile the open file, or the shown one again. */
  | {
      readonly kind: 'profile';
      readonly choice?: { readonly mode: ShownProfile['mode']; readonly batch: number };
    }
  | { readonly kind: 'stop' }
  | { readonly kind: 'saveTrace' }
  | { readonly kind: 'failed'; readonly message: string };

/** What the page keeps over a reload of the window. */
export interface KeptProfile {
  readonly record?: ProfileRecord;
  readonly sort: ProfileSort;
}

export interface ProfileSort {
  readonly column: string;
  readonly descending: boolean;
}

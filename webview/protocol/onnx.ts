// What an ONNX file's page shows beside its diagram: plain data.

export interface OnnxValue {
  readonly name: string;
  /** `float32` */
  readonly type: string;
  /** `N x 3 x 224 x 224` */
  readonly shape: string;
}

/** A name and what it is. */
export type OnnxFact = readonly [name: string, text: string];

/** The file as a whole. */
export interface OnnxAbout {
  readonly title: string;
  readonly facts: readonly OnnxFact[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: readonly OnnxFact[];
  /** What a reader should know, each a sentence. */
  readonly notes: readonly string[];
}

export interface WeightStatistics {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  readonly zeros: number;
  readonly notFinite: number;
  readonly histogram: readonly number[];
}

export interface OnnxWeight extends OnnxValue {
  /** Where it goes: `weight`, `bias`, `running mean`, or the input's number. */
  readonly role: string;
}

/** One operator, or a group of them. */
export interface OnnxDetails {
  readonly node: string;
  readonly title: string;
  readonly subtitle: string;
  readonly facts: readonly OnnxFact[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly weights: readonly OnnxWeight[];
}

export type ToOnnxPage =
  | { readonly kind: 'about'; readonly about: OnnxAbout }
  | { readonly kind: 'operator'; readonly details: OnnxDetails }
  /** A weight's figures, or why there are none; they come later than the details, for large weights much later. */
  | {
      readonly kind: 'statistics';
      readonly node: string;
      readonly weight: string;
      readonly statistics: WeightStatistics | undefined;
      readonly problem: string | undefined;
    };

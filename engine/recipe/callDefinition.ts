// What a recipe's call declares: a data source, a transform, an augmentation, an optimizer, a schedule or a
// loss.

import {
  type AttributeProblem,
  type Attributes,
  type AttributesOf,
  type Call,
  readAttributes,
  type Schema,
} from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';

export interface CallDefinition {
  /** The name that a text calls. */
  readonly kind: string;
  /** First line: what it does. Then formula and source, in Markdown. Shown on hover and in the reference. */
  readonly documentation: string;
  /** In positional order. */
  readonly attributes: Schema;
  /** Checks attributes and fills in defaults. */
  read(given: Attributes): {
    readonly attributes: Attributes;
    readonly problems: readonly AttributeProblem[];
  };
}

/** A definition with the static types of its attributes, for whoever carries the call out. */
export interface TypedCallDefinition<S extends Schema> extends CallDefinition {
  readonly attributes: S;
  /** The attributes of a call that was checked; throws on any other, which is a mistake of ours. */
  attributesOf(call: Call): AttributesOf<S>;
}

export interface CallSpecification<S extends Schema> {
  readonly kind: string;
  readonly documentation: string;
  readonly attributes: S;
}

export function defineCall<S extends Schema>(specification: CallSpecification<S>): TypedCallDefinition<S> {
  const read = (given: Attributes) => readAttributes(specification.attributes, given);
  return {
    ...specification,
    read,
    attributesOf(call) {
      if (call.kind !== specification.kind) {
        throw new Error(`A call of ${call.kind} was read as ${specification.kind}.`);
      }
      const { attributes, problems } = read(call.attributes);
      if (problems.length > 0)
        throw new Error(`A call of ${call.kind} was not checked: ${problems[0]?.message}`);
      return attributes;
    },
  };
}

/** A mistake that a call finds in its attributes once it knows the images it gets. */
export interface CallProblem {
  /** Stable code such as `crop-changes-size`; listed in docs/diagnostics.md. */
  readonly code: string;
  readonly message: string;
  /** The attribute to underline; the call's name where absent. */
  readonly attribute?: string;
}

export type ImageShapeResult = { readonly shape: Shape } | { readonly problem: CallProblem };

/** A call that takes images and gives images: what it makes of a shape [channels, height, width]. */
export interface ImageCallDefinition extends CallDefinition {
  /** Takes attributes as `read` returned them without problems. */
  shape(attributes: Attributes, input: Shape): ImageShapeResult;
  /** True where it works on a whole batch, once each of its images is ready. */
  readonly mixes?: boolean;
}

/** Such a call with its attributes' types. */
export function defineImageCall<S extends Schema>(
  specification: CallSpecification<S> & {
    shape(attributes: AttributesOf<S>, input: Shape): ImageShapeResult;
    readonly mixes?: boolean;
  },
): TypedCallDefinition<S> & ImageCallDefinition {
  const { kind, documentation, attributes: schema, mixes = false } = specification;
  return {
    ...defineCall({ kind, documentation, attributes: schema }),
    mixes,
    shape: (attributes, input) => specification.shape(readAttributes(schema, attributes).attributes, input),
  };
}

/** Definitions by name, in the order of the reference. */
export function registryOf<D extends CallDefinition>(definitions: readonly D[]): ReadonlyMap<string, D> {
  return new Map(definitions.map((definition) => [definition.kind, definition]));
}

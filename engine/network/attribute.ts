// Typed attributes: one declaration gives reading, defaults, completion, signature help and the static type.

/**
 * What a call's argument is once evaluated, as plain data: sizes (`3x3`) and lists are arrays, words (`same`)
 * are strings, and a nested call (`cosine(warmup: 5)`) is a `Call`.
 */
export type AttributeValue = number | string | boolean | null | readonly AttributeValue[] | Call;

/** A named call with its evaluated arguments: a data source, an optimizer, a schedule, … */
export interface Call {
  readonly kind: string;
  readonly attributes: Attributes;
}

/** Attribute name to value. In a `Network` every attribute of the layer is present, defaults filled in. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A value read as its attribute's type, or what was expected instead, to complete "… must be EXPECTED". */
export type Reading<T> = { readonly value: T } | { readonly expected: string };

/** Declaration of one attribute. `read` is idempotent: reading what it returned gives the same again. */
export interface Attribute<T> {
  /** The type as shown to users: `whole number, at least 1`. */
  readonly type: string;
  readonly documentation: string;
  /** Absent when the argument must be given. */
  readonly default?: T;
  /** The words that may be written, for completion. */
  readonly choices?: readonly string[];
  read(value: AttributeValue): Reading<T>;
}

export type Schema = Readonly<Record<string, Attribute<AttributeValue>>>;

/** The static type of the attributes that a schema declares. */
export type AttributesOf<S extends Schema> = {
  readonly [K in keyof S]: S[K] extends Attribute<infer T extends AttributeValue> ? T : never;
};

/** A problem with one attribute of a call. */
export interface AttributeProblem {
  readonly attribute: string;
  readonly message: string;
}

/** Reads every attribute that `schema` declares out of `given`, filling in defaults. */
export function readAttributes<S extends Schema>(
  schema: S,
  given: Attributes,
  /** What attributes of any other name are, where there may be such. */
  others?: Attribute<AttributeValue>,
): { readonly attributes: AttributesOf<S>; readonly problems: readonly AttributeProblem[] } {
  const attributes: Record<string, AttributeValue> = {};
  const problems: AttributeProblem[] = [];
  for (const [name, declaration] of Object.entries(schema)) {
    const value = given[name];
    if (value === undefined) {
      if (declaration.default === undefined) {
        problems.push({
          attribute: name,
          message: `\`${name}\` is missing: it must be ${declaration.type}.`,
        });
      } else attributes[name] = declaration.default;
      continue;
    }
    const reading = declaration.read(value);
    if ('value' in reading) attributes[name] = reading.value;
    else problems.push({ attribute: name, message: `\`${name}\` must be ${reading.expected}.` });
  }
  if (others !== undefined) readOthers(schema, others, given, attributes, problems);
  return { attributes: attributes as AttributesOf<S>, problems };
}

function readOthers(
  schema: Schema,
  others: Attribute<AttributeValue>,
  given: Attributes,
  attributes: Record<string, AttributeValue>,
  problems: AttributeProblem[],
): void {
  for (const [name, value] of Object.entries(given)) {
    if (Object.hasOwn(schema, name)) continue;
    const reading = others.read(value);
    if ('value' in reading) attributes[name] = reading.value;
    else problems.push({ attribute: name, message: `\`${name}\` must be ${reading.expected}.` });
  }
}

interface Options<T> {
  readonly default?: T;
  readonly min?: number;
  readonly max?: number;
}

function bounds(options: Options<unknown>): string {
  if (options.min !== undefined && options.max !== undefined)
    return `, from ${options.min} to ${options.max}`;
  if (options.min !== undefined) return `, at least ${options.min}`;
  return options.max === undefined ? '' : `, at most ${options.max}`;
}

function withinBounds(value: number, options: Options<unknown>): boolean {
  return value >= (options.min ?? -Infinity) && value <= (options.max ?? Infinity);
}

export function declare<T extends AttributeValue>(
  type: string,
  documentation: string,
  options: Options<T>,
  accept: (value: AttributeValue) => T | undefined,
): Attribute<T> {
  const read = (value: AttributeValue): Reading<T> => {
    const accepted = accept(value);
    return accepted === undefined ? { expected: type } : { value: accepted };
  };
  return {
    type,
    documentation,
    read,
    ...(options.default === undefined ? {} : { default: options.default }),
  };
}

export function integer(documentation: string, options: Options<number> = {}): Attribute<number> {
  return declare(`a whole number${bounds(options)}`, documentation, options, (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && withinBounds(value, options)
      ? value
      : undefined,
  );
}

export function number(documentation: string, options: Options<number> = {}): Attribute<number> {
  return declare(`a number${bounds(options)}`, documentation, options, (value) =>
    typeof value === 'number' && Number.isFinite(value) && withinBounds(value, options) ? value : undefined,
  );
}

export function boolean(documentation: string, options: Options<boolean> = {}): Attribute<boolean> {
  return declare('true or false', documentation, options, (value) =>
    typeof value === 'boolean' ? value : undefined,
  );
}

export function text(documentation: string, options: Options<string> = {}): Attribute<string> {
  return declare('a text in quotes', documentation, options, (value) =>
    typeof value === 'string' ? value : undefined,
  );
}

export function choice<C extends string>(
  documentation: string,
  choices: readonly C[],
  options: Options<C> = {},
): Attribute<C> {
  const type = `one of ${choices.map((word) => `\`${word}\``).join(', ')}`;
  const accept = (value: AttributeValue) => choices.find((word) => word === value);
  return { ...declare(type, documentation, options, accept), choices };
}

/** Height and width: `3` means `3x3`. */
export function size(
  documentation: string,
  options: Options<readonly [number, number]> = {},
): Attribute<readonly [number, number]> {
  const extent = (value: AttributeValue | undefined): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && withinBounds(value, { min: 1, ...options });
  const type = `a size such as 3 or 3x3${options.min === 0 ? ', 0 or more' : ''}`;
  return declare<readonly [number, number]>(type, documentation, options, (value) => {
    if (extent(value)) return [value, value];
    if (Array.isArray(value) && value.length === 2 && extent(value[0]) && extent(value[1])) {
      return [value[0], value[1]];
    }
    return undefined;
  });
}

/**
 * One number, or a list of numbers such as one for each channel; a single number is read as a list of one.
 * The list may be empty where it is so by default.
 */
export function numbers(
  documentation: string,
  options: Options<readonly number[]> = {},
): Attribute<readonly number[]> {
  const type = `a number or a list of numbers such as [0.5, 0.4, 0.4]${bounds(options)}`;
  const valid = (value: AttributeValue): value is number =>
    typeof value === 'number' && Number.isFinite(value) && withinBounds(value, options);
  return declare<readonly number[]>(type, documentation, options, (value) => {
    if (valid(value)) return [value];
    const long = Array.isArray(value) && (value.length > 0 || options.default?.length === 0);
    return long && value.every(valid) ? value : undefined;
  });
}

/** Two numbers, the smaller one first, between which something is drawn: `[0.08, 1]`. */
export function interval(
  documentation: string,
  options: Options<readonly [number, number]> = {},
): Attribute<readonly [number, number]> {
  const type = `a list of two numbers such as [0.5, 1], the smaller one first${bounds(options)}`;
  const valid = (value: AttributeValue | undefined): value is number =>
    typeof value === 'number' && Number.isFinite(value) && withinBounds(value, options);
  return declare<readonly [number, number]>(type, documentation, options, (value) => {
    if (!Array.isArray(value) || value.length !== 2) return undefined;
    const [low, high] = value;
    return valid(low) && valid(high) && low <= high ? [low, high] : undefined;
  });
}

/** Texts in a list such as names of classes; empty by default. */
export function texts(documentation: string): Attribute<readonly string[]> {
  const options: Options<readonly string[]> = { default: [] };
  return declare('a list of texts such as ["cat", "dog"]', documentation, options, (value) =>
    Array.isArray(value) && value.every((entry): entry is string => typeof entry === 'string')
      ? value
      : undefined,
  );
}

/** The shape of images: [height, width] of grey ones, or [channels, height, width]. */
export function imageShape(documentation: string): Attribute<readonly number[]> {
  const extent = (entry: AttributeValue): entry is number =>
    typeof entry === 'number' && Number.isSafeInteger(entry) && entry >= 1 && entry <= 65_536;
  return declare<readonly number[]>('a shape such as 28x28 or 3x32x32', documentation, {}, (value) => {
    if (!Array.isArray(value) || !value.every(extent)) return undefined;
    if (value.length === 2) return [1, ...value];
    return value.length === 3 ? value : undefined;
  });
}

/** Rows and columns added or removed: [top, left, bottom, right]. */
export type Sides = readonly [number, number, number, number];

function readSides(value: AttributeValue): Sides | undefined {
  const count = (entry: AttributeValue | undefined): entry is number =>
    typeof entry === 'number' && Number.isSafeInteger(entry) && entry >= 0;
  if (count(value)) return [value, value, value, value];
  if (!Array.isArray(value) || !value.every(count)) return undefined;
  if (value.length === 2) return [value[0], value[1], value[0], value[1]];
  return value.length === 4 ? [value[0], value[1], value[2], value[3]] : undefined;
}

/**
 * Written `n` (every side), `HxW` (rows above and below, columns left and right) or `[top, left, bottom,
 * right]`.
 */
export function sides(documentation: string, options: Options<Sides> = {}): Attribute<Sides> {
  return declare<Sides>(
    'a number, a size such as 1x3, or [top, left, bottom, right]',
    documentation,
    options,
    readSides,
  );
}

/** `same`, `valid`, or the rows and columns added: `[top, left, bottom, right]`. */
export type Padding = 'same' | 'valid' | Sides;

/**
 * Zero padding of a sliding window, written `same`, `valid`, `n`, `HxW` or `[top, left, bottom, right]`.
 * `same` adds `(kernel - 1) * dilation` rows and columns in all, half on each side and the odd one below and
 * to the right, whatever the stride: for odd kernels this is PyTorch's `padding = kernel // 2`.
 */
export function padding(documentation: string, options: Options<Padding> = {}): Attribute<Padding> {
  const type = '`same`, `valid`, a number, a size such as 1x3, or [top, left, bottom, right]';
  const declared = declare<Padding>(type, documentation, options, (value) =>
    value === 'same' || value === 'valid' ? value : readSides(value),
  );
  return { ...declared, choices: ['same', 'valid'] };
}

/** An attribute that may be left out where no constant can be its default; it is then null. */
export function optional<T extends AttributeValue>(attribute: Attribute<T>): Attribute<T | null> {
  return {
    ...attribute,
    default: null,
    read: (value) => (value === null ? { value: null } : attribute.read(value)),
  };
}

/** One of the calls that a registry knows, or a word that stands for a call without arguments. */
export function call(type: string, documentation: string, options: Options<Call> = {}): Attribute<Call> {
  return declare<Call>(type, documentation, options, (value) => {
    if (typeof value === 'string') return { kind: value, attributes: {} };
    return isCall(value) ? value : undefined;
  });
}

export function isCall(value: AttributeValue | undefined): value is Call {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

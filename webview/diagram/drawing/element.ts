// SVG elements as plain data, to become markup or DOM.

export interface SvgElement {
  readonly tag: string;
  /** Tells siblings apart from one drawing to the next. */
  readonly key: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (SvgElement | string)[];
}

type AttributeText = string | number | undefined;

/** Attributes that are undefined are left out; numbers keep two decimals. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, AttributeText>>,
  ...children: readonly (SvgElement | string | undefined)[]
): SvgElement {
  const written: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && name !== 'key')
      written[name] = typeof value === 'number' ? coordinate(value) : value;
  }
  const { key } = attributes;
  return {
    tag,
    key: key === undefined ? undefined : String(key),
    attributes: written,
    children: children.filter((child) => child !== undefined),
  };
}

export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}

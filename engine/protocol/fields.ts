// Says what a value read from a JSON file lacks of what it should be.

export type FieldType = 'text' | 'number' | 'object' | 'list';

/**
 * `fields` are the types by name; a name with a dot lies inside an object.
 *
 * @returns undefined where all is well, otherwise what completes "FILE …": `lacks the field recipe.batch`
 */
export function wrongField(value: unknown, fields: Readonly<Record<string, FieldType>>): string | undefined {
  for (const [name, type] of Object.entries(fields)) {
    const found = name.split('.').reduce<unknown>(fieldOf, value);
    if (found === undefined) return `lacks the field ${name}`;
    if (typeOf(found) !== type) return `has a field ${name} that is ${words[type]}`;
  }
  return undefined;
}

const words: Readonly<Record<FieldType, string>> = {
  text: 'not a text',
  number: 'not a number',
  object: 'not an object',
  list: 'not a list',
};

function fieldOf(value: unknown, name: string): unknown {
  if (typeOf(value) !== 'object' || !Object.hasOwn(value as object, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function typeOf(value: unknown): FieldType | undefined {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'object' : undefined;
}

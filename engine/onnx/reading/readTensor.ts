// Reads what a tensor is and where its numbers stand.

import { damaged } from './damaged.ts';
import type { ByteRange, MessageReader } from './messageReader.ts';
import type { FileTensor, StoredData } from './onnxFile.ts';
import { readEntry } from './readEntry.ts';

const MOST_AXES = 64;
/** `float_data`, `int32_data`, `int64_data`, `double_data`, `uint64_data` */
const TYPED_FIELDS = [4, 5, 7, 10, 11];

/** `holder` stands at the field that holds the tensor. */
export function readTensor(holder: MessageReader): FileTensor {
  const whole = holder.range();
  const message = holder.message();
  const shape: number[] = [];
  const external = new Map<string, string>();
  let [elementType, name, location] = [0, '', 0];
  let raw: ByteRange | undefined;
  let typed = false;
  while (message.next()) {
    const { field } = message;
    if (field === 1) message.integers(shape, MOST_AXES);
    else if (field === 2) elementType = message.integer();
    else if (field === 8) name = message.text();
    else if (field === 9) raw = message.range();
    else if (field === 13) readEntry(message.message(), external);
    else if (field === 14) location = message.integer();
    else if (TYPED_FIELDS.includes(field)) typed = true;
  }
  if (shape.length > MOST_AXES || shape.some((extent) => !(extent >= 0)))
    throw damaged('a tensor has an impossible shape', whole.start);
  return { name, elementType, shape, data: storedData() };

  function storedData(): StoredData {
    if (location === 1 || external.size > 0) {
      const length = Number(external.get('length') ?? Number.NaN);
      return {
        kind: 'external',
        location: external.get('location') ?? '',
        offset: Number(external.get('offset') ?? 0),
        ...(Number.isSafeInteger(length) ? { length } : {}),
      };
    }
    if (raw) return { kind: 'raw', range: raw };
    return typed ? { kind: 'typed', range: whole } : { kind: 'none' };
  }
}

// Reads a pair of texts, as metadata and the places of external weights are written.

import type { MessageReader } from './messageReader.ts';

export function readEntry(message: MessageReader, into: Map<string, string>): void {
  let [key, value] = ['', ''];
  while (message.next()) {
    if (message.field === 1) key = message.text();
    else if (message.field === 2) value = message.text();
  }
  into.set(key, value);
}

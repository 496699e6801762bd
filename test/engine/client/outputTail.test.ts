// What is kept of an engine's output for the message about its end.

import { expect, it } from 'vitest';
import { OutputTail } from '../../../engine/client/outputTail.ts';

it('quotes what was said, without colours, blank lines and what the runtime prints of its memory', () => {
  const tail = new OutputTail();
  const text = 'conv1/Concat reused by conv1/Reshape as input\n\n\u001b[1;31mout of\u001b[m memory\nlast';
  expect(tail.add('stdout', Buffer.from(text))).toEqual(['out of memory']);
  expect(tail.quoted()).toBe(' Its last output was:\nout of memory\nlast');
});

// What a reader says of a file that is not what it should be.

import { UserError } from '../../userError.ts';

/** `what` is a clause, as in `a number is cut off`. */
export function damaged(what: string, offset: number): UserError {
  return new UserError(
    'onnx.damaged',
    `This file cannot be read as an ONNX model, because at byte ${offset.toLocaleString('en-US')} ${what}. ` +
      'It is damaged, or a file of another kind: export or download it again.',
  );
}

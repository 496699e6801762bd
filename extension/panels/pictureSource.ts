// A view that can give what it shows as a file: asks its page, and waits for the answer.

import type { FromPicturePage, PictureRequest, ToPicturePage } from '../../webview/protocol/picture.ts';

export interface PictureSource {
  /** `lenet5`: what the file is called where the user does not choose. */
  readonly name: string;
  /** URI of what is drawn, beside which the file goes. */
  readonly file: string;
  /** Whether light or dark is to be asked for; a figure has its own choice. */
  readonly asksTheme: boolean;
  encode(request: PictureRequest): Promise<Uint8Array>;
}

export class PictureRequests {
  private asked = 0;
  private readonly waiting = new Map<number, (answer: FromPicturePage) => void>();

  constructor(private readonly send: (message: ToPicturePage) => void) {}

  async encode(request: PictureRequest): Promise<Uint8Array> {
    this.asked += 1;
    const id = this.asked;
    const answer = await new Promise<FromPicturePage>((resolve) => {
      this.waiting.set(id, resolve);
      this.send({ kind: 'encode', id, request });
    });
    if (answer.kind === 'notEncoded') throw new Error(answer.message);
    return Buffer.from(answer.base64, 'base64');
  }

  receive(answer: FromPicturePage): void {
    this.waiting.get(answer.id)?.(answer);
    this.waiting.delete(answer.id);
  }
}

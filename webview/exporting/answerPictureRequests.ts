// Gives what a page shows as a file, when its panel asks for it.

import { sceneToPdf } from '../picture/formats/toPdf.ts';
import { sceneToTikz } from '../picture/formats/toTikz.ts';
import type { Scene } from '../picture/scene.ts';
import type { FromPicturePage, PictureRequest, ToPicturePage } from '../protocol/picture.ts';
import { rasterize } from './rasterize.ts';

export interface ShownPicture {
  readonly svg: string;
  /** Made only where a format needs it. */
  scene(): Scene;
}

/** `picture` is asked at the moment of the request; undefined where nothing is shown. */
export function answerPictureRequests(
  send: (answer: FromPicturePage) => void,
  picture: (theme: PictureRequest['theme']) => ShownPicture | undefined,
): void {
  window.addEventListener(
    'message',
    async ({ data }: MessageEvent<ToPicturePage | { readonly kind: string }>) => {
      if (data.kind !== 'encode') return;
      const { id, request } = data as ToPicturePage;
      try {
        const shown = picture(request.theme);
        if (!shown) throw new Error('There is no picture to export yet.');
        send({ kind: 'encoded', id, base64: toBase64(await encode(shown, request)) });
      } catch (failure) {
        send({
          kind: 'notEncoded',
          id,
          message: failure instanceof Error ? failure.message : String(failure),
        });
      }
    },
  );
}

async function encode(shown: ShownPicture, { format, scale }: PictureRequest): Promise<Uint8Array> {
  const text = (words: string) => new TextEncoder().encode(words);
  switch (format) {
    case 'svg':
      return text(shown.svg);
    case 'pdf':
      return sceneToPdf(shown.scene());
    case 'tex':
      return text(sceneToTikz(shown.scene()));
    case 'png':
      return rasterize(shown.svg, scale);
  }
}

/** In pieces, since a call takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(binary);
}

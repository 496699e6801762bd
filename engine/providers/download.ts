// Downloads one file: bounded, cancellable, and told in a sentence where it fails.

import { open } from 'node:fs/promises';
import { UserError } from '../userError.ts';

export interface DownloadOptions {
  /** Bytes at most. */
  readonly most: number;
  readonly signal: AbortSignal;
  /** Bytes so far, and all of them where the server says how many. */
  readonly onProgress: (done: number, total: number | undefined) => void;
}

/**
 * @throws UserError `download.failed`; what was aborted throws the signal's reason
 */
export async function download(url: string, file: string, options: DownloadOptions): Promise<void> {
  const { most, signal, onProgress } = options;
  try {
    const response = await fetch(url, { signal, headers: { 'accept-encoding': 'identity' } });
    if (!response.ok || !response.body)
      throw failed(url, `the server answers ${`${response.status} ${response.statusText}`.trim()}`);
    if (!isTrusted(response.url)) throw failed(url, `it leads to ${response.url}, which is not encrypted`);
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    const total = Number.isSafeInteger(length) ? length : undefined;
    if (total !== undefined && total > most) throw tooLarge(url, most);
    const done = await write(response.body, file, (bytes) => {
      if (bytes > most) throw tooLarge(url, most);
      onProgress(bytes, total);
    });
    if (total !== undefined && done !== total) throw failed(url, `it ended after ${done} of ${total} bytes`);
  } catch (failure) {
    signal.throwIfAborted();
    throw failure instanceof UserError ? failure : failed(url, reasonOf(failure), failure);
  }
}

async function write(
  body: AsyncIterable<Uint8Array>,
  file: string,
  onBytes: (bytes: number) => void,
): Promise<number> {
  const handle = await open(file, 'wx');
  try {
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      onBytes(bytes);
      await handle.writeFile(chunk);
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

/** Encrypted on the way, or not on the way at all. */
function isTrusted(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || hostname === '127.0.0.1';
}

/** Fetch says "fetch failed" and "terminated"; the reason is the cause's. */
function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const { cause } = failure;
  return cause instanceof Error && cause.message !== '' ? cause.message : failure.message;
}

function tooLarge(url: string, most: number): UserError {
  return failed(url, `it is larger than ${most / 2 ** 30} GiB, more than is expected`);
}

function failed(url: string, why: string, cause?: unknown): UserError {
  const message = `${url} could not be downloaded: ${why}. Nothing was installed; try again, or download it otherwise and name the file with \`--from\`.`;
  return new UserError('download.failed', message, { cause });
}

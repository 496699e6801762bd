// Takes the CUDA provider's libraries out of the package that ONNX Runtime publishes, and nothing else.

import { createReadStream, createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { entryStart, readZipDirectory, type ZipEntry } from '../datasets/zipDirectory.ts';
import { UserError } from '../userError.ts';

/** What the package must hold, once each, in this folder of its own. */
const place = 'runtimes/linux-x64/native/';
export const providerLibraries = [
  'libonnxruntime_providers_shared.so',
  'libonnxruntime_providers_cuda.so',
  'libonnxruntime_providers_tensorrt.so',
] as const;

/** Of one library; CUDA's has some hundred million. */
const MOST_BYTES = 2 ** 31;

/**
 * Writes the libraries into a folder in which they are not yet.
 * @throws UserError `provider.archive` where the file is not that package
 */
export async function unpackProviders(archive: string, folder: string): Promise<void> {
  const entries = await readZipDirectory(archive).catch((failure: unknown) => {
    throw failure instanceof UserError ? wrong(archive, failure.message, failure) : failure;
  });
  const found = providerLibraries.map((library) => only(archive, entries, library));
  for (const [at, library] of providerLibraries.entries())
    await unpack(archive, found[at]!, join(folder, library));
}

function only(archive: string, entries: readonly ZipEntry[], library: string): ZipEntry {
  const [entry, ...more] = entries.filter(({ name }) => name === place + library);
  if (entry === undefined) throw wrong(archive, `It has no ${place}${library}.`);
  if (more.length > 0) throw wrong(archive, `It has ${more.length + 1} entries ${entry.name}.`);
  if (entry.size > MOST_BYTES || entry.size === 0)
    throw wrong(archive, `Its ${library} is said to have ${entry.size} bytes.`);
  return entry;
}

async function unpack(archive: string, entry: ZipEntry, target: string): Promise<void> {
  const start = await entryStart(archive, entry).catch((failure: unknown) => {
    throw failure instanceof UserError ? wrong(archive, failure.message, failure) : failure;
  });
  const packed = createReadStream(archive, { start, end: start + entry.packed - 1 });
  const plain = entry.method === 8 ? packed.pipe(createInflateRaw()) : packed;
  packed.on('error', (error) => plain.destroy(error));
  await pipeline(plain, checked(archive, entry), createWriteStream(target, { flags: 'wx' })).catch(
    (failure: unknown) => {
      // Zlib's errors; those of the disk say themselves what they are.
      const damaged =
        failure instanceof Error &&
        'errno' in failure &&
        'code' in failure &&
        /^Z_/.test(String(failure.code));
      throw damaged ? wrong(archive, `${entry.name} is damaged (${failure.message}).`, failure) : failure;
    },
  );
}

/** Passes an entry's bytes on, and fails where they are more, fewer or others than the directory says. */
function checked(archive: string, entry: ZipEntry) {
  return async function* (bytes: AsyncIterable<Uint8Array>) {
    let size = 0;
    let sum = 0;
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > entry.size) break;
      sum = crc32(chunk, sum);
      yield chunk;
    }
    if (size !== entry.size || sum !== entry.crc)
      throw wrong(archive, `${entry.name} is damaged: its size or checksum is another one.`);
  };
}

function wrong(archive: string, what: string, cause?: unknown): UserError {
  const message = `${basename(archive)} is not the package with ONNX Runtime's CUDA provider for Linux x64: ${what} Nothing was installed.`;
  return new UserError('provider.archive', message, { file: archive, cause });
}

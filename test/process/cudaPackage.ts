// Packages as NuGet serves them, good and bad, for tests of the installation: the libraries in them are no libraries.

import { crc32, deflateRawSync } from 'node:zlib';
import { providerLibraries } from '../../engine/providers/unpackProviders.ts';

const place = 'runtimes/linux-x64/native/';

/** What each library of `goodPackage` holds. */
export function contentOf(library: string): Buffer {
  return Buffer.from(`${library} `.repeat(1000));
}

/** The three libraries between what else a package has. */
export function goodPackage(more: readonly (readonly [string, Buffer])[] = []): Buffer {
  return zipOf([
    ['Microsoft.ML.OnnxRuntime.Gpu.Linux.nuspec', Buffer.from('<package/>')],
    ...providerLibraries.map((library) => [place + library, contentOf(library)] as const),
    ['LICENSE', Buffer.from('MIT')],
    ...more,
  ]);
}

/** A zip archive of deflated entries (PKWARE's APPNOTE 6.3). */
export function zipOf(entries: readonly (readonly [string, Buffer])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of entries) {
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    parts.push(local, Buffer.from(name), packed);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(content), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, Buffer.from(name));
    offset += local.length + name.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

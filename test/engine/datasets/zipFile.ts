// Makes zip archives of one entry, as honest or as hostile as a test wants them.

export interface ZipEntryOf {
  /** Deflated. */
  readonly packed: Uint8Array;
  /** What the entry claims to unpack to. */
  readonly size: number;
  /** The kind and the permissions of a file of Unix; 0 for an archive of another system. */
  readonly mode?: number;
}

/** The bytes of an archive of one deflated entry, without a checksum. */
export function zipOf(name: string, { packed, size, mode = 0 }: ZipEntryOf): Uint8Array {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(mode === 0 ? 20 : (3 << 8) | 20, 4);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE((mode << 16) >>> 0, 38);
  const start = local.length + name.length + packed.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(start, 16);
  return new Uint8Array(Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]));
}

// Times and amounts of memory as all pages show them.

/** Milliseconds with three digits that tell, as far as microseconds go: `1,234`, `31.2`, `3.12`, `0.312`. */
export function formatMs(milliseconds: number): string {
  if (milliseconds >= 99.95) return Math.round(milliseconds).toLocaleString('en-US');
  if (milliseconds >= 9.995) return milliseconds.toFixed(1);
  return milliseconds.toFixed(milliseconds >= 0.9995 ? 2 : 3);
}

/** `1.5 MiB` */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(value >= 100 ? 0 : 1)} ${units[power]}`;
}

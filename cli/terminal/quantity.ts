// Numbers as people read them: with units and sensible digits.

/** `61706` as `61,706`. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `416520` as `417 k`, `4089184256` as `4.09 G`: three digits. */
export function withPrefix(value: number, unit: string): string {
  const step = [
    { factor: 1e12, prefix: 'T' },
    { factor: 1e9, prefix: 'G' },
    { factor: 1e6, prefix: 'M' },
    { factor: 1e3, prefix: 'k' },
  ].find(({ factor }) => Math.abs(value) >= factor);
  if (!step) return `${value} ${unit}`;
  const scaled = value / step.factor;
  const digits = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
  return `${scaled.toFixed(digits)} ${step.prefix}${unit}`;
}

/** Bytes in binary units: `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let power = 0;
  let value = bytes;
  while (value >= 1024 && power < units.length - 1) {
    value /= 1024;
    power += 1;
  }
  return `${power === 0 ? value : value.toFixed(value >= 100 ? 0 : 1)} ${units[power]}`;
}

/** `4 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** `0.42 s`, `4.2 s`, and from ten seconds on as `formatDuration`. */
export function formatSeconds(seconds: number): string {
  if (seconds >= 9.95) return formatDuration(seconds);
  return `${seconds.toFixed(seconds < 0.995 ? 2 : 1)} s`;
}

/** A share from 0 to 1 as `98.42 %`. */
export function formatPercent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

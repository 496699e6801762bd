// Numbers as the dashboard shows them.

/** Four significant digits for a loss: `0.1234`, `12.34`. */
export function formatLoss(loss: number): string {
  return loss.toPrecision(4);
}

/** `98.42 %` */
export function formatPercent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** `4 s`, `2 min 05 s`, `1 h 02 min` */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** `8,123` */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `0.05`, `1.2e-5` */
export function formatRate(rate: number): string {
  if (rate === 0) return '0';
  return rate >= 1e-4 ? String(Number(rate.toPrecision(3))) : rate.toExponential(1);
}

/** Three digits of any size: `0.123`, `12.3`, `1.2e-7`. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(1).replaceAll('-', '\u2212');
  return String(Number(value.toPrecision(3))).replace('-', '\u2212');
}

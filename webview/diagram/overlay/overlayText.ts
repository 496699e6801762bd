// How the values of an overlay read.

import { formatBytes, formatMs } from '../../components/quantity.ts';
import type { LayerOverlay } from '../../protocol/overlay.ts';
import { shortAmount } from '../layout/measure.ts';

type Form = Pick<LayerOverlay, 'format' | 'unit'>;

/** `25.6 M`, `4.09 GMAC`, `1.5 MiB`, `3.12 ms`, `31.4 %`, `0.0312`. */
export function overlayText(value: number, { format, unit }: Form): string {
  switch (format) {
    case 'amount':
      return withUnit(shortAmount(value), unit);
    case 'bytes':
      return formatBytes(value);
    case 'milliseconds':
      return `${formatMs(value)} ms`;
    case 'share':
      return `${(value * 100).toFixed(1)} %`;
    case 'number':
      return withUnit(numberText(value), unit).trimEnd();
  }
}

/** As long as any value of this form gets. */
export function widestText({ format, unit }: Form): string {
  switch (format) {
    case 'amount':
      return `0.00 M${unit}`;
    case 'bytes':
      return '0000 MiB';
    case 'milliseconds':
      return '0.000 ms';
    case 'share':
      return '100.0 %';
    case 'number':
      return `-0.00e-00 ${unit}`.trimEnd();
  }
}

/** `118 kMAC`, but `840 MAC`. */
function withUnit(amount: string, unit: string): string {
  return unit === '' || /\D$/.test(amount) ? `${amount}${unit}` : `${amount} ${unit}`;
}

function numberText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e4 ? String(Number(value.toPrecision(3))) : value.toExponential(2);
}

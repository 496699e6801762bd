// Numbers as the profile shows them.

/** `31.4 %` */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** `61.2`, `0.42`, and nothing for nothing. */
export function formatRate(gflops: number): string {
  if (gflops === 0) return '';
  return gflops >= 100 ? gflops.toFixed(0) : gflops.toFixed(gflops >= 10 ? 1 : 2);
}

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

// Into how many equal parts a batch is cut.

/** The most replicas, `most` of them or fewer, that get equally many images; one where nothing is shared. */
export function replicaCount(batch: number, most = 1): number {
  for (let count = Math.min(batch, most); count > 1; count--) if (batch % count === 0) return count;
  return 1;
}

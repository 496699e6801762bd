// Places the names of lines at their ends, one below the other where they would overlap.

export interface DirectLabel {
  readonly text: string;
  readonly color: string;
  /** Where its line ends. */
  readonly y: number;
}

/** The labels from top to bottom, at least `distance` apart and between `top` and `bottom`, as near to their lines as that allows. */
export function placeLabels(
  labels: readonly DirectLabel[],
  { top, bottom, distance }: { readonly top: number; readonly bottom: number; readonly distance: number },
): readonly DirectLabel[] {
  const placed = labels
    .toSorted((a, b) => a.y - b.y)
    .map((label) => ({ ...label, y: clamp(label.y, top, bottom) }));
  for (let at = 1; at < placed.length; at++) {
    placed[at]!.y = Math.max(placed[at]!.y, placed[at - 1]!.y + distance);
  }
  let limit = bottom;
  for (const label of placed.toReversed()) {
    label.y = Math.min(label.y, limit);
    limit = label.y - distance;
  }
  return placed;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

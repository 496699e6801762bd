// How far a text may expand: far beyond any real network, and little enough to end within about a second.

export const limits = {
  /** Layers of one network. */
  layers: 20_000,
  /** Rounds of one loop. */
  rounds: 20_000,
  /** Statements and expressions evaluated for one network. */
  steps: 300_000,
  /** Blocks within blocks. */
  blockDepth: 64,
  /** Bodies within bodies, blocks' bodies included. */
  bodyDepth: 400,
  /** Numbers of one sample anywhere in a network. */
  elements: 2 ** 40,
  /** Files that are imported, directly or not. */
  files: 200,
} as const;

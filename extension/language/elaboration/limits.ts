// How far a text may expand: far beyond any real network, and little enough to end within about a second.

export const limits = {
  /** Layers of one network. */
  layers: 20_000,
  /** Rounds of one loop. */
  rounds: 20_000,
  /** Statements and expressions evaluated for one network. */
  steps: 300_000,
  /** Layers of all networks of one file: its models, and its recipes with other arguments. */
  layersOfFile: 60_000,
  /** Statements and expressions evaluated for all networks of one file. */
  stepsOfFile: 600_000,
  /** Items of one list, those of the lists in it included. */
  items: 20_000,
  /** Blocks within blocks. */
  blockDepth: 64,
  /** Bodies within bodies, blocks' bodies included. */
  bodyDepth: 400,
  /** Numbers of one sample anywhere in a network. */
  elements: 2 ** 40,
  /** Files that are imported, directly or not. */
  files: 200,
  /** Diagnostics of one severity; what is wrong beyond them is not looked at. */
  diagnostics: 1000,
} as const;

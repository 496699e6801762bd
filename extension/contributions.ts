// Every command, setting and context key, declared once; `npm run check` holds package.json against it.

export const commandIds = {
  openDiagram: 'netwright.openDiagram',
  train: 'netwright.train',
  stopTraining: 'netwright.stopTraining',
  resumeTraining: 'netwright.resumeTraining',
  openTraining: 'netwright.openTraining',
} as const;

export const settingIds = {
  inlayHintShapes: 'netwright.inlayHints.shapes',
  device: 'netwright.training.device',
  threads: 'netwright.training.threads',
  runsFolder: 'netwright.training.runsFolder',
} as const;

/** `setContext` keys for `when` clauses. */
export const contextKeys = {
  training: 'netwright:training',
} as const;

/** The language of `.cnn` files. */
export const languageId = 'cnn';

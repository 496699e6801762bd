// Every command, setting and context key, declared once; `npm run check` holds package.json against it.

export const commandIds = {
  openDiagram: 'netwright.openDiagram',
  openFigure: 'netwright.openFigure',
  exportPicture: 'netwright.exportPicture',
  compare: 'netwright.compare',
  train: 'netwright.train',
  stopTraining: 'netwright.stopTraining',
  pauseTraining: 'netwright.pauseTraining',
  resumeTraining: 'netwright.resumeTraining',
  changeLearningRate: 'netwright.changeLearningRate',
  openTraining: 'netwright.openTraining',
  findLearningRate: 'netwright.findLearningRate',
  overfitOneBatch: 'netwright.overfitOneBatch',
  chooseDevice: 'netwright.chooseDevice',
  installCuda: 'netwright.installCuda',
  removeCuda: 'netwright.removeCuda',
  newModel: 'netwright.newModel',
  lookInside: 'netwright.lookInside',
  showResults: 'netwright.showResults',
  profile: 'netwright.profile',
  saveProfileTrace: 'netwright.saveProfileTrace',
  showRun: 'netwright.showRun',
  renameRun: 'netwright.renameRun',
  tagRun: 'netwright.tagRun',
  deleteRun: 'netwright.deleteRun',
  openRunFolder: 'netwright.openRunFolder',
  restoreRunText: 'netwright.restoreRunText',
  exportRun: 'netwright.exportRun',
  resumeRun: 'netwright.resumeRun',
  compareRuns: 'netwright.compareRuns',
  advanceQueuedRun: 'netwright.advanceQueuedRun',
  cancelQueuedRun: 'netwright.cancelQueuedRun',
} as const;

export const settingIds = {
  codeLens: 'netwright.codeLens',
  diagramDirection: 'netwright.diagram.direction',
  inlayHintShapes: 'netwright.inlayHints.shapes',
  inlayHintParameters: 'netwright.inlayHints.parameters',
  device: 'netwright.training.device',
  threads: 'netwright.training.threads',
  replicas: 'netwright.training.replicas',
  imageMemory: 'netwright.training.imageMemory',
  internals: 'netwright.training.internals',
  deterministic: 'netwright.training.deterministic',
  outlive: 'netwright.training.keepRunning',
  interrupted: 'netwright.training.interruptedRuns',
  runsFolder: 'netwright.training.runsFolder',
  runtimePath: 'netwright.runtimePath',
} as const;

/** Views that package.json declares. */
export const viewIds = { runs: 'netwright.runs' } as const;

/** `setContext` keys for `when` clauses. */
export const contextKeys = {
  training: 'netwright:training',
  profiled: 'netwright:profiled',
} as const;

/** The language of `.cnn` files. */
export const languageId = 'cnn';

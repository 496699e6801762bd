// What the command line may import: see allowedImports.mjs.

/** @type {Record<string, { folders: string[], packages: string[] }>} */
export const cliWalls = {
  cli: {
    folders: [
      'extension/language',
      'extension/comparison',
      'extension/diagram',
      'webview/protocol',
      'webview/diagram/layout',
      'webview/diagram/drawing',
      'webview/figure',
      'webview/picture',
      'engine/client',
      'engine/onnx/reading',
      'engine/onnx/disk',
      'engine/providers',
      'engine/protocol',
      'engine/network',
      'engine/recipe',
      'engine/analysis',
      'engine/runtime/device.ts',
      'engine/tuning/choiceCache.ts',
      'engine/userError.ts',
    ],
    packages: ['node:', 'elkjs'],
  },
  'cli/encodePicture.ts': {
    folders: ['cli', 'webview/picture', 'engine/userError.ts'],
    packages: ['node:', 'sharp'],
  },
};

// What the pages' folders may import: a part of the table of allowed imports.

/** @type {Record<string, { folders: string[], packages: string[] }>} */
export const webviewWalls = {
  'webview/protocol': { folders: [], packages: [] },
  'webview/host': { folders: ['webview/protocol'], packages: [] },
  'webview/components': { folders: [], packages: ['@vscode/webview-ui-toolkit', 'lit-html'] },
  'webview/shell': { folders: [], packages: [] },
  'webview/series': { folders: [], packages: [] },
  'webview/chart': {
    folders: ['webview/series', 'webview/diagram/drawing'],
    packages: ['lit-html'],
  },
  'webview/diagram': {
    folders: ['webview/protocol', 'webview/host', 'webview/components', 'webview/shell'],
    packages: ['lit-html', 'elkjs'],
  },
  'webview/diagram/layout': { folders: ['webview/protocol', 'webview/diagram'], packages: ['elkjs'] },
  'webview/diagram/drawing': { folders: ['webview/protocol', 'webview/diagram'], packages: [] },
  'webview/picture': { folders: ['webview/diagram/drawing', 'webview/diagram/layout'], packages: [] },
  'webview/figure': { folders: ['webview/protocol', 'webview/picture'], packages: [] },
  'webview/dashboard': {
    folders: [
      'webview/protocol',
      'webview/host',
      'webview/components',
      'webview/shell',
      'webview/series',
      'webview/chart',
    ],
    packages: ['lit-html'],
  },
  'webview/inside': {
    folders: [
      'webview/protocol',
      'webview/host',
      'webview/components',
      'webview/shell',
      'webview/series',
      'webview/chart',
    ],
    packages: ['lit-html'],
  },
  'webview/results': {
    folders: ['webview/protocol', 'webview/host', 'webview/components', 'webview/shell'],
    packages: ['lit-html'],
  },
  'webview/runs': {
    folders: [
      'webview/protocol',
      'webview/host',
      'webview/components',
      'webview/shell',
      'webview/chart',
      'webview/dashboard',
    ],
    packages: ['lit-html'],
  },
  'webview/profile': {
    folders: [
      'webview/protocol',
      'webview/host',
      'webview/components',
      'webview/shell',
      'webview/chart/scale.ts',
    ],
    packages: ['lit-html'],
  },
  'webview/exporting': { folders: ['webview/picture', 'webview/protocol'], packages: [] },
  'webview/figurePanel': {
    folders: [
      'webview/protocol',
      'webview/host',
      'webview/components',
      'webview/exporting',
      'webview/figure',
      'webview/picture',
    ],
    packages: ['lit-html'],
  },
  'webview/diagram/diagramPicture.ts': {
    folders: ['webview/diagram', 'webview/exporting', 'webview/picture'],
    packages: [],
  },
  'webview/diagram/main.ts': {
    folders: [
      'webview/diagram',
      'webview/protocol',
      'webview/host',
      'webview/components',
      'webview/exporting',
    ],
    packages: ['lit-html', 'elkjs'],
  },
  'webview/onnx': { folders: ['webview/protocol'], packages: ['lit-html'] },
};

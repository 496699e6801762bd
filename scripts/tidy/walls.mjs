// Who may import whom: the arrows of ARCHITECTURE.md, checked on every import.
import { posix } from 'node:path';

/** @typedef {import('./sourceFiles.mjs').SourceFile} SourceFile */

/**
 * A folder (or file) and what it may import: other folders of the project, and packages. The longest match of a file's
 * path is its rule. A folder may always import itself.
 * @type {Record<string, { folders: string[], packages: string[] }>}
 */
export const walls = {
  'engine/userError.ts': { folders: [], packages: [] },
  'engine/elementaryFunctions.ts': { folders: [], packages: [] },
  'engine/random.ts': { folders: ['engine/elementaryFunctions.ts'], packages: [] },
  'engine/network': { folders: [], packages: [] },
  'engine/graph': { folders: [], packages: [] },
  'engine/layers': { folders: ['engine/network', 'engine/graph'], packages: [] },
  'engine/recipe': { folders: ['engine/network', 'engine/runtime/device.ts'], packages: [] },
  'engine/analysis': { folders: ['engine/network', 'engine/layers'], packages: [] },
  'engine/autodiff': { folders: ['engine/graph', 'engine/userError.ts'], packages: [] },
  'engine/lowering': { folders: ['engine/network', 'engine/graph', 'engine/layers'], packages: [] },
  'engine/onnx': {
    folders: ['engine/graph', 'engine/userError.ts', 'engine/runtime/device.ts'],
    packages: [],
  },
  'engine/runtime': { folders: ['engine/graph', 'engine/userError.ts'], packages: ['node:'] },
  'engine/runtime/onnxRuntime.ts': {
    folders: ['engine/graph', 'engine/onnx', 'engine/runtime', 'engine/userError.ts'],
    packages: ['node:', 'onnxruntime-node'],
  },
  'engine/runtime/loadLibrary.ts': {
    folders: ['engine/runtime', 'engine/userError.ts'],
    packages: ['node:', 'onnxruntime-node'],
  },
  'engine/runtime/residentProgram.ts': {
    folders: ['engine/graph', 'engine/runtime'],
    packages: ['onnxruntime-node'],
  },
  'engine/datasets': {
    folders: [
      'engine/network',
      'engine/recipe',
      'engine/elementaryFunctions.ts',
      'engine/random.ts',
      'engine/userError.ts',
    ],
    packages: ['node:', 'hyparquet', 'hyparquet-compressors', 'jpeg-js', 'modern-tar', 'pngjs', 'sharp'],
  },
  'engine/training': {
    folders: [
      'engine/network',
      'engine/graph',
      'engine/layers',
      'engine/recipe',
      'engine/analysis',
      'engine/autodiff',
      'engine/lowering',
      'engine/onnx',
      'engine/datasets',
      'engine/random.ts',
      'engine/userError.ts',
      'engine/runtime/runtime.ts',
      'engine/runtime/device.ts',
      'engine/protocol',
    ],
    packages: ['node:'],
  },
  'engine/profiler': {
    folders: [
      'engine/network',
      'engine/graph',
      'engine/recipe',
      'engine/training',
      'engine/analysis',
      'engine/random.ts',
      'engine/userError.ts',
      'engine/runtime/runtime.ts',
      'engine/protocol',
    ],
    packages: [],
  },
  'engine/protocol': {
    folders: [
      'engine/analysis/memoryForecast.ts',
      'engine/network',
      'engine/recipe',
      'engine/runtime/device.ts',
    ],
    packages: [],
  },
  'engine/process': { folders: ['engine'], packages: ['node:'] },
  'engine/client': {
    folders: ['engine/protocol', 'engine/runtime/runtimeChoice.ts', 'engine/userError.ts'],
    packages: ['node:'],
  },
  'engine/providers': {
    folders: ['engine/client', 'engine/datasets/zipDirectory.ts', 'engine/userError.ts'],
    packages: ['node:'],
  },
  'webview/protocol': { folders: [], packages: [] },
  'webview/host': { folders: ['webview/protocol'], packages: [] },
  'webview/components': { folders: [], packages: ['@vscode/webview-ui-toolkit', 'lit-html'] },
  'webview/diagram': {
    folders: ['webview/protocol', 'webview/host', 'webview/components'],
    packages: ['lit-html', 'elkjs'],
  },
  'webview/diagram/layout': { folders: ['webview/protocol', 'webview/diagram'], packages: ['elkjs'] },
  'webview/diagram/drawing': { folders: ['webview/protocol', 'webview/diagram'], packages: [] },
  'webview/picture': { folders: ['webview/diagram/drawing', 'webview/diagram/layout'], packages: [] },
  'webview/figure': { folders: ['webview/protocol', 'webview/picture'], packages: [] },
  'webview/dashboard': {
    folders: ['webview/protocol', 'webview/host', 'webview/components'],
    packages: ['lit-html', 'uplot'],
  },
  'webview/profile': {
    folders: ['webview/protocol', 'webview/host', 'webview/components'],
    packages: ['lit-html'],
  },
  'extension/contributions.ts': { folders: [], packages: [] },
  'extension/language': {
    folders: [
      'engine/network',
      'engine/layers',
      'engine/recipe',
      'engine/analysis',
      'engine/runtime/device.ts',
    ],
    packages: [],
  },
  'extension/diagram': {
    folders: ['engine/network', 'engine/layers', 'engine/analysis', 'webview/protocol'],
    packages: [],
  },
  'extension/language-server': {
    folders: [
      'extension/language',
      'engine/network',
      'engine/layers',
      'engine/recipe',
      'engine/analysis',
      'engine/runtime/device.ts',
    ],
    packages: ['node:', 'vscode-languageserver', 'vscode-languageserver-textdocument'],
  },
  'extension/language-client': {
    folders: ['extension/language-server/protocol.ts', 'extension/contributions.ts', 'engine/network'],
    packages: ['node:', 'vscode', 'vscode-languageclient'],
  },
  'extension/panels': {
    folders: [
      'extension/diagram',
      'extension/training',
      'extension/profiling',
      'extension/language-client',
      'extension/language-server/protocol.ts',
      'extension/contributions.ts',
      'webview/protocol',
      'webview/diagram/page.ts',
      'webview/profile/page.ts',
      'webview/dashboard/page.ts',
      'engine/protocol',
      'engine/network',
      'engine/analysis',
    ],
    packages: ['node:', 'vscode'],
  },
  'extension/training': {
    folders: [
      'extension/language-client',
      'extension/language-server/protocol.ts',
      'extension/profiling/chosenRuntime.ts',
      'extension/contributions.ts',
      'engine/client',
      'engine/protocol',
      'engine/network',
      'engine/recipe',
      'engine/userError.ts',
      'webview/protocol',
    ],
    packages: ['node:', 'vscode'],
  },
  'extension/profiling': {
    folders: ['extension/contributions.ts', 'engine/client', 'engine/protocol', 'engine/userError.ts'],
    packages: ['node:', 'vscode'],
  },
  'extension/commands': {
    folders: [
      'extension/profiling',
      'extension/panels',
      'extension/training',
      'extension/language-client',
      'extension/language-server/protocol.ts',
      'extension/contributions.ts',
      'engine/client/newRunFolder.ts',
      'engine/providers',
      'engine/protocol',
    ],
    packages: ['node:', 'vscode'],
  },
  'extension/main.ts': { folders: ['extension'], packages: ['node:', 'vscode'] },
  cli: {
    folders: [
      'extension/language',
      'extension/diagram',
      'webview/protocol',
      'webview/diagram/layout',
      'webview/diagram/drawing',
      'webview/figure',
      'webview/picture',
      'engine/client',
      'engine/providers',
      'engine/protocol',
      'engine/network',
      'engine/recipe',
      'engine/analysis',
      'engine/runtime/device.ts',
      'engine/userError.ts',
    ],
    packages: ['node:', 'elkjs'],
  },
  'cli/encodePicture.ts': {
    folders: ['cli', 'webview/picture', 'engine/userError.ts'],
    packages: ['node:', 'sharp'],
  },
};

const free = /^(test|bench|scripts)\/|^vitest\./;

/**
 * @param {SourceFile[]} files
 * @returns {string[]} one line for each forbidden import, import cycle, or file in no known place
 */
export function findWallProblems(files) {
  const product = files.filter(({ path }) => !free.test(path));
  const problems = [];
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  for (const { path, text } of product) {
    const rule = ruleOf(path);
    if (!rule) {
      problems.push(`${path}: no wall in scripts/tidy/walls.mjs covers this place.`);
      continue;
    }
    for (const { specifier, typeOnly } of importsOf(text)) {
      const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
      const allowed = target
        ? inside(target, rule.place) || rule.folders.some((folder) => inside(target, folder))
        : rule.packages.some(
            (name) => specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`),
          );
      if (!allowed) problems.push(`${path}: must not import ${specifier} (see ARCHITECTURE.md).`);
      if (target && !typeOnly) graph.set(path, [...(graph.get(path) ?? []), target]);
    }
  }
  return [...problems, ...findCycles(graph)];
}

/** @param {string} path @param {string} place */
function inside(path, place) {
  return path === place || path.startsWith(`${place}/`);
}

/** @param {string} path */
function ruleOf(path) {
  const place = Object.keys(walls)
    .filter((candidate) => inside(path, candidate))
    .sort((a, b) => b.length - a.length)[0];
  return place === undefined ? undefined : { place, ...walls[place] };
}

/** @param {string} text */
function importsOf(text) {
  const pattern = /^(?:import|export)\s(type\s)?(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    specifier: match[2] ?? match[3],
    typeOnly: match[1] !== undefined,
  }));
}

/** @param {Map<string, string[]>} graph */
function findCycles(graph) {
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map();
  /** @type {string[]} */
  const cycles = [];
  /** @param {string} file @param {string[]} trail */
  const visit = (file, trail) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push(`import cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}

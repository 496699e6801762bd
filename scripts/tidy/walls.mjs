// Who may import whom: the arrows of ARCHITECTURE.md, checked on every import.
import { posix } from 'node:path';
import { walls } from './allowedImports.mjs';

/** @typedef {import('./sourceFiles.mjs').SourceFile} SourceFile */

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
      problems.push(`${path}: no wall in scripts/tidy/allowedImports.mjs covers this place.`);
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

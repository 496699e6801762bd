// The manifest against the one declared list of commands, settings and context keys.
import { readFileSync } from 'node:fs';
import { repository } from '../repository.mjs';

/** @returns {string[]} */
export function findManifestProblems() {
  const manifest = JSON.parse(readFileSync(`${repository}/package.json`, 'utf8'));
  const declared = readFileSync(`${repository}/extension/contributions.ts`, 'utf8');
  const ids = new Set([...declared.matchAll(/'(netwright\.[\w.]+)'/g)].map((match) => match[1]));
  const contributed = new Set([
    ...(manifest.contributes?.commands ?? []).map((/** @type {{command: string}} */ { command }) => command),
    ...Object.keys(manifest.contributes?.configuration?.properties ?? {}),
    ...Object.values(manifest.contributes?.views ?? {})
      .flat()
      .map((/** @type {{id: string}} */ { id }) => id),
  ]);
  return [
    ...[...contributed]
      .filter((id) => !ids.has(id))
      .map((id) => `package.json: ${id} is not in extension/contributions.ts.`),
    ...[...ids]
      .filter((id) => !contributed.has(id))
      .map((id) => `extension/contributions.ts: ${id} is not in package.json.`),
  ];
}

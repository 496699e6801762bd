// Size budgets and small rules of style that the linter does not know.

/** @typedef {import('./sourceFiles.mjs').SourceFile} SourceFile */

const fileLines = 300;
/** Files that may be longer, each with its reason. @type {Record<string, { lines: number, reason: string }>} */
const exceptions = {
  'extension/language/syntax/tree.ts': {
    lines: 400,
    reason: 'one declaration for each form of the language, read as a list',
  },
};
const forbiddenNames = /(^|\/)(utils?|helpers?|common|misc)(\.|\/|$)/;

/**
 * @param {SourceFile[]} files
 * @returns {string[]}
 */
export function findBudgetProblems(files) {
  return files.flatMap((file) => [...longFile(file), ...missingHeader(file), ...forbidden(file)]);
}

/** @param {SourceFile} file */
function longFile({ path, text }) {
  const lines = text.split('\n').length - 1;
  const limit = exceptions[path]?.lines ?? (path.startsWith('test/') ? 500 : fileLines);
  return lines > limit ? [`${path}: ${lines} lines, the budget is ${limit}.`] : [];
}

/** @param {SourceFile} file */
function missingHeader({ path, text }) {
  return /^(#!.*\n)?\/\/ \S/.test(text) ? [] : [`${path}: open the file with one sentence on its job.`];
}

/** @param {SourceFile} file */
function forbidden({ path, text }) {
  const problems = [];
  if (forbiddenNames.test(path)) problems.push(`${path}: name the file after what it does.`);
  if (/^export default/m.test(text) && !path.includes('config'))
    problems.push(`${path}: no default exports.`);
  if (/@ts-(ignore|nocheck)\b(?=\s|$)/.test(text)) problems.push(`${path}: types are not silenced.`);
  return problems;
}

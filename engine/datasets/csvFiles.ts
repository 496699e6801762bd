// A CSV table of image files and their labels.

import { join } from 'node:path';
import type { LabelledFiles } from './classFolders.ts';
import { classLabels } from './classLabels.ts';
import { type CsvTable, csvProblem, isNumber, lineOf } from './csvTable.ts';
import { kindOfFile } from './imageFile.ts';
import { fileIn } from './imageFolder.ts';
import { leadsOut } from './leadsOut.ts';

/** The files that the table lists, inside `folder`, with their classes, in the order of the lines. */
export function csvFiles(
  table: CsvTable,
  columns: { readonly label: number; readonly path: number },
  folder: string,
  classes: readonly string[],
): LabelledFiles {
  const { file, headed } = table;
  const paths: string[] = [];
  const names: string[] = [];
  const fields = table.lines();
  while (fields.hasLine()) {
    const line = paths.length + (headed ? 1 : 0);
    const found = lineOf(fields, file, line);
    const [path, label] = [found[columns.path], found[columns.label]];
    if (!path || label === undefined || found.length !== table.columns.length) {
      throw csvProblem(
        file,
        `has no file or no label in line ${line + 1}: ${table.columns.length} fields are expected.`,
        { line },
      );
    }
    paths.push(checkedPath(path, file, line));
    names.push(label);
  }
  const placeOf = (index: number) => `line ${index + (headed ? 2 : 1)}`;
  const numbers = names.every(isNumber);
  const name = `Column ${table.columns[columns.label]}`;
  const found = classLabels(numbers ? names.map(Number) : names, { file, name, placeOf, classes });
  const images = paths.map((path, index) => ({ file: fileIn(folder, path), label: found.labels[index]! }));
  return { place: folder, source: file, classes: found.classes, images };
}

/** Paths stay inside the folder. */
function checkedPath(path: string, file: string, line: number): string {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  if (leadsOut(path)) {
    const wrong = `leads out of the folder of images with ${JSON.stringify(path.slice(0, 200))} in line ${line + 1}: paths start at the folder.`;
    throw csvProblem(file, wrong, { code: 'data.unsafe-path', line });
  }
  const inside = parts.join('/');
  // Some tables give names without their ending, which are JPEG then.
  return kindOfFile(inside) === 'no image' && !/\.\w{2,4}$/.test(inside) ? `${inside}.jpg` : inside;
}

/** Where image files lie if nothing is said: beside the table. */
export function folderOfTable(file: string): string {
  return join(file, '..');
}

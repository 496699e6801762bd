// A CSV table of pixels as labelled images: one image a line, as Kaggle's copy of MNIST.

import { elementCount, type Shape } from '../network/shape.ts';
import { byteImages } from './byteImages.ts';
import { classLabels } from './classLabels.ts';
import type { CsvFields } from './csvFields.ts';
import { type CsvTable, checkLength, csvProblem, isNumber } from './csvTable.ts';
import { grouped } from './dataFile.ts';
import type { Dataset } from './dataset.ts';
import { MORE_MEMORY } from './imageMemory.ts';

/** Images whose memory is set aside together. */
const BLOCK = 1024;

export function csvPixels(
  table: CsvTable,
  label: number,
  options: {
    readonly shape: Shape | null;
    readonly classes: readonly string[];
    readonly description: string;
    /** The most bytes of pixels: a table has no place of its own for each image. */
    readonly keptBytes: number;
  },
): Dataset {
  const { file, headed } = table;
  const shape = options.shape ?? squareOf(table);
  const size = elementCount(shape);
  if (size !== table.columns.length - 1) {
    const pixels = table.columns.length - 1;
    throw csvProblem(
      file,
      `has ${grouped(pixels)} columns of pixels, and images of ${shape.join('x')} have ${grouped(size)}.`,
    );
  }
  const fields = table.lines();
  const most = Math.floor(options.keptBytes / size);
  const labels: string[] = [];
  let bytes = new Uint8Array(BLOCK * size);
  while (fields.hasLine()) {
    if (labels.length >= most) throw tooMany(file, most);
    if ((labels.length + 1) * size > bytes.length) bytes = grown(bytes);
    const line = labels.length + (headed ? 1 : 0);
    labels.push(readLine(fields, label, bytes, labels.length * size, { table, size, line }));
  }
  const placeOf = (index: number) => `line ${index + (headed ? 2 : 1)}`;
  const numbers = labels.every(isNumber);
  const values = numbers ? labels.map(Number) : labels;
  const found = classLabels(values, {
    file,
    name: `Column ${table.columns[label]}`,
    placeOf,
    classes: options.classes,
  });
  return byteImages({ ...found, description: options.description, shape, bytes });
}

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * bytes.length);
  larger.set(bytes);
  return larger;
}

function squareOf({ file, columns }: CsvTable): Shape {
  const pixels = columns.length - 1;
  const side = Math.round(Math.sqrt(pixels));
  if (side * side === pixels) return [1, side, side];
  throw csvProblem(
    file,
    `has ${grouped(pixels)} columns of pixels, which make no grey square: write \`shape: …\`.`,
  );
}

/** Writes the pixels of one line from `to` on, and gives its label. */
function readLine(
  fields: CsvFields,
  label: number,
  bytes: Uint8Array,
  to: number,
  { table, size, line }: { readonly table: CsvTable; readonly size: number; readonly line: number },
): string {
  const { file, columns } = table;
  let text = '';
  let pixel = 0;
  for (let column = 0; ; column++) {
    const field = fields.next();
    if (field === undefined)
      throw csvProblem(file, `has a quote that is not closed in line ${line + 1}.`, { line });
    checkLength(field, file, { line, column });
    if (column === label) text = fields.text(field);
    else if (pixel < size) {
      const value = fields.byteValue(field);
      if (value < 0 || value > 255) {
        const wrong = `has ${JSON.stringify(fields.text(field).slice(0, 40))} in line ${line + 1}, column ${columns[column]}: pixels are whole numbers from 0 to 255.`;
        throw csvProblem(file, wrong, { line });
      }
      bytes[to + pixel++] = value;
    } else pixel++;
    if (!field.last) continue;
    if (column + 1 === columns.length) return text;
    throw csvProblem(
      file,
      `has ${column + 1} fields in line ${line + 1}, and ${columns.length} in its first.`,
      { line },
    );
  }
}

function tooMany(file: string, most: number) {
  const wrong = `has more than ${grouped(most)} images, more than the memory for images holds: ${MORE_MEMORY}, or convert the table to NumPy's format.`;
  return csvProblem(file, wrong, { code: 'data.too-large' });
}

// An array of NumPy read as labels: whole numbers or names.

import { arrayProblem, type NpyArray, numericType } from './arrayFile.ts';
import { type ClassLabels, classLabels } from './classLabels.ts';
import { grouped } from './dataFile.ts';

const LARGEST_LABEL_BYTES = 2 ** 30;

/** `count` labels, or a problem told. [count, 1] is taken as well as [count]. */
export async function arrayLabels(
  array: NpyArray,
  count: number,
  imagesName: string,
  classes: readonly string[],
): Promise<ClassLabels> {
  const { bytes, shape, start } = array;
  if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1)) {
    const wrong = `has the shape ${shape.join(' x ') || 'of one number'}; labels have one axis, one number or name for each image.`;
    throw arrayProblem(bytes, 'data.axes', wrong);
  }
  if (array.count !== count) {
    const wrong = `has ${grouped(array.count)} labels, and ${imagesName} has ${grouped(count)} images: they do not belong together.`;
    throw arrayProblem(bytes, 'data.label-count', wrong);
  }
  if (bytes.size > LARGEST_LABEL_BYTES) {
    throw arrayProblem(bytes, 'data.too-large', `has ${grouped(bytes.size)} bytes, too many for labels.`);
  }
  const values = valuesOf(array, await bytes.read(start, bytes.size - start));
  const placeOf = (index: number) => `image ${index}`;
  return classLabels(values, { file: bytes.file, name: bytes.name, placeOf, classes });
}

function valuesOf(array: NpyArray, content: Uint8Array): ArrayLike<number | string> {
  const [, order, kind, length] = /^([<>|=])([US])(\d+)$/.exec(array.type) ?? [];
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  if (kind === undefined) {
    const { read, bytes } = numericType(array);
    return Float64Array.from({ length: array.count }, (_, index) => read(view, index * bytes));
  }
  const width = kind === 'U' ? 4 : 1;
  const characters = Number(length);
  return Array.from({ length: array.count }, (_, index) => {
    let name = '';
    for (let place = 0; place < characters; place++) {
      const at = (index * characters + place) * width;
      const point = kind === 'U' ? view.getUint32(at, order !== '>') : view.getUint8(at);
      // Names are filled up with zeros.
      if (point === 0) break;
      name += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    }
    return name;
  });
}

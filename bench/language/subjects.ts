// What is measured: the models that ship, and the largest networks that they describe.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A document with the places at which a keystroke is measured, as offsets. */
export interface Subject {
  readonly label: string;
  readonly file: string;
  readonly text: string;
  /** Before the last digit of the input's size: what is typed there changes the shape of every layer. */
  readonly input: number;
  /** Behind the last character of the model's body: what is typed there changes the last layer only. */
  readonly bodyEnd: number;
}

/** The largest networks of the literature that the models describe, as arguments in place of their defaults. */
const largest = [
  { label: 'DenseNet-201', model: 'DenseNet', arguments: { depths: '[6, 12, 48, 32]' } },
  { label: 'ResNet-1202', model: 'ResNetCifar', arguments: { n: '200' } },
  { label: 'Inception-ResNet-v2', model: 'InceptionResNetV2', arguments: {} },
];

/** Every `.cnn` file below a folder, in order. */
export function modelFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.cnn'))
    .map((name) => resolve(join(folder, name)))
    .sort();
}

/** Throws where no file declares one of the models, or without the parameter that is to be set. */
export function largestSubjects(files: readonly string[]): Subject[] {
  return largest.map(({ label, model, arguments: values }) => {
    const header = new RegExp(`^model ${model}\\b[^{]*\\{`, 'm');
    const file = files.find((candidate) => header.test(readFileSync(candidate, 'utf8')));
    if (file === undefined) throw new Error(`No file declares the model ${model}.`);
    let text = readFileSync(file, 'utf8');
    for (const [name, value] of Object.entries(values)) {
      const before = header.exec(text)![0];
      const after = before.replace(new RegExp(`\\b${name} = (\\[[^\\]]*\\]|[^,)]+)`), `${name} = ${value}`);
      if (!after.includes(`${name} = ${value}`)) throw new Error(`${model} has no parameter ${name}.`);
      text = text.replace(before, after);
    }
    return { label, file, text, ...placesOf(text, header.exec(text)!.index) };
  });
}

function placesOf(text: string, model: number): Pick<Subject, 'input' | 'bodyEnd'> {
  const size = /\binput \d+x\d+x\d+/.exec(text.slice(model));
  const close = text.indexOf('\n}', model);
  if (size === null || close === -1) throw new Error('The model has no input, or no end.');
  return { input: model + size.index + size[0].length - 1, bodyEnd: close };
}

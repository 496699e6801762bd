// What is measured: every network of the zoo as a text of its own, and some of them as ONNX files.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readZoo } from '../../cli/zoo.ts';
import { exportedNetwork, flatNetwork } from '../../test/vscode/support/onnxFiles.ts';

const models = join(import.meta.dirname, '../../models');

export interface Subject {
  /** `ResNet-50` */
  readonly name: string;
  readonly file: string;
  /** The model's name in its text, which no other text has. */
  readonly model: string;
  readonly text: string;
  /** Where the number of classes ends: one-based. */
  readonly place: { readonly line: number; readonly column: number };
  /** `1000` */
  readonly classes: string;
}

/** Each text declares the entry's arguments as its model's defaults. */
export function zooSubjects(): readonly Subject[] {
  return readZoo(models).map((entry, place) => {
    const source = readFileSync(join(models, entry.file), 'utf8');
    const model = `Net${place}`;
    const lines = source.split('\n').map((line) => {
      if (!line.startsWith(`model ${entry.model}(`)) return line;
      const given = Object.entries(entry.arguments).reduce(
        (head, [name, value]) => head.replace(defaultOf(name), `$1${value}$2`),
        line,
      );
      return given.replace(`model ${entry.model}(`, `model ${model}(`);
    });
    const line = lines.findIndex((text) => text.startsWith(`model ${model}(`));
    const [before = '', classes = ''] = /^.*classes = (\d+)/.exec(lines[line] ?? '') ?? [];
    const text = lines
      .join('\n')
      .replaceAll(new RegExp(`(train|eval)( .*)?\\b${entry.model}\\b`, 'g'), `$1$2${model}`);
    return {
      name: entry.name,
      file: `net${place}.cnn`,
      model,
      text,
      place: { line: line + 1, column: before.length + 1 },
      classes,
    };
  });
}

/** A parameter's default: up to the comma or the bracket that is not inside another bracket. */
function defaultOf(name: string): RegExp {
  return new RegExp(`(\\b${name} = )(?:\\[[^\\]]*\\]|"[^"]*"|[^,()]+(?:\\([^)]*\\))?)([,)])`);
}

export interface OnnxSubject {
  readonly name: string;
  readonly file: string;
  readonly bytes: Uint8Array;
}

export function onnxSubjects(): readonly OnnxSubject[] {
  const exported = (
    name: string,
    file: string,
    model: string,
    given: Readonly<Record<string, string>> = {},
  ) => ({
    name,
    file: `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}.onnx`,
    bytes: exportedNetwork(file, model, given),
  });
  return [
    exported('LeNet-5', 'lenet5.cnn', 'LeNet5'),
    exported('GoogLeNet', 'googlenet.cnn', 'GoogLeNet'),
    exported('ResNet-18', 'resnet.cnn', 'ResNet'),
    exported('DenseNet-121', 'densenet.cnn', 'DenseNet'),
    exported('ResNet-1202', 'resnet_cifar.cnn', 'ResNetCifar', { n: '200' }),
    { name: '10,000 operators', file: 'flat.onnx', bytes: flatNetwork(10_000) },
  ];
}

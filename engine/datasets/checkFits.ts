// Whether a network reads the images of a dataset and tells its classes apart.

import { inputShape, knownShape, layersByPath, type Network } from '../network/network.ts';
import { elementCount, formatShape, type Shape, sameShape } from '../network/shape.ts';
import { UserError } from '../userError.ts';
import type { Dataset } from './dataset.ts';

/**
 * What keeps `network` from being trained or evaluated on `dataset`, and what to do; undefined when they fit.
 */
export function checkFits(dataset: Dataset, network: Network): UserError | undefined {
  return checkImages(dataset, network) ?? checkClasses(dataset, network);
}

function checkImages(dataset: Dataset, network: Network): UserError | undefined {
  const wanted = inputShape(network);
  if (sameShape(wanted, dataset.shape)) return undefined;
  const given = formatShape(dataset.shape);
  const pad = padding(dataset.shape, wanted);
  const advice =
    pad === undefined
      ? `Write \`input ${given}\` in the model, or take other images.`
      : `Add \`transform ${pad}\` to the recipe, or write \`input ${given}\`.`;
  const [layer] = network.layers;
  return new UserError(
    'data.shape-mismatch',
    `The network reads ${formatShape(wanted)} images, but ${dataset.description} gives ${given}. ${advice}`,
    layer === undefined ? {} : { file: layer.origin.file, line: layer.origin.line },
  );
}

/** The transform that makes `wanted` of `given` by padding, if one does. */
function padding(given: Shape, wanted: Shape): string | undefined {
  if (given.length !== 3 || wanted.length !== 3 || given[0] !== wanted[0]) return undefined;
  const rows = wanted[1]! - given[1]!;
  const columns = wanted[2]! - given[2]!;
  if (rows < 0 || columns < 0) return undefined;
  if (rows % 2 === 0 && columns % 2 === 0) {
    return rows === columns ? `pad(${rows / 2})` : `pad(${rows / 2}x${columns / 2})`;
  }
  const [top, left] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  return `pad([${top}, ${left}, ${rows - top}, ${columns - left}])`;
}

function checkClasses(dataset: Dataset, network: Network): UserError | undefined {
  const layers = layersByPath(network);
  const count = dataset.classes.length;
  const outputs = [
    { path: network.output, name: "The network's output" },
    ...network.heads.map((head) => ({ path: head.output, name: `The head ${head.name}` })),
  ];
  for (const { path, name } of outputs) {
    const layer = layers.get(path);
    if (layer === undefined || elementCount(knownShape(layer)) === count) continue;
    const shape = knownShape(layer);
    const found = `${name} has ${elementCount(shape)} values (${formatShape(shape)})`;
    const message = `${found}, but ${dataset.description} has ${count} classes.`;
    const advice = `Let its last layer give ${count}, such as \`dense(${count})\`.`;
    const { file, line } = layer.origin;
    return new UserError('data.class-mismatch', `${message} ${advice}`, { file, line });
  }
  return undefined;
}

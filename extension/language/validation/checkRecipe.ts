// A recipe's data against its network: shape of the images, number of classes, kind of the output.

import type { Network, NetworkLayer } from '../../../engine/network/network.ts';
import { layersByPath } from '../../../engine/network/network.ts';
import { formatShape, type Shape, sameShape } from '../../../engine/network/shape.ts';
import { augmentations } from '../../../engine/recipe/augmentations.ts';
import type { ImageCallDefinition } from '../../../engine/recipe/callDefinition.ts';
import { classesOf, imageShapeOf } from '../../../engine/recipe/dataSources.ts';
import { fittingTransforms } from '../../../engine/recipe/fittingTransforms.ts';
import { transforms } from '../../../engine/recipe/transforms.ts';
import type { Fix, Location, TextRange } from '../diagnostic.ts';
import type { PlacedCall, RecipeCalls } from '../elaboration/elaborateRecipe.ts';
import { codeOf } from './codes.ts';
import { addClassifier, addTransform, setInput, setWidth } from './recipeFixes.ts';

interface Trained {
  readonly network: Network;
  readonly calls: RecipeCalls;
}

type RecipeCheck = (trained: Trained) => void;

/** Reports what does not fit; a network with errors is not passed in. */
export function checkRecipe(trained: Trained): void {
  for (const check of checks) check(trained);
}

const checks: readonly RecipeCheck[] = [checkImages, checkClasses];

function checkImages({ network, calls }: Trained): void {
  for (const [index, source] of [...calls.data, ...calls.validation].entries()) {
    const shape = imageShapeOf(source.call);
    if (shape === undefined) continue;
    const transformed = passThrough(calls.transform, transforms, shape);
    if (transformed === undefined) continue;
    const training = index < calls.data.length;
    if (!sameShape(transformed, inputShapeOf(network)))
      reportImages(network, source, calls.transform, shape, transformed);
    else if (training) passThrough(calls.augment, augmentations, transformed);
  }
}

function inputShapeOf({ layers }: Network): Shape {
  return layers[0]?.outputShape ?? [];
}

/** The shape after all calls; undefined where one of them cannot work on it, which is reported. */
function passThrough(
  calls: readonly PlacedCall[],
  registry: ReadonlyMap<string, ImageCallDefinition>,
  images: Shape,
): Shape | undefined {
  let shape = images;
  for (const { call, name, given, context } of calls) {
    const result = registry.get(call.kind)?.shape(call.attributes, shape);
    if (result === undefined) return undefined;
    if ('problem' in result) {
      const { problem } = result;
      const argument = problem.attribute === undefined ? undefined : given.get(problem.attribute);
      const range = argument?.node.value ?? name;
      const code = codeOf(problem.code, 'recipe-problem');
      const cut = code === 'crop-changes-size' && argument !== undefined ? shape.slice(1) : undefined;
      const fixes = cut === undefined ? [] : [setSize(context.place.file.name, range, cut)];
      context.state.report(context.place, range, code, problem.message, { fixes });
      return undefined;
    }
    shape = result.shape;
  }
  return shape;
}

function setSize(file: string, { start, end }: TextRange, [rows, columns]: Shape): Fix {
  const text = rows === columns ? String(rows) : `${rows}x${columns}`;
  return { title: `Change to \`${text}\``, edits: [{ file, range: { start, end }, text }] };
}

function reportImages(
  network: Network,
  source: PlacedCall,
  transform: readonly PlacedCall[],
  images: Shape,
  transformed: Shape,
): void {
  const expected = inputShapeOf(network);
  const after = transform.length === 0 ? '' : `, ${formatShape(transformed)} after its transforms,`;
  const message =
    `\`${source.call.kind}\` has images of ${formatShape(images)}${after} and \`${network.name}\` takes ` +
    `${formatShape(expected)}: ${remedy(transformed, expected)}.`;
  const { state, place } = source.context;
  const fixes = [
    ...fittingTransforms(transformed, expected).flatMap((calls) =>
      addTransform(place.file, source.name.start, calls),
    ),
    ...setInput(place.file, network.layers[0]!, transformed),
  ];
  const extras = { related: [inputCause(network)], fixes };
  state.report(place, source.name, 'image-shape-mismatch', message, extras);
}

function remedy(images: Shape, wanted: Shape): string {
  const [calls] = fittingTransforms(images, wanted);
  if (calls !== undefined) return `add \`transform ${calls}\``;
  return `change the model's \`input\` to ${formatShape(images)}, or choose other data`;
}

function inputCause(network: Network): Location & { message: string } {
  const { origin } = network.layers[0]!;
  const range = { start: origin.start, end: origin.end };
  return { file: origin.file, range, message: 'The input of the model is here.' };
}

function checkClasses({ network, calls }: Trained): void {
  const layers = layersByPath(network);
  const classifiers = [network.output, ...network.heads.map(({ output }) => output)];
  for (const path of classifiers) {
    const layer = layers.get(path);
    const source = calls.data[0];
    if (layer?.outputShape === undefined || source === undefined) continue;
    if (layer.outputShape.length !== 1) reportOutput(source, layer, network);
    else checkWidth(source, layer, layer.outputShape[0]!);
  }
}

function reportOutput({ call, context }: PlacedCall, layer: NetworkLayer, network: Network): void {
  const { file, start, end } = layer.origin;
  const message =
    `The output of \`${network.name}\` is a feature map of ${formatShape(layer.outputShape!)}, and ` +
    'training needs one score for each class: end with `global_avgpool -> dense(10)`, or with `flatten`.';
  const fixes = addClassifier(context.place.file, layer, classesOf(call)?.length ?? 10);
  context.state.reporter.report(file, { start, end }, 'output-not-vector', message, { fixes });
}

function checkWidth({ call, name, context }: PlacedCall, layer: NetworkLayer, width: number): void {
  const classes = classesOf(call);
  if (classes === undefined || classes.length === width) return;
  const { file, start, end } = layer.origin;
  const message =
    `\`${call.kind}\` has ${classes.length} classes, and \`${layer.path}\` gives ${width} scores: ` +
    `the classifier must have ${classes.length}.`;
  const related = [{ file, range: { start, end }, message: `\`${layer.path}\` gives ${width} scores here.` }];
  const fixes = setWidth(context.place.file, layer, classes.length);
  context.state.report(context.place, name, 'class-count-mismatch', message, { related, fixes });
}

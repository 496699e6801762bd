// A trained network's layers without a gradient: none may stand between weights and the output.

import type { Network, NetworkLayer } from '../../../engine/network/network.ts';
import type { SourceFile } from '../elaboration/program.ts';
import type { Reporter } from '../reporter.ts';
import type { Name } from '../syntax/tree.ts';

/** Reports them at the model's name in the recipe: `train Model`. */
export function checkGradients(network: Network, file: SourceFile, model: Name, reporter: Reporter): void {
  const blocking = layersWithoutGradient(network);
  const [first] = blocking;
  if (first === undefined) return;
  const named = `\`custom(${JSON.stringify(first.attributes['operator'])})\``;
  const others = blocking.length === 1 ? '' : `, as have ${blocking.length - 1} more like it`;
  const message =
    `\`${model.text}\` cannot be trained: ${named}, the layer \`${first.path}\`, has no gradient${others}, and ` +
    'the weights before it would not learn. Use a layer of the language in its place, or remove this recipe.';
  const related = blocking.slice(0, 10).map(({ path, origin }) => ({
    file: origin.file,
    range: { start: origin.start, end: origin.end },
    message: `\`${path}\` is here.`,
  }));
  reporter.report(file.name, model, 'custom-without-gradient', message, { related });
}

/** `custom` layers with weights before them and an output after them. */
function layersWithoutGradient({ layers, output, heads }: Network): readonly NetworkLayer[] {
  const trained = new Set<string>();
  for (const { path, inputs, parameters } of layers) {
    if (parameters.some(({ trainable }) => trainable) || inputs.some((input) => trained.has(input)))
      trained.add(path);
  }
  const counted = new Set([output, ...heads.map((head) => head.output)]);
  for (const { path, inputs } of layers.toReversed())
    if (counted.has(path)) for (const input of inputs) counted.add(input);
  return layers.filter(
    ({ kind, path, inputs }) =>
      kind === 'custom' && counted.has(path) && inputs.some((input) => trained.has(input)),
  );
}

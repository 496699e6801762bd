// What ONNX Runtime says about operators that the text names itself, in words that point to the text.

import type { Graph, NodeOf } from '../graph/graph.ts';
import { sameTensorShape } from '../graph/tensorShape.ts';
import { UserError } from '../userError.ts';

/**
 * The user's problem behind a failure, where the graph has `custom` operators: the one that the message names, or the
 * first. Undefined where it has none, for then the failure is not of the text's making.
 */
export function customProblem(graph: Graph, cause: unknown): UserError | undefined {
  const nodes = customNodes(graph);
  const message = cause instanceof Error ? cause.message : String(cause);
  const blamed = nodes.find(({ scope, attributes }) => {
    return message.includes(`${scope}/`) || new RegExp(`\\b${attributes.operator}\\b`).test(message);
  });
  const node = blamed ?? nodes[0];
  if (node === undefined) return undefined;
  return new UserError('onnx.custom', `${nameOf(node)} cannot be run: ${reasonOf(message, node)}`, { cause });
}

/**
 * @throws UserError where an output has another shape than the text says
 */
export function checkCustomShapes(
  graph: Graph,
  results: Readonly<Record<string, { readonly dims: readonly number[] }>>,
  names: ReadonlyMap<string, string>,
): void {
  const [node] = customNodes(graph);
  if (node === undefined) return;
  for (const { name, value } of graph.outputs) {
    const actual = results[names.get(name)!]!.dims;
    if (sameTensorShape(actual, value.shape)) continue;
    const shapes = `${actual.slice(1).join('x')} and not ${value.shape.slice(1).join('x')}`;
    throw new UserError(
      'onnx.custom',
      `The output \`${name}\` is ${shapes}: say with \`shape: …\` what ${nameOf(node)} gives.`,
    );
  }
}

export function hasCustom(graph: Graph): boolean {
  return customNodes(graph).length > 0;
}

function customNodes(graph: Graph): readonly NodeOf<'custom'>[] {
  return graph.nodes.filter((node) => node.operation === 'custom');
}

function nameOf({ scope, attributes: { operator } }: NodeOf<'custom'>): string {
  return `\`custom("${operator}")\`, the layer \`${scope}\`,`;
}

function reasonOf(message: string, { attributes }: NodeOf<'custom'>): string {
  const { operator, domain, operatorSet, shape } = attributes;
  const version = `version ${operatorSet} of ${domain === '' ? "ONNX's operators" : `the domain \`${domain}\``}`;
  const claimed = shape.slice(1).join('x');
  if (/not a registered function|No Op registered|No opset import/i.test(message))
    return `ONNX Runtime has no operator \`${operator}\` in ${version}. Check the name, the \`domain\` and the \`opset\`.`;
  if (/NOT_IMPLEMENTED|Failed to find kernel|Could not find an implementation/i.test(message))
    return `ONNX Runtime knows \`${operator}\` in ${version}, but has no code for it on this device or for such numbers.`;
  if (/guarantees\W? support for models stamped/i.test(message))
    return `ONNX Runtime does not have ${version} yet. Give a lower \`opset\`.`;
  const [, inferred, declared, axis] =
    /Inferred=(\d+) Declared=(\d+) Dimension=(\d+)/.exec(message) ?? ([] as (string | undefined)[]);
  if (inferred !== undefined)
    return `it does not give ${claimed}: along axis ${axis}, the batch being axis 0, it gives ${inferred} and not ${declared}. Mend its \`shape\`.`;
  const [, axes] =
    /Mismatch between number of inferred and declared dimensions\W+inferred=(\d+)/.exec(message) ?? [];
  if (axes !== undefined)
    return `it does not give ${claimed}, but a shape of ${Number(axes) - 1} axes for each image. Mend its \`shape\`.`;
  const [, given, least] = /has input size (\d+) not in range \[min=(\d+)/.exec(message) ?? [];
  if (given !== undefined)
    return `\`${operator}\` reads ${least} inputs or more, and has ${given}: give the others as \`inputs: […]\`.`;
  if (/bound to different types/.test(message))
    return 'its inputs are of different types: write whole numbers among `inputs` with a decimal point, as in `6.0`.';
  const plain = plainSentence(message);
  return `ONNX Runtime says "${plain}". Check its attributes, its \`inputs\`, and that it gives ${claimed}.`;
}

/** Without the runtime's source files and codes. */
function plainSentence(message: string): string {
  const last = message.split('\n')[0]!;
  const text = last
    .replaceAll(/\S+\.(cc|cpp|h):\d+[^:]*?(?= )/g, '')
    .replaceAll(
      /\b(Load model from \S+ failed:|Fatal error:|Non-zero status code returned while|Status Message:)/g,
      '',
    )
    .replaceAll(/\s+/g, ' ');
  return text.trim().replace(/\.$/, '').replaceAll('"', "'");
}

// `netwright export`: a network with its weights in the format of other programs.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileSha256, readRun } from '../../engine/client/readRun.ts';
import { sourceSha256 } from '../../engine/client/sourceSha256.ts';
import type { ExportRequest } from '../../engine/protocol/messages.ts';
import type { RunRecord } from '../../engine/protocol/runRecord.ts';
import { importedTexts } from '../../extension/language/importedTexts.ts';
import {
  type Command,
  type CommandContext,
  integerOption,
  onlyPositional,
  textOption,
  UsageError,
} from '../command.ts';
import { compileFile, networkOf } from '../compiledFile.ts';
import { withEngine } from '../engineProcess.ts';
import { modelChoice, modelOptionHelp, modelOptions } from '../modelOptions.ts';
import { outputFile } from '../outputFile.ts';
import { bestWeights, isRunFolder } from '../runPlace.ts';
import { formatBytes } from '../terminal/quantity.ts';

/** Weights that a new network starts from when a file is exported without any. */
const firstSeed = 1;

export const exportModel: Command = {
  name: 'export',
  usage: 'RUN|FILE --to onnx -o OUT.onnx [--weights W.safetensors] [--batch N] [--with-heads] [--no-fold]',
  summary: 'Write a network with its weights for other programs.',
  options: {
    to: { type: 'string' },
    output: { type: 'string', short: 'o' },
    weights: { type: 'string' },
    batch: { type: 'string' },
    'with-heads': { type: 'boolean' },
    'no-fold': { type: 'boolean' },
    ...modelOptions,
  },
  optionHelp: {
    to: 'The format: onnx.',
    output: 'The file to write.',
    weights: "A safetensors file; a run's best weights, or a file's first weights, where it is not given.",
    batch: 'Fix the number of images in one call; it stays open, as axis N, where it is not given.',
    'with-heads': 'Give the scores of auxiliary heads too, as outputs logits.HEAD.',
    'no-fold': 'Keep batch normalisation as nodes of their own.',
    ...modelOptionHelp,
  },
  async run(context) {
    const place = onlyPositional(context, 'run folder or file');
    const format = textOption(context, 'to') ?? 'onnx';
    if (format !== 'onnx') throw new UsageError(`--to must be onnx; it is "${format}".`);
    const weights = textOption(context, 'weights');
    const file = outputFile(context, 'OUT.onnx', [place, weights]);
    const { bytes, opset } = await (isRunFolder(place)
      ? exportRun(context, resolve(place), file)
      : exportFile(context, place, file));
    const output = textOption(context, 'output');
    if (context.json) context.out.write(`${JSON.stringify({ file: output, bytes, opset })}\n`);
    else context.out.write(`${output}: ${formatBytes(bytes)}, operator set ${opset}\n`);
    return 0;
  },
};

/** The same file as the run's own `model.onnx`, unless other weights are given. */
async function exportRun(context: CommandContext, folder: string, file: string) {
  const { record, network } = await readRun(folder);
  const { classes, levels, recipe, best } = record;
  const given = textOption(context, 'weights');
  const known = {
    classes,
    transforms: recipe.transforms,
    ...(levels ? { levels } : {}),
    ...(await sourceOf(folder, record)),
    ...shapeOptions(context),
  };
  const request: ExportRequest =
    given === undefined
      ? {
          network,
          file,
          weights: bestWeights(folder),
          ...known,
          recipe: recipe.name,
          data: recipe.data,
          seed: recipe.seed,
          ...(best ? { epoch: best.epoch, validationAccuracy: best.accuracy } : {}),
        }
      : { network, file, weights: resolve(given), ...known };
  return withEngine(context, (engine) => engine.request('exportModel', request));
}

async function exportFile(context: CommandContext, place: string, file: string) {
  const compilation = compileFile(place);
  const network = networkOf(compilation, modelChoice(context));
  const text = compilation.trees.get(compilation.file)?.text ?? '';
  const imported = importedTexts(compilation).map((other) => other.text);
  const digest = sourceSha256(text, imported);
  const known = { sourceSha256: digest, ...shapeOptions(context) };
  const weights = textOption(context, 'weights');
  if (weights !== undefined) {
    const request = { network, file, weights: resolve(weights), ...known };
    return withEngine(context, (engine) => engine.request('exportModel', request));
  }
  context.log.write('No weights are given: the file gets first weights, as before any training.\n');
  const folder = await mkdtemp(join(tmpdir(), 'netwright-'));
  try {
    const first = join(folder, 'first.safetensors');
    return await withEngine(context, async (engine) => {
      await engine.request('initialize', { network, seed: firstSeed, file: first });
      return engine.request('exportModel', { network, file, weights: first, ...known });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs of earlier versions have the digest of their own text only. */
async function sourceOf(
  folder: string,
  { source, sourceSha256 }: RunRecord,
): Promise<Pick<ExportRequest, 'sourceSha256'>> {
  const digest = sourceSha256 ?? (await fileSha256(join(folder, source)));
  return digest ? { sourceSha256: digest } : {};
}

function shapeOptions(context: CommandContext): Pick<ExportRequest, 'heads' | 'fold' | 'batch'> {
  const { options } = context;
  const batch = integerOption(context, 'batch', 1);
  return {
    heads: options['with-heads'] === true,
    fold: options['no-fold'] !== true,
    ...(batch === undefined ? {} : { batch }),
  };
}

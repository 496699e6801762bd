// `netwright diff`: what differs between two networks.

import { type ComparedModel, compareModels } from '../../extension/comparison/compareModels.ts';
import type { Command, CommandContext } from '../command.ts';
import { assignments, integerOption, textOption, UsageError } from '../command.ts';
import { modelAt } from '../comparedModel.ts';
import { renderDiagramSvg } from '../diagramSvg.ts';
import { diffJson } from '../diffJson.ts';
import { diffText } from '../diffReport.ts';
import { encodePicture } from '../encodePicture.ts';
import { modelChoice, modelOptionHelp, modelOptions } from '../modelOptions.ts';
import { writeOutput } from '../outputFile.ts';
import { pictureChoice, pictureOptionHelp, pictureOptions } from '../pictureOptions.ts';
import { shownPath } from '../shownPath.ts';
import { shownName } from '../terminal/printable.ts';

export const diff: Command = {
  name: 'diff',
  usage: 'A B [--model NAME] [--set n=3 …] [--model-b NAME] [--set-b n=9 …] [-o OUT.svg] [--batch N]',
  summary: 'Compare two networks: .cnn files, FILE@REVISION, or ONNX files.',
  options: {
    ...modelOptions,
    'model-b': { type: 'string' },
    'set-b': { type: 'string', multiple: true },
    batch: { type: 'string' },
    ...pictureOptions,
  },
  optionHelp: {
    ...modelOptionHelp,
    'model-b': 'The model of B; that of A where it is not given.',
    'set-b': "A model parameter's value in B only.",
    batch: 'Images in one step, for the memory; 1 where it is not given.',
    ...pictureOptionHelp,
  },
  async run(context) {
    const [a, b, ...rest] = context.positionals;
    if (a === undefined || b === undefined || rest.length > 0) {
      throw new UsageError(
        'Name two networks: A B. Each is a .cnn or .onnx file, or FILE@REVISION such as net.cnn@HEAD.',
      );
    }
    const picture = pictureChoice(context, [a, b]);
    const batch = integerOption(context, 'batch', 1) ?? 1;
    const choice = modelChoice(context);
    const [before, after] = [modelAt(a, choice), modelAt(b, choiceOfB(context))];
    refuseNeedlessOptions(context, [before, after]);
    const { comparison, diagram } = compareModels(before, after, { batch });
    if (picture) {
      const drawn = await renderDiagramSvg(diagram(), picture);
      await writeOutput(picture.file, await encodePicture(drawn, picture));
    }
    const titles = [titleOf(before, after, a), titleOf(after, before, b)] as const;
    const text = context.json
      ? JSON.stringify(diffJson(comparison))
      : diffText(comparison, titles, context.style);
    context.out.write(`${text}\n`);
    return 0;
  },
};

/** The model with the arguments in which it differs from the other, and where it is. */
function titleOf(model: ComparedModel, other: ComparedModel, place: string): string {
  if (model.kind === 'onnx') return shownPath(place);
  const opposite = other.kind === 'text' ? other.network.arguments : model.network.arguments;
  const differing = Object.entries(model.network.arguments).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(opposite[name]),
  );
  const given = differing.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ');
  return `${shownName(model.network.name)}${given === '' ? '' : `(${given})`} of ${shownPath(place)}`;
}

function choiceOfB(context: CommandContext) {
  const { name, arguments: shared } = modelChoice(context);
  return {
    name: textOption(context, 'model-b') ?? name,
    arguments: { ...shared, ...assignments(context, 'set-b') },
  };
}

/** An option that would change nothing is a misunderstanding. */
function refuseNeedlessOptions(
  context: CommandContext,
  [a, b]: readonly [ComparedModel, ComparedModel],
): void {
  const useless = a.kind === 'text' ? [] : b.kind === 'text' ? [] : ['model', 'set', 'model-b', 'set-b'];
  const forB = b.kind === 'text' ? [] : ['model-b', 'set-b'];
  const foreign = [...useless, ...forB].find((name) => context.options[name] !== undefined);
  if (foreign !== undefined)
    throw new UsageError(`--${foreign} is for .cnn texts; an ONNX file holds one network.`);
}

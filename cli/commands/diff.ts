// `netwright diff`: what differs between two networks.

import { compareNetworks } from '../../engine/analysis/comparison/compareNetworks.ts';
import type { Network } from '../../engine/network/network.ts';
import { comparisonToDiagram } from '../../extension/diagram/comparisonToDiagram.ts';
import type { Command, CommandContext } from '../command.ts';
import { assignments, integerOption, textOption, UsageError } from '../command.ts';
import { renderDiagramSvg } from '../diagramSvg.ts';
import { diffJson, diffText } from '../diffReport.ts';
import { encodePicture } from '../encodePicture.ts';
import { modelChoice, modelOptionHelp, modelOptions } from '../modelOptions.ts';
import { writeOutput } from '../outputFile.ts';
import { pictureChoice, pictureOptionHelp, pictureOptions } from '../pictureOptions.ts';
import { networkAt } from '../revisionFiles.ts';
import { shownPath } from '../shownPath.ts';
import { shownName } from '../terminal/printable.ts';

export const diff: Command = {
  name: 'diff',
  usage: 'A B [--model NAME] [--set n=3 …] [--model-b NAME] [--set-b n=9 …] [-o OUT.svg] [--batch N]',
  summary: 'Compare two networks: files, or FILE@REVISION.',
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
      throw new UsageError('Name two networks: A B. Each is a file, or FILE@REVISION such as net.cnn@HEAD.');
    }
    const picture = pictureChoice(context, [a, b]);
    const batch = integerOption(context, 'batch', 1) ?? 1;
    const [before, after] = [networkAt(a, modelChoice(context)), networkOfB(context, b)];
    const comparison = compareNetworks(before, after, { batch });
    if (picture) {
      const graph = comparisonToDiagram(comparison, { before, after });
      const drawn = await renderDiagramSvg(graph, picture);
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
function titleOf(network: Network, other: Network, place: string): string {
  const differing = Object.entries(network.arguments).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(other.arguments[name]),
  );
  const given = differing.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ');
  return `${shownName(network.name)}${given === '' ? '' : `(${given})`} of ${shownPath(place)}`;
}

function networkOfB(context: CommandContext, place: string) {
  const { name, arguments: shared } = modelChoice(context);
  const choice = {
    name: textOption(context, 'model-b') ?? name,
    arguments: { ...shared, ...assignments(context, 'set-b') },
  };
  return networkAt(place, choice);
}

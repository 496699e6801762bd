// `netwright diagram`: a network as a picture.

import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import type { Command } from '../command.ts';
import { onlyPositional, textOption, UsageError } from '../command.ts';
import { compileFile, networkOf } from '../compiledFile.ts';
import { renderDiagramSvg } from '../diagramSvg.ts';
import { modelChoice, modelOptionHelp, modelOptions } from '../modelOptions.ts';
import { writeOutput } from '../outputFile.ts';
import { pictureChoice, pictureOptionHelp, pictureOptions } from '../pictureOptions.ts';

export const diagram: Command = {
  name: 'diagram',
  usage: 'FILE -o OUT.svg [--model NAME] [--set n=18 …] [--theme light|dark]',
  summary: 'Draw a network.',
  options: {
    ...modelOptions,
    ...pictureOptions,
  },
  optionHelp: {
    ...modelOptionHelp,
    ...pictureOptionHelp,
  },
  async run(context) {
    const file = onlyPositional(context, 'file');
    const picture = pictureChoice(context, [file]);
    if (picture === undefined) throw new UsageError('Name the picture with -o OUT.svg.');
    const network = networkOf(compileFile(file), modelChoice(context));
    const drawn = await renderDiagramSvg(networkToDiagram(network, []), picture);
    await writeOutput(picture.file, drawn.svg);
    const output = textOption(context, 'output');
    const { nodes, edges, layoutMs } = drawn;
    if (context.json) context.out.write(`${JSON.stringify({ file: output, nodes, edges, layoutMs })}\n`);
    else context.out.write(`${output}: ${nodes} nodes, ${edges} edges\n`);
    return 0;
  },
};

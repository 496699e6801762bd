// `netwright diagram`: a network as a picture.

import { extname } from 'node:path';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import type { Command } from '../command.ts';
import { onlyPositional, textOption, UsageError } from '../command.ts';
import { compileFile, networkOf } from '../compiledFile.ts';
import { renderDiagramSvg } from '../diagramSvg.ts';
import { modelChoice, modelOptionHelp, modelOptions } from '../modelOptions.ts';
import { checkedOutput, writeOutput } from '../outputFile.ts';

export const diagram: Command = {
  name: 'diagram',
  usage: 'FILE -o OUT.svg [--model NAME] [--set n=18 …] [--theme light|dark]',
  summary: 'Draw a network.',
  options: {
    output: { type: 'string', short: 'o' },
    ...modelOptions,
    theme: { type: 'string' },
  },
  optionHelp: {
    output: 'The picture to write, ending in .svg.',
    ...modelOptionHelp,
    theme: 'light (as it is) or dark.',
  },
  async run(context) {
    const file = onlyPositional(context, 'file');
    const output = textOption(context, 'output');
    if (output === undefined) throw new UsageError('Name the picture with -o OUT.svg.');
    if (extname(output).toLowerCase() !== '.svg') {
      throw new UsageError(`A picture's name must end in .svg; it is "${output}".`);
    }
    const theme = textOption(context, 'theme') ?? 'light';
    if (theme !== 'light' && theme !== 'dark')
      throw new UsageError(`--theme must be light or dark; it is "${theme}".`);
    const picture = checkedOutput(output, 'network.svg', [file]);
    const network = networkOf(compileFile(file), modelChoice(context));
    const drawn = await renderDiagramSvg(networkToDiagram(network, []), { theme });
    await writeOutput(picture, drawn.svg);
    const { nodes, edges, layoutMs } = drawn;
    if (context.json) context.out.write(`${JSON.stringify({ file: output, nodes, edges, layoutMs })}\n`);
    else context.out.write(`${output}: ${nodes} nodes, ${edges} edges\n`);
    return 0;
  },
};

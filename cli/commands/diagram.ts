// `netwright diagram`: a network as a picture.

import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { UserError } from '../../engine/userError.ts';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import type { Command } from '../command.ts';
import { assignments, onlyPositional, textOption, UsageError } from '../command.ts';
import { compileFile, networkOf } from '../compiledFile.ts';
import { renderDiagramSvg } from '../diagramSvg.ts';

export const diagram: Command = {
  name: 'diagram',
  usage: 'FILE -o OUT.svg [--model NAME] [--set n=18 …] [--theme light|dark]',
  summary: 'Draw a network.',
  options: {
    output: { type: 'string', short: 'o' },
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
    theme: { type: 'string' },
  },
  optionHelp: {
    output: 'The picture to write, ending in .svg.',
    model: 'The model to draw, when the file has several.',
    set: "A model parameter's value, as name=value.",
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
    const network = networkOf(compileFile(file), {
      name: textOption(context, 'model'),
      arguments: assignments(context, 'set'),
    });
    const drawn = await renderDiagramSvg(networkToDiagram(network, []), { theme });
    await writePicture(output, drawn.svg);
    const { nodes, edges, layoutMs } = drawn;
    if (context.json) context.out.write(`${JSON.stringify({ file: output, nodes, edges, layoutMs })}\n`);
    else context.out.write(`${output}: ${nodes} nodes, ${edges} edges\n`);
    return 0;
  },
};

async function writePicture(output: string, svg: string): Promise<void> {
  try {
    await writeFile(resolve(output), svg);
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    throw new UserError('file.unwritable', `Cannot write ${output}: ${reason}.`, {
      file: output,
      cause: failure,
    });
  }
}

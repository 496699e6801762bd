// `netwright diagram`: a network as a picture: its graph, or the figure that a paper would print.

import type { Network } from '../../engine/network/network.ts';
import { UserError } from '../../engine/userError.ts';
import { networkToFigure } from '../../extension/diagram/figure/networkToFigure.ts';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import { composeFigure } from '../../webview/figure/composeFigure.ts';
import type { FigureChoice } from '../../webview/figure/figureStyle.ts';
import { sceneToSvg } from '../../webview/picture/formats/toSvg.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import type { PictureTheme } from '../../webview/protocol/picture.ts';
import type { Command, CommandContext } from '../command.ts';
import { integerOption, onlyPositional, textOption, UsageError } from '../command.ts';
import { compileFile, networkOf } from '../compiledFile.ts';
import { renderDiagramSvg } from '../diagramSvg.ts';
import { type DrawnPicture, encodePicture } from '../encodePicture.ts';
import { modelChoice, modelOptionHelp, modelOptions } from '../modelOptions.ts';
import { isOnnxFile, onnxDiagram } from '../onnxDiagram.ts';
import { writeOutput } from '../outputFile.ts';
import {
  choiceOption,
  numberOption,
  type PictureChoice,
  pictureChoice,
  pictureOptionHelp,
  pictureOptions,
} from '../pictureOptions.ts';

export const diagram: Command = {
  name: 'diagram',
  usage: 'FILE -o OUT.svg [--view graph|figure] [--depth N] [--highlight PATH] [--theme light|dark]',
  summary: 'Draw a network, as a graph or as a paper shows it.',
  options: {
    ...modelOptions,
    ...pictureOptions,
    view: { type: 'string' },
    depth: { type: 'string' },
    highlight: { type: 'string', multiple: true },
    font: { type: 'string' },
    'font-size': { type: 'string' },
    volumes: { type: 'string' },
    sides: { type: 'string' },
    width: { type: 'string' },
    transparent: { type: 'boolean' },
  },
  optionHelp: {
    ...modelOptionHelp,
    ...pictureOptionHelp,
    view: 'graph (as it is), or figure: volumes, windows and modules as in papers.',
    depth:
      'Levels of blocks to open, as many as fit where it is not given; a figure has blocks (0) or layers (1).',
    highlight: "A layer's path to mark in a graph.",
    font: 'serif or sans; where it is not given, serif for a figure and sans for a graph.',
    'font-size':
      'In points; where it is not given, 11 for a figure and 12 for a graph, which is as large as its letters.',
    volumes:
      "Of a figure: maps, as LeNet's paper draws them, or boxes, as AlexNet's; where it is not given, boxes for convolutions in groups.",
    sides: 'Of a figure: log (as it is) or linear, the scale of rows and columns.',
    width:
      'Of a figure, in points: a longer main line goes on in further rows; 760 where it is not given, more for letters over 11 points.',
    transparent: 'Leave the ground transparent.',
  },
  async run(context) {
    const file = onlyPositional(context, 'file');
    const picture = pictureChoice(context, [file]);
    if (picture === undefined) throw new UsageError('Name the picture with -o OUT.svg.');
    const view = choiceOption(context, 'view', ['graph', 'figure']) ?? 'graph';
    refuseForeignOptions(context, view);
    const drawn = await drawFile(context, file, view, picture);
    await writeOutput(picture.file, await encodePicture(drawn, picture));
    const output = textOption(context, 'output');
    const { nodes, edges, layoutMs } = drawn;
    if (context.json) context.out.write(`${JSON.stringify({ file: output, nodes, edges, layoutMs })}\n`);
    else context.out.write(`${output}: ${drawn.words}\n`);
    return 0;
  },
};

interface Drawn extends DrawnPicture {
  readonly nodes: number;
  readonly edges: number;
  readonly layoutMs: number;
  /** `13 nodes, 12 edges` */
  readonly words: string;
}

const onlyOf = {
  graph: ['highlight'],
  figure: ['volumes', 'sides', 'width'],
} as const;

/** An option that would change nothing is a misunderstanding. */
function refuseForeignOptions(context: CommandContext, view: 'graph' | 'figure'): void {
  const other = view === 'graph' ? 'figure' : 'graph';
  const foreign = onlyOf[other].find((name) => context.options[name] !== undefined);
  if (foreign === undefined) return;
  throw new UsageError(`--${foreign} is for --view ${other}.`);
}

async function drawFile(
  context: CommandContext,
  file: string,
  view: 'graph' | 'figure',
  picture: PictureChoice,
): Promise<Drawn> {
  if (isOnnxFile(file)) {
    refuseModelOptions(context, view);
    return drawGraph(context, onnxDiagram(file), picture);
  }
  const network = networkOf(compileFile(file), modelChoice(context));
  if (view === 'figure') return drawFigure(context, network, picture);
  return drawGraph(context, networkToDiagram(network, []), picture);
}

/** An ONNX file holds one network, whose arguments are fixed, and not the blocks that a figure is made of. */
function refuseModelOptions(context: CommandContext, view: 'graph' | 'figure'): void {
  if (view === 'figure') {
    throw new UsageError(
      'A figure is made of a .cnn text; an ONNX file is drawn as a graph, with --view graph.',
    );
  }
  const foreign = Object.keys(modelOptions).find((name) => context.options[name] !== undefined);
  if (foreign !== undefined)
    throw new UsageError(`--${foreign} is for .cnn texts; an ONNX file holds one network.`);
}

async function drawGraph(
  context: CommandContext,
  graph: DiagramGraph,
  picture: PictureChoice,
): Promise<Drawn> {
  const depth = integerOption(context, 'depth', 0);
  const highlight = highlighted(context, graph);
  const options = {
    theme: picture.theme,
    highlight,
    ...(depth === undefined ? {} : { depth }),
    ...lettersOf(context),
    transparent: context.options['transparent'] === true,
  };
  const drawn = await renderDiagramSvg(graph, options);
  return { ...drawn, words: `${drawn.nodes} nodes, ${drawn.edges} edges` };
}

/** The layers with these paths, or in these blocks. */
function highlighted(context: CommandContext, graph: DiagramGraph): readonly string[] {
  const given = context.options['highlight'];
  return (Array.isArray(given) ? given : []).flatMap((path: string) => {
    const found = graph.nodes.filter(
      ({ id }) => id === path || (/^[./]/.test(id.slice(path.length)) && id.startsWith(path)),
    );
    if (found.length > 0) return found.map(({ id }) => id);
    const message = `${graph.model} has no layer or block \`${path}\`; \`netwright summary\` lists the paths.`;
    throw new UserError('layer.unknown', message);
  });
}

function drawFigure(context: CommandContext, network: Network, picture: PictureChoice): Drawn {
  const started = performance.now();
  const levels = integerOption(context, 'depth', 0);
  const depth = levels === undefined ? 'fit' : levels === 0 ? 'blocks' : 'layers';
  const model = networkToFigure(network, depth);
  const scene = composeFigure(model, figureChoice(context, picture.theme));
  const [volumes, modules] = [model.volumes.length, model.modules.length];
  return {
    svg: sceneToSvg(scene),
    scene: () => scene,
    nodes: volumes,
    edges: Math.max(0, volumes - 1),
    layoutMs: Math.round(performance.now() - started),
    words: `${volumes} volumes, ${modules} ${modules === 1 ? 'module' : 'modules'}`,
  };
}

function lettersOf(context: CommandContext) {
  return {
    font: choiceOption(context, 'font', ['serif', 'sans']),
    fontSize: numberOption(context, 'font-size', { least: 4, most: 72 }),
  };
}

function figureChoice(context: CommandContext, theme: PictureTheme): FigureChoice {
  const { font = 'serif', fontSize = 11 } = lettersOf(context);
  return {
    theme,
    font,
    fontSize,
    transparent: context.options['transparent'] === true,
    volumes: choiceOption(context, 'volumes', ['maps', 'boxes']),
    sides: choiceOption(context, 'sides', ['log', 'linear']),
    width: numberOption(context, 'width', { least: 100, most: 10_000 }),
  };
}

// A figure as TikZ code for a LaTeX document: `\input` it where the figure stands; it needs \usepackage{tikz} alone.

import type { PathCommand, Scene, SceneItem, ScenePath, SceneText } from '../scene.ts';

/** The document's own font sets the texts; one unit is a TeX point, so that the figure has the size that it says. */
export function sceneToTikz({ title, items, background, width, height }: Scene): string {
  const colours = new Map<string, string>();
  const named = (hex: string): string => {
    const known = colours.get(hex) ?? `nw${hex.slice(1)}`;
    colours.set(hex, known);
    return known;
  };
  const ground =
    background === undefined ? [] : [`  \\fill[${named(background)}] (0,0) rectangle (${width},${height});`];
  const drawn = [...ground, ...items.map((item) => itemCode(item, named))];
  const definitions = [...colours].map(
    ([hex, name]) => `\\definecolor{${name}}{HTML}{${hex.slice(1).toUpperCase()}}`,
  );
  return [
    `% ${title.replace(/[^\u0020-\u007e]/g, '?')}. Drawn by Netwright; needs \\usepackage{tikz}.`,
    ...definitions,
    '\\begin{tikzpicture}[x=1pt, y=-1pt, line join=round, line cap=round, every node/.style={inner sep=0pt, outer sep=0pt}]',
    ...drawn,
    '\\end{tikzpicture}',
    '',
  ].join('\n');
}

function itemCode(item: SceneItem, named: (hex: string) => string): string {
  return item.kind === 'path' ? pathCode(item, named) : textCode(item, named);
}

function pathCode(
  { commands, fill, stroke, width = 0.75, dashes }: ScenePath,
  named: (hex: string) => string,
): string {
  const options = [
    ...(stroke === undefined ? [] : [`draw=${named(stroke)}`, `line width=${width}pt`]),
    ...(fill === undefined ? [] : [`fill=${named(fill)}`]),
    ...(dashes ? [`dash pattern=on ${number(dashes[0])}pt off ${number(dashes[1])}pt, line cap=butt`] : []),
  ];
  return `  \\path[${options.join(', ')}] ${commands.map(commandCode).join(' ')};`;
}

function commandCode(command: PathCommand): string {
  const at = (x: number, y: number) => `(${number(x)},${number(y)})`;
  switch (command[0]) {
    case 'M':
      return at(command[1], command[2]);
    case 'L':
      return `-- ${at(command[1], command[2])}`;
    case 'C':
      return `.. controls ${at(command[1], command[2])} and ${at(command[3], command[4])} .. ${at(command[5], command[6])}`;
    case 'Z':
      return '-- cycle';
  }
}

const ANCHORS = { start: 'base west', middle: 'base', end: 'base east' } as const;
const SHAPES = { regular: '', medium: '\\bfseries', bold: '\\bfseries', italic: '\\itshape' } as const;

function textCode(
  { text, x, y, size, anchor, colour, style }: SceneText,
  named: (hex: string) => string,
): string {
  const font = `\\fontsize{${number(size)}}{${number(size * 1.2)}}\\selectfont${SHAPES[style]}`;
  const options = `anchor=${ANCHORS[anchor]}, text=${named(colour)}, font={${font}}`;
  return `  \\node[${options}] at (${number(x)},${number(y)}) {${escapeTex(text)}};`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

/** TeX's own signs stand for themselves; what has no printed form is left out. */
function escapeTex(text: string): string {
  const printed = text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
  return printed.replace(/[\\~^{}#$%&_]/g, (sign) => ESCAPES[sign] ?? `\\${sign}`);
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

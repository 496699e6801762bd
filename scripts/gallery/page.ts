// The gallery's page.

import { type Exhibit, type Family, families, fileName } from './contents.ts';

const HEAD = `# Gallery

Every network that ships, as its diagram opens: blocks folded as far as a window holds. The pictures are light, dark or of high
contrast as your system asks for. \`npm run gallery\` draws this page anew.
`;

export function galleryPage(all: readonly Exhibit[]): string {
  const placed = new Set<string>();
  const sections = families.map((family) => {
    const members = all.filter(({ entry }) => family.belongs.test(entry.name) && !placed.has(entry.name));
    for (const { entry } of members) placed.add(entry.name);
    return sectionOf(family, members);
  });
  const missing = all.filter(({ entry }) => !placed.has(entry.name));
  if (missing.length > 0)
    throw new Error(`No family of the gallery takes ${missing.map(({ entry }) => entry.name).join(', ')}.`);
  return [HEAD, ...sections].join('\n');
}

function sectionOf({ title, unfolded, figures }: Family, members: readonly Exhibit[]): string {
  return [
    `## ${title}\n`,
    ...figures.map((name) => `As a paper would print it:\n\n${figureOf(name)}\n`),
    ...(unfolded
      ? [
          `A block, unfolded:\n\n${diagramOf(`${unfolded.frame} of ${unfolded.name}`, `${fileName(unfolded.name)}-block`)}\n`,
        ]
      : []),
    ...members.map(memberOf),
  ].join('\n');
}

function memberOf({ entry, graph }: Exhibit): string {
  const { name, file, model } = entry;
  const given = Object.entries(entry.arguments).map(([parameter, value]) => `${parameter}: ${value}`);
  const call = given.length === 0 ? `\`${model}\`` : `\`${model}(${given.join(', ')})\``;
  const figures = `${graph.parameters.toLocaleString('en-US')} parameters, ${graph.macs.toLocaleString('en-US')} multiply-adds`;
  return `### ${name}\n\n${call} of [models/${file}](../models/${file}): ${figures}.\n\n${diagramOf(`Diagram of ${name}`, fileName(name))}\n`;
}

/** Each picture is light or dark by itself. */
function diagramOf(words: string, name: string): string {
  return [
    '<picture>',
    `<source media="(prefers-contrast: more)" srcset="gallery/${name}-high-contrast.svg">`,
    `<img alt="${words}" src="gallery/${name}.svg">`,
    '</picture>',
  ].join('\n');
}

function figureOf(name: string): string {
  const base = `gallery/${fileName(name)}-figure`;
  return [
    '<picture>',
    // The first that holds is taken.
    `<source media="(prefers-contrast: more) and (prefers-color-scheme: dark)" srcset="${base}-high-contrast.svg">`,
    `<source media="(prefers-contrast: more)" srcset="${base}-high-contrast-light.svg">`,
    `<source media="(prefers-color-scheme: dark)" srcset="${base}-dark.svg">`,
    `<img alt="Figure of ${name}" src="${base}-light.svg">`,
    '</picture>',
  ].join('\n');
}

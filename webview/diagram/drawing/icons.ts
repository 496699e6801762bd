// A small sign for each category of layer, so that kinds differ without colour too.

import type { NodeCategory } from '../../protocol/diagram.ts';
import { element, type SvgElement } from './element.ts';

/** Side of the square that an icon fills. */
export const ICON_SIZE = 14;

/** A filled circle. */
function dot(x: number, y: number): string {
  const radius = 1.5;
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;
}

/** Strokes and filled parts as path data on a grid of 14 by 14. */
const ICONS: Readonly<
  Record<NodeCategory, { readonly stroke: string; readonly fill?: string; readonly solid?: string }>
> = {
  /** An arrow into the network. */
  input: { stroke: 'M7 1.5V9M3.8 6L7 9.2L10.2 6M2 12.5H12' },
  /** A window on a grid. */
  convolution: {
    stroke: 'M1.5 1.5H12.5V12.5H1.5ZM5.2 1.5V12.5M8.8 1.5V12.5M1.5 5.2H12.5M1.5 8.8H12.5',
    fill: 'M1.5 1.5H8.8V8.8H1.5Z',
  },
  /** A funnel. */
  pooling: { stroke: 'M1.5 2.5H12.5L8.7 7.5V12H5.3V7.5Z' },
  /** The normal distribution. */
  normalization: { stroke: 'M1 11.8C4.6 11.8 4.4 2.5 7 2.5S9.4 11.8 13 11.8' },
  /** The rectifier's hinge. */
  activation: { stroke: 'M1 10.5H6.6L12.5 3' },
  /** Everything to everything. */
  dense: {
    stroke: 'M2.5 4L11.5 2M2.5 4L11.5 7M2.5 4L11.5 12M2.5 10L11.5 2M2.5 10L11.5 7M2.5 10L11.5 12',
    solid: `${dot(2.5, 4)}${dot(2.5, 10)}${dot(11.5, 2)}${dot(11.5, 7)}${dot(11.5, 12)}`,
  },
  /** Two that become one. */
  merge: { stroke: 'M3 1.5C3 6 7 5.5 7 9.5V13M11 1.5C11 6 7 5.5 7 9.5' },
  /** Left out. */
  regularization: { stroke: 'M1.8 7a5.2 5.2 0 1 0 10.4 0a5.2 5.2 0 1 0 -10.4 0M3.3 10.7L10.7 3.3' },
  /** From one form to another. */
  reshaping: { stroke: 'M8 1.8H12.2V6M6 12.2H1.8V8M12 2L2 12' },
  /** The user's own. */
  custom: {
    stroke:
      'M5.2 1.5C2.6 1.5 4.8 6.2 2 7C4.8 7.8 2.6 12.5 5.2 12.5M8.8 1.5C11.4 1.5 9.2 6.2 12 7C9.2 7.8 11.4 12.5 8.8 12.5',
  },
  /** The end. */
  output: {
    stroke: 'M1.8 7a5.2 5.2 0 1 0 10.4 0a5.2 5.2 0 1 0 -10.4 0',
    fill: 'M4.8 7a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0 -4.4 0',
  },
};

export function categoryIcon(category: NodeCategory, x: number, y: number): SvgElement {
  const { stroke, fill, solid } = ICONS[category] ?? ICONS.custom;
  return element(
    'g',
    { class: 'icon', transform: `translate(${x} ${y})` },
    fill === undefined ? undefined : element('path', { class: 'icon-fill', d: fill }),
    element('path', { class: solid === undefined ? 'icon-stroke' : 'icon-stroke thin', d: stroke }),
    solid === undefined ? undefined : element('path', { class: 'icon-solid', d: solid }),
  );
}

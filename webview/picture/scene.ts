// A drawing as plain data that every format can hold: paths and texts with their own colours, in points from the top left.

export type Colour = string;

/** `M`: move, `L`: line, `C`: Bézier curve with two controls, `Z`: close. */
export type PathCommand =
  | readonly ['M' | 'L', number, number]
  | readonly ['C', number, number, number, number, number, number]
  | readonly ['Z'];

export interface ScenePath {
  readonly kind: 'path';
  readonly commands: readonly PathCommand[];
  readonly fill?: Colour;
  readonly stroke?: Colour;
  /** Width of the stroke; 0.75 where absent. */
  readonly width?: number;
  /** Points drawn and left out in turn; a whole line where absent. */
  readonly dashes?: readonly [number, number];
}

export interface SceneText {
  readonly kind: 'text';
  readonly text: string;
  /** Of the anchor, on the baseline. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly colour: Colour;
  /** `medium`: weight 500, as the editor writes names. */
  readonly style: 'regular' | 'medium' | 'bold' | 'italic';
}

export type SceneItem = ScenePath | SceneText;

/** Later items lie over earlier ones. */
export interface Scene {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** Undefined leaves the ground transparent. */
  readonly background: Colour | undefined;
  readonly items: readonly SceneItem[];
  readonly font: FigureFont;
}

/** `serif`: as LaTeX sets a paper; `sans`: as the editor writes. */
export type FigureFont = 'serif' | 'sans';

export type Paint = Pick<ScenePath, 'fill' | 'stroke' | 'width' | 'dashes'>;

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Place {
  readonly width: number;
  readonly height: number;
}

export function polygon(points: readonly Place[], paint: Paint): ScenePath {
  const commands = points.map(({ x, y }, index): PathCommand => [index === 0 ? 'M' : 'L', x, y]);
  return { kind: 'path', commands: [...commands, ['Z']], ...paint };
}

export function line(points: readonly Place[], paint: Paint): ScenePath {
  const commands = points.map(({ x, y }, index): PathCommand => [index === 0 ? 'M' : 'L', x, y]);
  return { kind: 'path', commands, ...paint };
}

export function rectangle({ x, y, width, height }: Box, paint: Paint): ScenePath {
  const corners = [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
  return polygon(corners, paint);
}

/** Quarter circles as Bézier curves: the control points lie 0.5523 of the radius away. */
const QUARTER = 0.5523;

export function roundedRectangle({ x, y, width, height }: Box, radius: number, paint: Paint): ScenePath {
  const r = Math.min(radius, width / 2, height / 2);
  const k = r * (1 - QUARTER);
  const [right, bottom] = [x + width, y + height];
  const commands: readonly PathCommand[] = [
    ['M', x + r, y],
    ['L', right - r, y],
    ['C', right - k, y, right, y + k, right, y + r],
    ['L', right, bottom - r],
    ['C', right, bottom - k, right - k, bottom, right - r, bottom],
    ['L', x + r, bottom],
    ['C', x + k, bottom, x, bottom - k, x, bottom - r],
    ['L', x, y + r],
    ['C', x, y + k, x + k, y, x + r, y],
    ['Z'],
  ];
  return { kind: 'path', commands, ...paint };
}

/** A line with a filled head at its last point. */
export function arrow(points: readonly Place[], colour: Colour, width = 0.75): readonly ScenePath[] {
  const tip = points.at(-1)!;
  const before = points.at(-2)!;
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const [ux, uy] = [(tip.x - before.x) / length, (tip.y - before.y) / length];
  const base = { x: tip.x - ux * 5, y: tip.y - uy * 5 };
  const head = [
    tip,
    { x: base.x - uy * 2.1, y: base.y + ux * 2.1 },
    { x: base.x + uy * 2.1, y: base.y - ux * 2.1 },
  ];
  return [line([...points.slice(0, -1), base], { stroke: colour, width }), polygon(head, { fill: colour })];
}

/** Larger or smaller in everything, lines and letters too. */
export function scaled(scene: Scene, factor: number): Scene {
  if (factor === 1) return scene;
  return {
    ...scene,
    width: scene.width * factor,
    height: scene.height * factor,
    items: scene.items.map((item): SceneItem => {
      if (item.kind === 'text') {
        return { ...item, x: item.x * factor, y: item.y * factor, size: item.size * factor };
      }
      const commands = item.commands.map(([letter, ...numbers]) => [
        letter,
        ...numbers.map((value) => value * factor),
      ]) as unknown as readonly PathCommand[];
      const { dashes } = item;
      const dashed = dashes && { dashes: [dashes[0] * factor, dashes[1] * factor] as const };
      return { ...item, commands, width: (item.width ?? LINE_WIDTH) * factor, ...dashed };
    }),
  };
}

/** Of a stroke that names none. */
const LINE_WIDTH = 0.75;

export function moved(items: readonly SceneItem[], dx: number, dy: number): readonly SceneItem[] {
  return items.map((item) => {
    if (item.kind === 'text') return { ...item, x: item.x + dx, y: item.y + dy };
    const commands = item.commands.map((command): PathCommand => {
      const [letter, ...numbers] = command;
      const shifted = numbers.map((value, index) => value + (index % 2 === 0 ? dx : dy));
      return [letter, ...shifted] as unknown as PathCommand;
    });
    return { ...item, commands };
  });
}

// SVG path data as absolute moves, lines and Bézier curves (SVG 1.1, section 8.3).

import type { PathCommand, Place } from './scene.ts';

const ARGUMENTS: Readonly<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, A: 7, Z: 0 };

/** `x` and `y` move everything. Arcs are of circles, as all that the drawing makes. */
export function parsePathData(data: string, { x, y }: Place): readonly PathCommand[] {
  const tokens = data.match(/[a-zA-Z]|-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/g) ?? [];
  const commands: PathCommand[] = [];
  const pen = new Pen(commands, { x, y });
  let at = 0;
  let letter = '';
  while (at < tokens.length) {
    if (/[a-zA-Z]/.test(tokens[at]!)) letter = tokens[at++]!;
    else if (letter === 'M') letter = 'L';
    else if (letter === 'm') letter = 'l';
    const count = ARGUMENTS[letter.toUpperCase()];
    if (count === undefined) throw new Error(`There is no path command ${letter}.`);
    pen.draw(letter, tokens.slice(at, at + count).map(Number));
    at += count;
  }
  return commands;
}

class Pen {
  private at: Place = { x: 0, y: 0 };
  private start: Place = { x: 0, y: 0 };
  /** The second control of the last curve, which `S` mirrors. */
  private control: Place | undefined;

  constructor(
    private readonly commands: PathCommand[],
    private readonly origin: Place,
  ) {}

  draw(letter: string, numbers: readonly number[]): void {
    const base = letter === letter.toLowerCase() ? this.at : { x: 0, y: 0 };
    const point = (place: number): Place => ({
      x: base.x + numbers[place]!,
      y: base.y + numbers[place + 1]!,
    });
    const mirrored = this.control
      ? { x: 2 * this.at.x - this.control.x, y: 2 * this.at.y - this.control.y }
      : this.at;
    this.control = undefined;
    switch (letter.toUpperCase()) {
      case 'M':
        this.start = point(0);
        this.to('M', this.start);
        break;
      case 'L':
        this.to('L', point(0));
        break;
      case 'H':
        this.to('L', { x: base.x + numbers[0]!, y: this.at.y });
        break;
      case 'V':
        this.to('L', { x: this.at.x, y: base.y + numbers[0]! });
        break;
      case 'C':
        this.curve(point(0), point(2), point(4));
        break;
      case 'S':
        this.curve(mirrored, point(0), point(2));
        break;
      case 'Q':
        this.quadratic(point(0), point(2));
        break;
      case 'A':
        this.arc(numbers[0]!, numbers[3] === 1, numbers[4] === 1, point(5));
        break;
      default:
        this.commands.push(['Z']);
        this.at = this.start;
    }
  }

  private to(letter: 'M' | 'L', place: Place): void {
    this.commands.push([letter, place.x + this.origin.x, place.y + this.origin.y]);
    this.at = place;
  }

  private curve(first: Place, second: Place, end: Place): void {
    const { x, y } = this.origin;
    this.commands.push(['C', first.x + x, first.y + y, second.x + x, second.y + y, end.x + x, end.y + y]);
    this.at = end;
    this.control = second;
  }

  /** Raised to a cubic: each control lies two thirds of the way to the quadratic's. */
  private quadratic(control: Place, end: Place): void {
    const towards = (from: Place): Place => ({
      x: from.x + (2 / 3) * (control.x - from.x),
      y: from.y + (2 / 3) * (control.y - from.y),
    });
    this.curve(towards(this.at), towards(end), end);
    this.control = undefined;
  }

  /** In pieces of a quarter circle at most; k = 4/3 tan(angle / 4) puts the controls on the tangents. */
  private arc(radius: number, large: boolean, clockwise: boolean, end: Place): void {
    const { at } = this;
    const [dx, dy] = [end.x - at.x, end.y - at.y];
    const chord = Math.hypot(dx, dy);
    const r = Math.max(radius, chord / 2);
    if (chord === 0) {
      this.to('L', end);
      return;
    }
    const height = Math.sqrt(Math.max(0, r * r - (chord * chord) / 4));
    const side = large === clockwise ? 1 : -1;
    const centre = {
      x: at.x + dx / 2 + (side * height * dy) / chord,
      y: at.y + dy / 2 - (side * height * dx) / chord,
    };
    const first = Math.atan2(at.y - centre.y, at.x - centre.x);
    let sweep = Math.atan2(end.y - centre.y, end.x - centre.x) - first;
    if (clockwise && sweep < 0) sweep += 2 * Math.PI;
    if (!clockwise && sweep > 0) sweep -= 2 * Math.PI;
    const pieces = Math.max(1, Math.ceil(Math.abs(sweep) / (Math.PI / 2) - 1e-9));
    const step = sweep / pieces;
    const k = (4 / 3) * Math.tan(step / 4) * r;
    for (let piece = 0; piece < pieces; piece++) {
      const [a, b] = [first + piece * step, first + (piece + 1) * step];
      const from = { x: centre.x + r * Math.cos(a), y: centre.y + r * Math.sin(a) };
      const to =
        piece === pieces - 1 ? end : { x: centre.x + r * Math.cos(b), y: centre.y + r * Math.sin(b) };
      const leave = { x: from.x - k * Math.sin(a), y: from.y + k * Math.cos(a) };
      const arrive = { x: to.x + k * Math.sin(b), y: to.y - k * Math.cos(b) };
      this.curve(leave, arrive, to);
    }
    this.control = undefined;
  }
}

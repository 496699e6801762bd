// Reads what the text editor shows line by line: text, inlay hints between it, and squiggles below it.
import type { Locator } from 'playwright-core';

export interface InlayHint {
  readonly line: number;
  /** The column of the text that the hint stands before, counted from 1. */
  readonly column: number;
  readonly text: string;
}

export interface Squiggle {
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly line: number;
  readonly startColumn: number;
  /** The first column after the squiggle. */
  readonly endColumn: number;
  /** The text that the squiggle underlines. */
  readonly text: string;
}

interface ShownCharacter {
  readonly character: string;
  readonly isInjected: boolean;
  /** In pixels from the left edge of the lines. */
  readonly left: number;
  readonly right: number;
}

interface ShownSquiggle {
  readonly severity: Squiggle['severity'];
  readonly left: number;
  readonly right: number;
}

interface ShownLine {
  readonly line: number;
  readonly characters: readonly ShownCharacter[];
  readonly squiggles: readonly ShownSquiggle[];
}

export async function readInlayHints(editor: Locator): Promise<InlayHint[]> {
  const lines = await shownLines(editor);
  return lines.flatMap((line) => [...hintsOfLine(line)]);
}

export async function readSquiggles(editor: Locator): Promise<Squiggle[]> {
  const lines = await shownLines(editor);
  return lines.flatMap((line) => line.squiggles.map((squiggle) => toColumns(line, squiggle)));
}

/** What decorations write behind a line's text. */
export interface LineEnd {
  readonly line: number;
  readonly text: string;
}

export async function readLineEnds(editor: Locator): Promise<LineEnd[]> {
  const ends = await editor.evaluate((root) => {
    const numbers = [...root.querySelectorAll<HTMLElement>('.margin-view-overlays > div')];
    return [...root.querySelectorAll<HTMLElement>('.view-lines > .view-line')].flatMap((line) => {
      const row = numbers.find(({ style }) => style.top === line.style.top);
      const number = Number(row?.querySelector('.line-numbers')?.textContent ?? '');
      return [...line.querySelectorAll('span')].flatMap((span) => {
        const { content } = getComputedStyle(span, '::after');
        return content === 'none' || content === 'normal'
          ? []
          : [{ line: number, text: JSON.parse(content) as string }];
      });
    });
  });
  return ends.sort((a, b) => a.line - b.line);
}

function* hintsOfLine({ line, characters }: ShownLine): Generator<InlayHint> {
  let column = 1;
  let text = '';
  for (const { character, isInjected } of characters) {
    if (isInjected) {
      text += character;
      continue;
    }
    if (text !== '') yield { line, column, text };
    text = '';
    column += 1;
  }
  if (text !== '') yield { line, column, text };
}

function toColumns({ line, characters }: ShownLine, { severity, left, right }: ShownSquiggle): Squiggle {
  const written = characters.filter((character) => !character.isInjected);
  const middle = (character: ShownCharacter) => (character.left + character.right) / 2;
  const before = written.filter((character) => middle(character) < left);
  const under = written.filter((character) => middle(character) >= left && middle(character) <= right);
  const startColumn = before.length + 1;
  const text = under.map((character) => character.character).join('');
  return { severity, line, startColumn, endColumn: startColumn + under.length, text };
}

/** The lines in view, from top to bottom. */
async function shownLines(editor: Locator): Promise<ShownLine[]> {
  const lines = await editor.evaluate(readLinesInPage);
  return lines.sort((a, b) => a.line - b.line);
}

/** Runs in the page, so that nothing outside this function can be used in it. */
function readLinesInPage(editor: Element): ShownLine[] {
  const layers = (selector: string) => [...editor.querySelectorAll<HTMLElement>(selector)];
  const atTop = (elements: HTMLElement[], top: string) =>
    elements.filter((element) => element.style.top === top);
  const numbers = layers('.margin-view-overlays > div');
  const overlays = layers('.view-overlays > div');
  const origin = editor.querySelector('.view-lines')?.getBoundingClientRect().left ?? 0;

  const charactersOf = (line: HTMLElement): ShownCharacter[] => {
    const characters: ShownCharacter[] = [];
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      // Text that is shown but not part of the document carries a style rule of its own.
      const isInjected = node.parentElement?.className.includes('dyn-rule') ?? false;
      const text = node.textContent ?? '';
      for (let index = 0; index < text.length; index++) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + 1);
        const { left, right } = range.getBoundingClientRect();
        const character = text.charAt(index).replace('\u00a0', ' ');
        characters.push({ character, isInjected, left: left - origin, right: right - origin });
      }
    }
    return characters;
  };

  const squigglesOf = (overlay: HTMLElement): ShownSquiggle[] =>
    [...overlay.querySelectorAll<HTMLElement>('[class*="squiggly-"]')].map((element) => {
      const name = element.className.match(/squiggly-(error|warning|info|hint)/)?.[1] ?? 'error';
      const left = Number.parseFloat(element.style.left);
      const right = left + Number.parseFloat(element.style.width);
      return { severity: name as ShownSquiggle['severity'], left, right };
    });

  return layers('.view-lines > .view-line').map((line) => {
    const top = line.style.top;
    const number = atTop(numbers, top)[0]?.querySelector('.line-numbers')?.textContent ?? '';
    const squiggles = atTop(overlays, top).flatMap(squigglesOf);
    return { line: Number(number), characters: charactersOf(line), squiggles };
  });
}

// The letters of contact sheets: five pixels wide, seven high.

export const LETTER_WIDTH = 5;
export const LETTER_HEIGHT = 7;

/** Rows of five; the small letters that labels of sheets are made of. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  a: ['.....', '.....', '.###.', '....#', '.####', '#...#', '.####'],
  b: ['#....', '#....', '####.', '#...#', '#...#', '#...#', '####.'],
  d: ['....#', '....#', '.####', '#...#', '#...#', '#...#', '.####'],
  e: ['.....', '.....', '.###.', '#...#', '#####', '#....', '.###.'],
  f: ['..##.', '.#...', '####.', '.#...', '.#...', '.#...', '.#...'],
  i: ['..#..', '.....', '.##..', '..#..', '..#..', '..#..', '.###.'],
  m: ['.....', '.....', '##.#.', '#.#.#', '#.#.#', '#.#.#', '#.#.#'],
  o: ['.....', '.....', '.###.', '#...#', '#...#', '#...#', '.###.'],
  r: ['.....', '.....', '#.##.', '##...', '#....', '#....', '#....'],
  t: ['.#...', '.#...', '####.', '.#...', '.#...', '.#..#', '..##.'],
  x: ['.....', '.....', '#...#', '.#.#.', '..#..', '.#.#.', '#...#'],
};

/** The columns that a word takes, one between letters. */
export function wordWidth(word: string): number {
  return word.length * (LETTER_WIDTH + 1) - 1;
}

/** Calls `dot` for every pixel of the word, rows and columns counted from its upper left. */
export function drawWord(word: string, dot: (row: number, column: number) => void): void {
  for (const [at, letter] of [...word].entries()) {
    for (const [row, line] of (LETTERS[letter] ?? []).entries()) {
      for (let column = 0; column < LETTER_WIDTH; column++) {
        if (line[column] === '#') dot(row, at * (LETTER_WIDTH + 1) + column);
      }
    }
  }
}

// Keeps the last lines that a process printed, for the message that says why it ended.

const mostLines = 12;
const mostLineLength = 400;

export class OutputTail {
  private readonly lines: string[] = [];
  /** The unfinished last line of each stream. */
  private readonly unfinished = new Map<string, string>();

  /** Takes a piece of a stream and returns the lines that it completed, blank ones left out. */
  add(stream: string, chunk: Buffer): readonly string[] {
    const pieces = ((this.unfinished.get(stream) ?? '') + withoutColors(chunk.toString('utf8'))).split(
      /\r?\n/,
    );
    this.unfinished.set(stream, (pieces.pop() ?? '').slice(-mostLineLength));
    const complete = pieces.map((line) => line.slice(0, mostLineLength)).filter((line) => !isNoise(line));
    this.lines.push(...complete.slice(-mostLines));
    this.lines.splice(0, Math.max(0, this.lines.length - mostLines));
    return complete;
  }

  /** ` Its last output was: …`, or nothing when it was silent. */
  quoted(): string {
    const lines = [...this.lines, ...this.unfinished.values()].filter((line) => line.trim() !== '');
    return lines.length === 0 ? '' : ` Its last output was:\n${lines.join('\n')}`;
  }
}

/** ONNX Runtime (1.30.0) prints how it plans the memory of replicas, a line for every node that takes another's. */
function isNoise(line: string): boolean {
  return line.trim() === '' || /^\S+ reused by \S+ as input$/.test(line);
}

function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
  return text.replace(/\u001b\[[\d;]*m/g, '');
}

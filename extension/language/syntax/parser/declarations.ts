// Blocks, models and training recipes.

import { isReserved, recipeKeywords } from '../tokens.ts';
import type {
  ArgumentNode,
  BlockNode,
  EntryNode,
  ModelNode,
  Name,
  ParameterNode,
  TrainNode,
} from '../tree.ts';
import { parseArgument, parseArguments } from './arguments.ts';
import { parseExpression } from './expressions.ts';
import { closeBracket } from './primaries.ts';
import { parseBody, reportUnclosed } from './statements.ts';
import type { TokenStream } from './tokenStream.ts';

export function parseBlock(stream: TokenStream, documentation: string): BlockNode {
  return { kind: 'block', ...parseNamedBody(stream, documentation, 'block') };
}

export function parseModel(stream: TokenStream, documentation: string): ModelNode {
  return { kind: 'model', ...parseNamedBody(stream, documentation, 'model') };
}

function parseNamedBody(stream: TokenStream, documentation: string, what: string): Omit<BlockNode, 'kind'> {
  const { start } = stream.take();
  const name = parseDeclaredName(stream, `The name of the ${what}`);
  const parameters = stream.at('(') ? parseParameters(stream) : [];
  const body = parseBody(stream, 'optional');
  return { documentation, name, parameters, body, start, end: stream.previousEnd };
}

function parseDeclaredName(stream: TokenStream, what: string): Name | undefined {
  const named = stream.at('identifier') && !stream.atLineStart && !isReserved(stream.textOf(stream.token));
  if (named) return stream.takeName();
  stream.reportMissing(what);
  return undefined;
}

/** `(channels, kernel = 3x3)` */
function parseParameters(stream: TokenStream): readonly ParameterNode[] {
  stream.take();
  const parameters = stream.inBrackets(() => {
    const found: ParameterNode[] = [];
    while (stream.at('identifier') && !stream.atBodyEnd()) {
      found.push(parseParameter(stream));
      if (!stream.takeIf(',')) break;
    }
    return found;
  });
  if (!stream.at(')') && !stream.at('{')) skipParameters(stream);
  closeBracket(stream, ')');
  return parameters;
}

function parseParameter(stream: TokenStream): ParameterNode {
  if (isReserved(stream.textOf(stream.token))) stream.reportMissing('The name of a parameter');
  const name = stream.takeName();
  const separator = stream.at('=') || stream.at(':') ? stream.take() : undefined;
  if (separator === undefined)
    return { kind: 'parameter', name, default: undefined, start: name.start, end: name.end };
  if (separator.kind === ':') {
    const equals = { title: 'Change to `=`', offset: name.end, end: separator.end, text: ' =' };
    stream.report('syntax', separator, 'A parameter gets its default with `=`, not with `:`.', equals);
  }
  const value = parseExpression(stream);
  return {
    kind: 'parameter',
    name,
    default: value,
    start: name.start,
    end: Math.max(separator.end, value.end),
  };
}

function skipParameters(stream: TokenStream): void {
  stream.reportMissing('The name of a parameter, `,` or `)`');
  while (!stream.at(')') && !stream.at('{') && !stream.atBodyEnd() && !stream.token.startsLine) stream.take();
}

/** `train Model(n: 1) { … }` or `train name for Model(n: 1) { … }` */
export function parseTrain(stream: TokenStream, documentation: string): TrainNode {
  const { start } = stream.take();
  const first = parseDeclaredName(stream, 'The model to train');
  const named = first !== undefined && stream.atWord('for') && !stream.atLineStart;
  if (named) stream.take();
  const model = named ? parseDeclaredName(stream, 'The model to train') : first;
  const given = stream.at('(') ? parseArguments(stream, { parseExpression }) : undefined;
  const entries = parseEntries(stream);
  const name = named ? first : undefined;
  return {
    kind: 'train',
    documentation,
    name,
    model,
    arguments: given,
    entries,
    start,
    end: stream.previousEnd,
  };
}

function parseEntries(stream: TokenStream): readonly EntryNode[] {
  const opening = stream.takeIf('{');
  if (opening === undefined) {
    stream.reportMissing('`{`', { title: 'Open with `{`', offset: stream.previousEnd, text: ' {' });
    if (stream.atBodyEnd()) return [];
  }
  const entries: EntryNode[] = [];
  while (!stream.atBodyEnd()) {
    if (stream.takeIf(';')) continue;
    if (stream.at('identifier')) entries.push(parseEntry(stream));
    else {
      stream.reportMissing('`data`, `optimizer`, `epochs` or another entry of a recipe');
      stream.take();
      stream.skipStatement();
    }
  }
  if (!stream.takeIf('}') && opening !== undefined) reportUnclosed(stream, opening);
  return entries;
}

function parseEntry(stream: TokenStream): EntryNode {
  const keyword = stream.takeName();
  const found: ArgumentNode[] = [];
  const ended = () => stream.at(';') || stream.atLineStart || stream.atBodyEnd();
  if (stream.at(':') || stream.at('=')) {
    stream.report(
      'syntax',
      stream.token,
      'An entry is written without a sign between keyword and value: `epochs 60`.',
    );
    stream.take();
  }
  if (ended()) stream.reportMissing(`What \`${keyword.text}\` is set to`);
  let more = !ended();
  while (more) {
    found.push(parseArgument(stream, { parseExpression }));
    // A line that ends with a comma goes on in the next one.
    more = stream.takeIf(',') !== undefined && !beginsEntry(stream);
  }
  if (!ended()) {
    stream.report(
      'syntax',
      stream.token,
      `A new line, \`;\` or \`,\` must stand here, not \`${stream.shown(stream.token)}\`.`,
    );
    stream.skipStatement();
    if (stream.at('{')) stream.take();
  }
  return { kind: 'entry', keyword, arguments: found, start: keyword.start, end: stream.previousEnd };
}

/** After a comma at a line's end: the next line is an entry of its own, so a value is missing. */
function beginsEntry(stream: TokenStream): boolean {
  const word = stream.textOf(stream.token);
  const next = stream.peek(1).kind;
  const entry =
    recipeKeywords.some((keyword) => keyword === word) && next !== ':' && next !== '(' && next !== ',';
  if (!(stream.atLineStart && entry) && !stream.atBodyEnd()) return false;
  stream.reportMissing('Another value');
  return true;
}

// Arguments between parentheses, and the same list without them in a recipe's entry.

import type { ArgumentNode, ArgumentsNode, Expression } from '../tree.ts';
import { closeBracket } from './primaries.ts';
import type { TokenStream } from './tokenStream.ts';

interface ExpressionRules {
  parseExpression(stream: TokenStream): Expression;
}

/** At `(`. */
export function parseArguments(stream: TokenStream, rules: ExpressionRules): ArgumentsNode {
  const { start } = stream.take();
  const items = stream.inBrackets(() => {
    const found: ArgumentNode[] = [];
    while (!stream.at(')') && !stream.at('{') && !stream.atBodyEnd()) {
      found.push(parseArgument(stream, rules));
      if (found.at(-1)?.value.kind === 'missing' && !stream.at(',')) break;
      if (!stream.takeIf(',')) break;
    }
    return found;
  });
  const complete = stream.at(')') && items.every(({ value }) => value.kind !== 'missing');
  closeBracket(stream, ')');
  return { kind: 'arguments', items, complete, start, end: stream.previousEnd };
}

/** `value` or `name: value` */
export function parseArgument(stream: TokenStream, rules: ExpressionRules): ArgumentNode {
  const { start } = stream.token;
  if (stream.at('identifier') && (stream.peek(1).kind === ':' || assignsByMistake(stream))) {
    const name = stream.takeName();
    const separator = stream.take();
    if (separator.kind === '=') {
      const colon = { title: 'Change to `:`', offset: name.end, end: separator.end, text: ':' };
      stream.report('syntax', separator, 'An argument is given by name with `:`, not with `=`.', colon);
    }
    const value = rules.parseExpression(stream);
    return { kind: 'argument', name, value, start, end: Math.max(separator.end, value.end) };
  }
  const value = rules.parseExpression(stream);
  return { kind: 'argument', name: undefined, value, start: Math.min(start, value.start), end: value.end };
}

function assignsByMistake(stream: TokenStream): boolean {
  return stream.peek(1).kind === '=';
}

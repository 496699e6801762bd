// Syntax: every form is read, a broken statement breaks nothing after it, and depth has a limit.

import { describe, expect, it } from 'vitest';
import { parse, parseLoneExpression } from '../../extension/language/syntax/parser/parse.ts';
import type { Expression, SyntaxTree } from '../../extension/language/syntax/tree.ts';

/** An expression with all its parentheses. */
function shown(node: Expression): string {
  switch (node.kind) {
    case 'number':
      return String(node.value);
    case 'size':
      return node.extents.join('x');
    case 'string':
      return JSON.stringify(node.value);
    case 'boolean':
      return String(node.value);
    case 'nameExpression':
      return node.name.text;
    case 'member':
      return `${node.object.text}.${node.property?.text}`;
    case 'call':
      return `${node.name.text}(${node.arguments.items.map(({ name, value }) => `${name ? `${name.text}: ` : ''}${shown(value)}`).join(', ')})`;
    case 'list':
      return `[${node.items.map(shown).join(', ')}]`;
    case 'index':
      return `${shown(node.list)}[${shown(node.index)}]`;
    case 'range':
      return `(${shown(node.from)} .. ${shown(node.to)})`;
    case 'unary':
      return `(${node.operator} ${shown(node.operand)})`;
    case 'binary':
      return `(${shown(node.left)} ${node.operator} ${shown(node.right)})`;
    case 'within':
      return `(${shown(node.value)} within ${shown(node.tolerance)} of ${shown(node.target)})`;
    case 'conditional':
      return `(${shown(node.value)} if ${shown(node.condition)} else ${shown(node.otherwise)})`;
    case 'parenthesized':
      return shown(node.inner);
    case 'missing':
      return '?';
  }
}

describe('expressions', () => {
  it.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['a // 2 % 3', '((a // 2) % 3)'],
    ['not a == b and c', '((not (a == b)) and c)'],
    ['a or b and c', '(a or (b and c))'],
    ['-a + b', '((- a) + b)'],
    ['1 if w == 16 else 2', '(1 if (w == 16) else 2)'],
    ['1 if a else 2 if b else 3', '(1 if a else (2 if b else 3))'],
    ['0..n + 1', '(0 .. (n + 1))'],
    ['params within 1% of 4.1G', '(params within 0.01 of 4100000000)'],
    ['in.channels != channels', '(in.channels != channels)'],
    ['[16, 32 * k, 3x3]', '[16, (32 * k), 3x3]'],
    ['leaky_relu(0.1)', 'leaky_relu(0.1)'],
    ['f(1, stride: 2 if a else 1)', 'f(1, stride: (2 if a else 1))'],
    ['"a\\"b"', '"a\\"b"'],
    ['not true or false', '((not true) or false)'],
  ])('reads %s as %s', (text, expected) => {
    const { expression, problems } = parseLoneExpression(text);
    expect(problems).toEqual([]);
    expect(shown(expression)).toBe(expected);
  });
});

function problemsOf(tree: SyntaxTree): readonly string[] {
  return tree.problems.map(({ range, code, message }) => {
    return `${tree.lines.lineAt(range.start) + 1} ${code}: ${message}`;
  });
}

function statementKinds(text: string): readonly string[] {
  const [declaration] = parse(text).file.declarations;
  if (declaration?.kind !== 'model' && declaration?.kind !== 'block') return [];
  return declaration.body.statements.map((statement) =>
    statement.kind === 'chain'
      ? `${statement.name ? `${statement.name.text} = ` : ''}${statement.elements.map((element) => (element.kind === 'use' ? element.name.text : element.kind)).join(' -> ')}`
      : statement.kind,
  );
}

describe('statements', () => {
  it('continue over lines that end or begin with an arrow', () => {
    const text = 'model M {\n input 3x8x8\n conv(8, 3) ->\n bn\n -> relu\n x = pool -> flatten; y\n}';
    expect(statementKinds(text)).toEqual(['input', 'conv -> bn -> relu', 'x = pool -> flatten', 'y']);
  });

  it('are loops, conditions, groups, merges, heads and asserts', () => {
    const text =
      'block B {\n repeat 3 { a }\n repeat n as i { a }\n for x in [1] { a } -> b\n if c { a } else if d { b } else { e }\n' +
      ' { a }\n add { a; b }\n concat for k in [1, 3] { a }\n head aux(weight: 0.3) { a }\n assert params < 1\n}';
    expect(parse(text).problems).toEqual([]);
    expect(statementKinds(text)).toEqual([
      'repeat',
      'repeat',
      'for -> use'.replace('use', 'b'),
      'if',
      'group',
      'merge',
      'merge',
      'head',
      'assert',
    ]);
  });

  it('may be named like keywords where what follows shows it', () => {
    const text =
      'model M { input 1x8x8\n head = conv(3, 3)\n repeat = relu\n head -> bn\n data = relu\n assert = relu }';
    expect(parse(text).problems).toEqual([]);
    expect(statementKinds(text)).toEqual([
      'input',
      'head = conv',
      'repeat = relu',
      'head -> bn',
      'data = relu',
      'assert = relu',
    ]);
  });

  it('attach documentation to declarations', () => {
    const [block] = parse('/// One.\n/// Two.\nblock B { }\n').file.declarations;
    expect(block?.kind === 'block' && block.documentation).toBe('One.\nTwo.');
  });
});

describe('recipes', () => {
  it('have entries with arguments over several lines, and two forms', () => {
    const tree = parse(
      'train quick for M(n: 1) { data shapes(9), validation: shapes(3); epochs 2 }\n' +
        'train M {\n augment crop(32, padding: 4),\n flip(0.5)\n batch 8 }',
    );
    expect(tree.problems).toEqual([]);
    const entries = tree.file.declarations.map((node) =>
      node.kind === 'train'
        ? [
            node.name?.text,
            node.model?.text,
            node.entries.map(({ keyword, arguments: given }) => `${keyword.text} ${given.length}`),
          ]
        : [],
    );
    expect(entries).toEqual([
      ['quick', 'M', ['data 2', 'epochs 1']],
      [undefined, 'M', ['augment 2', 'batch 1']],
    ]);
  });
});

describe('recovery', () => {
  it('keeps the statements after a broken one', () => {
    const text = 'model M {\n input 3x8x8\n conv(8 3)\n relu\n -> \n}\nblock B { bn }';
    const tree = parse(text);
    expect(problemsOf(tree)).toEqual([
      '3 syntax: `,` or `)` must stand here, not `3`.',
      '5 syntax: A layer or a block must stand here.',
    ]);
    expect(tree.file.declarations.map(({ kind }) => kind)).toEqual(['model', 'block']);
  });

  it('ends an open body where the next declaration begins', () => {
    const tree = parse('block A {\n conv(8, 3)\n\nmodel M {\n input 3x8x8\n}\n');
    expect(problemsOf(tree)).toEqual([
      '2 unclosed-brace: The `{` of line 1 is not closed: a `}` must stand here.',
    ]);
    expect(tree.file.declarations.map(({ kind }) => kind)).toEqual(['block', 'model']);
  });

  it('closes an open parenthesis at the end of its line', () => {
    const tree = parse('model M {\n conv(8, 3\n relu\n}');
    expect(problemsOf(tree)).toEqual(['2 syntax: `,` or `)` must stand here.']);
    expect(tree.problems[0]?.insertion).toEqual({ title: 'Close with `)`', offset: 20, text: ')' });
  });

  it('suggests the keyword that was meant', () => {
    expect(problemsOf(parse('modle M { }'))[0]).toContain('Did you mean `model`?');
  });

  it.each([
    ['parentheses', `model M { conv(${'('.repeat(10_000)}1${')'.repeat(10_000)}) }`],
    ['lists', `model M { conv(${'['.repeat(10_000)}) }`],
    ['bodies', `model M { ${'{ '.repeat(10_000)} relu ${'}'.repeat(10_000)} }`],
    ['conditions', `model M { ${'if a { '.repeat(10_000)} }`],
    ['else branches', `model M { ${'if a { } else '.repeat(10_000)} { } }`],
    ['signs', `model M { conv(${'-'.repeat(10_000)}1) }`],
    ['operators', `model M { conv(${'1 + '.repeat(10_000)}1) }`],
    ['conditional values', `model M { conv(${'1 if a else '.repeat(10_000)}1) }`],
    ['calls', `model M { conv(${'f('.repeat(10_000)}1 }`],
    ['negations', `model M { conv(${'not '.repeat(10_000)}1) }`],
  ])('refuses %s that nest 10,000 deep', (_, text) => {
    expect(parse(text).problems.map(({ code }) => code)).toContain('nesting-too-deep');
  });

  it('puts every token and node inside the text', () => {
    const text = 'model M(a = ) {\n input\n conv(,\n add { \n x = \n head { \n train';
    const { tokens, problems } = parse(text);
    for (const { start, end } of [...tokens, ...problems.map(({ range }) => range)]) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(text.length);
      expect(end).toBeGreaterThanOrEqual(start);
    }
  });
});

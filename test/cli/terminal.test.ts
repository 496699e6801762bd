// Tables, quantities and colours of the terminal.
import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatDuration,
  formatPercent,
  formatSeconds,
  grouped,
  withPrefix,
} from '../../cli/terminal/quantity.ts';
import { styleFor, visibleWidth } from '../../cli/terminal/style.ts';
import { formatTable, shareBar } from '../../cli/terminal/table.ts';
import { wrap } from '../../cli/terminal/wrap.ts';

const plain = styleFor({ isTTY: false }, {});

describe('a table', () => {
  test('aligns its columns and rules off header and totals', () => {
    const table = formatTable(
      [
        { title: 'layer', align: 'left' },
        { title: 'MACs', align: 'right' },
      ],
      [
        ['conv1', '117,600'],
        ['s2', ''],
      ],
      ['total', '117,600'],
      plain,
    );
    expect(table.split('\n')).toEqual([
      'layer     MACs',
      '──────────────',
      'conv1  117,600',
      's2',
      '──────────────',
      'total  117,600',
    ]);
  });

  test('does not count escape sequences as width', () => {
    const colored = styleFor({ isTTY: true }, {});
    expect(colored.red('ab')).not.toBe('ab');
    expect(visibleWidth(colored.red('ab'))).toBe(2);
    const column = { title: 'x', align: 'left' } as const;
    const table = formatTable([column, column], [[colored.red('ab'), 'c']], undefined, plain);
    expect(table.split('\n')[2]).toBe(`${colored.red('ab')}  c`);
  });

  test('keeps a cell of endless length out of the other rows, and the colours after it right', () => {
    const colored = styleFor({ isTTY: true }, {});
    const long = `${colored.red('x'.repeat(10_000))}y`;
    const rows = formatTable(
      [
        { title: 'a', align: 'left' },
        { title: 'b', align: 'left' },
      ],
      [[long, 'c']],
      undefined,
      plain,
    );
    expect(rows.split('\n')[2]).toBe(`${colored.red(`${'x'.repeat(239)}…`)}  c`);
    expect(rows.length).toBeLessThan(1200);
  });

  test('leaves out what need not be shown, the last first, where the terminal is too narrow', () => {
    const column = (title: string, optional: boolean) => ({ title, align: 'left', optional }) as const;
    const columns = [column('one', false), column('two', true), column('three', true), column('four', false)];
    const header = (width: number | undefined) =>
      formatTable(columns, [], undefined, { ...plain, width }).split('\n')[0];
    expect(header(undefined)).toBe('one  two  three  four');
    expect(header(21)).toBe('one  two  three  four');
    expect(header(20)).toBe('one  two  four');
    expect(header(13)).toBe('one  four');
    expect(header(5)).toBe('one  four');
  });
});

describe('colours', () => {
  test('appear on a terminal only, and never where NO_COLOR is set', () => {
    expect(styleFor({ isTTY: false }, {}).bold('a')).toBe('a');
    expect(styleFor({ isTTY: true }, {}).bold('a')).toBe('\u001b[1ma\u001b[22m');
    expect(styleFor({ isTTY: true }, { NO_COLOR: '1' }).bold('a')).toBe('a');
  });
});

describe('a long text', () => {
  test('is broken between words, beside a margin', () => {
    const text = 'Threads of the engine; as many as there are cores.';
    expect(wrap(text, 4, 34)).toBe('Threads of the engine; as many\n    as there are cores.');
    expect(wrap(text, 4, undefined)).toBe(text);
    expect(wrap('averyverylongwordthatfitsnowhere at all', 2, 10)).toBe(
      'averyverylongwordthatfitsnowhere\n  at all',
    );
  });
});

describe('a share bar', () => {
  test.each([
    [0, ''],
    [0.5, '██'],
    [1, '████'],
    [0.03125, '▏'],
    [2, '████'],
    [-1, ''],
  ])('draws %d of four places as "%s"', (share, bar) => {
    expect(shareBar(share, 4)).toBe(bar);
  });
});

describe('quantities', () => {
  test('have units and three digits', () => {
    expect(withPrefix(416520, 'MAC')).toBe('417 kMAC');
    expect(withPrefix(4089184256, 'MAC')).toBe('4.09 GMAC');
    expect(withPrefix(12345678, 'FLOP')).toBe('12.3 MFLOP');
    expect(withPrefix(999, 'FLOP')).toBe('999 FLOP');
    expect(grouped(61706)).toBe('61,706');
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytes(1023)).toBe('1023 B');
    expect(formatBytes(1536)).toBe('1.5 KiB');
    expect(formatBytes(200 * 1024 * 1024)).toBe('200 MiB');
    expect(formatDuration(59.4)).toBe('59 s');
    expect(formatDuration(125)).toBe('2 min 05 s');
    expect(formatDuration(3720)).toBe('1 h 02 min');
    expect(formatPercent(0.98416)).toBe('98.42 %');
    expect([0.004, 0.994, 0.995, 9.94, 9.95, 125].map(formatSeconds)).toEqual([
      '0.00 s',
      '0.99 s',
      '1.0 s',
      '9.9 s',
      '10 s',
      '2 min 05 s',
    ]);
  });
});

// What the details beside the diagram tell of a layer, a block, and what is wrong with them.

import { describe, expect, test } from 'vitest';
import { layerDetails } from '../../extension/language-server/layerDetails.ts';
import { compileText } from './markedText.ts';

const text = `/// Two convolutions.
block Unit(channels, act = relu) {
  conv(2 * channels, 3, padding: same) -> act
}
model M {
  input 3x16x16
  first = conv(8, 3, stride: 2)
  repeat 2 { Unit(8) }
  global_avgpool -> dense(10)
}
`;

const details = (id: string, source = text) => layerDetails(compileText(source), undefined, id);
const attribute = (id: string, name: string, source = text) =>
  details(id, source)?.attributes.find((known) => known.name === name);

describe('The details of a layer', () => {
  test('tell its attributes as written and as they come out, with types and choices', () => {
    expect(attribute('unit1.conv1', 'channels')).toMatchObject({ written: '2 * channels', value: '16' });
    expect(attribute('first', 'kernel')).toMatchObject({ written: '3', value: '3' });
    expect(attribute('first', 'padding')).toMatchObject({ written: undefined, value: 'valid' });
    expect(attribute('first', 'padding')?.choices).toEqual(['same', 'valid']);
    expect(attribute('first', 'groups')?.type).toContain('whole number');
  });

  test('tell its figures in the order in which one reads them', () => {
    expect(details('first')).toMatchObject({
      kind: 'conv',
      name: 'first',
      places: 1,
      fixed: undefined,
    });
    expect(details('first')?.figures).toEqual([
      { name: 'Input', value: '3x16x16' },
      { name: 'Output', value: '8x7x7' },
      { name: 'Parameters', value: '224' },
      { name: 'Multiply-adds', value: '10.6 kMAC' },
      { name: 'Operations', value: '21.6 kFLOP' },
      { name: 'Memory', value: '1.5 KiB for one image' },
      { name: 'Receptive field', value: '3x3, every 2 px' },
      { name: 'Path', value: 'first' },
    ]);
  });

  test('say how many places an edit would change', () => {
    expect(details('unit2.conv1')?.places).toBe(2);
  });

  test('say that a layer passed by name is changed where it is given', () => {
    expect(details('unit1.relu1')?.fixed).toBe('The text calls it `act`: change it where that is given.');
  });

  test('begin with the input, whose shape is its only attribute', () => {
    expect(details('input')).toMatchObject({ first: true, fixed: undefined });
    expect(attribute('input', 'shape')?.written).toBe('3x16x16');
  });

  test('tell everything that the checker says', () => {
    const wide = text.replace('conv(8, 3, stride: 2)', 'conv(8, 30, stride: 2)');
    expect(details('first', wide)?.problems).toMatchObject([{ severity: 'error' }]);
    expect(details('first', wide)?.problems[0]?.message).toContain('30x30');
  });
});

describe('The details of a block', () => {
  test('tell its arguments, its documentation and the sums of its layers', () => {
    expect(details('unit1')).toMatchObject({ kind: 'Unit', documentation: 'Two convolutions.', places: 2 });
    expect(attribute('unit1', 'channels')?.written).toBe('8');
    expect(attribute('unit1', 'act')).toMatchObject({ written: undefined, value: 'relu' });
    expect(details('unit1')?.figures.slice(0, 3)).toEqual([
      { name: 'Layers', value: '2' },
      { name: 'Output', value: '16x7x7' },
      { name: 'Parameters', value: '1,168' },
    ]);
  });

  test('are none for what is gone', () => {
    expect(details('gone')).toBeUndefined();
  });
});

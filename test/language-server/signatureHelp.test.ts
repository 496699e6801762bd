// The signature of the call around the cursor.
import { describe, expect, it } from 'vitest';
import { signatureHelp } from '../../extension/language-server/signatureHelp.ts';
import { compileAtCursor } from './markedText.ts';

/** The signature with the active parameter in angle brackets. */
function signatureAt(marked: string): string | undefined {
  const { compilation, position } = compileAtCursor(marked);
  const signature = signatureHelp(compilation, position)?.signatures[0];
  const active = signature?.parameters?.[signature.activeParameter ?? -1]?.label;
  if (signature === undefined || active === undefined || typeof active === 'string') return signature?.label;
  const [start, end] = active;
  const { label } = signature;
  return `${label.slice(0, start)}<${label.slice(start, end)}>${label.slice(end)}`;
}

const block = 'block Unit(channels, stride = 1) { conv(channels, 3, stride: stride) }\n';

describe('Signature help', () => {
  it.each([
    ['Unit(|)', 'Unit(<channels>, stride = 1)'],
    ['Unit(16, |)', 'Unit(channels, <stride = 1>)'],
    ['Unit(stride: 2, channels: |)', 'Unit(<channels>, stride = 1)'],
    ['Unit(min(3, 4), |', 'Unit(channels, <stride = 1>)'],
    ['Unit(16, 2, 3, |)', 'Unit(channels, stride = 1)'],
  ])('shows for `%s` the signature %s', (call, signature) => {
    expect(signatureAt(`${block}model M {\n  ${call}\n}`)).toBe(signature);
  });

  it('shows the defaults of a layer as they are written', () => {
    expect(signatureAt('model M {\n  conv(16, 3, padding: [1, |]) -> relu\n}')).toMatch(
      /^conv\(channels, kernel, stride = 1, <padding = valid>, dilation = 1, groups = 1, bias = true/,
    );
  });

  it('shows the call of a recipe', () => {
    expect(signatureAt('train M {\n  data digits(100, |)\n}')).toBe('digits(count = 12000, <seed = 1>)');
  });

  it.each([
    ['outside of calls', 'model M {\n  conv(16, 3) |\n}'],
    ['for an unknown name', 'model M {\n  Unknown(|)\n}'],
    ['in a comment', 'model M {\n  conv(16 /* | */, 3)\n}'],
    ['for a layer without attributes', 'model M {\n  relu(|)\n}'],
  ])('shows nothing %s', (_, marked) => {
    expect(signatureAt(marked)).toBeUndefined();
  });
});

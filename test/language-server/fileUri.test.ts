// URIs of documents: one spelling for the editor's and an import's.
import { describe, expect, it } from 'vitest';
import { canonicalUri, resolveUri } from '../../extension/language-server/fileUri.ts';

describe('The spelling of a URI', () => {
  it.each([
    ['file:///home/a/b.cnn', 'file:///home/a/b.cnn'],
    ['file:///home/my nets/b.cnn', 'file:///home/my%20nets/b.cnn'],
    ['file:///home/a+b/(c).cnn', 'file:///home/a%2Bb/%28c%29.cnn'],
    ['file:///C:/nets/b.cnn', 'file:///c%3A/nets/b.cnn'],
    ['file:///c%3A/nets/b.cnn', 'file:///c%3A/nets/b.cnn'],
    ['file://Server/share/b.cnn', 'file://server/share/b.cnn'],
    ['file:///home/100%/b.cnn', 'file:///home/100%25/b.cnn'],
    ['untitled:Untitled-1', 'untitled:Untitled-1'],
  ])('writes %s as %s', (uri, expected) => {
    expect(canonicalUri(uri)).toBe(expected);
    expect(canonicalUri(expected)).toBe(expected);
  });

  it.each([
    ['file:///home/a/b.cnn', 'blocks.cnn', 'file:///home/a/blocks.cnn'],
    ['file:///home/a/b.cnn', './blocks.cnn', 'file:///home/a/blocks.cnn'],
    ['file:///home/a/b.cnn', '../my blocks/c.cnn', 'file:///home/my%20blocks/c.cnn'],
    ['file:///home/b.cnn', '../../c.cnn', 'file:///c.cnn'],
    ['file:///home/a/b.cnn', '/nets/c.cnn', 'file:///nets/c.cnn'],
    ['file:///c%3A/a/b.cnn', 'c.cnn', 'file:///c%3A/a/c.cnn'],
    ['untitled:Untitled-1', 'c.cnn', 'untitled:/c.cnn'],
  ])('finds from %s the import "%s" at %s', (from, path, expected) => {
    expect(resolveUri(from, path)).toBe(expected);
  });
});

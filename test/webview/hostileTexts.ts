// Names that are made to do harm: markup, endless ones, ones that turn the line around.

export const hostileTexts: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; DROP TABLE layers; --",
  '&lt;b&gt; &#x3c;i&#x3e; ]]> <!-- -->',
  'x'.repeat(10_000),
  'word '.repeat(2_000),
  '\u202egnorw ot tfel\u202c',
  '\u05d0\u05d1\u05d2 \u0639\u0631\u0628\u064a',
  '\u{1F469}\u200d\u{1F469}\u200d\u{1F467}\u200d\u{1F466} \u{1F525}',
  `e${'\u0301'.repeat(500)}`,
  '\0\u0007\u001b[31m\n\r\t\u2028',
  '\ud800 half a pair',
  '\\input{/etc/passwd} $x^2$ %comment {',
  ') Tj ET (',
  '',
];

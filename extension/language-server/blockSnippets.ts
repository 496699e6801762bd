// Blocks that networks are built of, as snippets where a declaration may begin.

/** Label, snippet, documentation. */
export const blockSnippets: readonly (readonly [string, string, string])[] = [
  [
    'residual block',
    [
      '/// Residual unit of two 3x3 convolutions.',
      `block \${1:Residual}(channels, stride = 1) {`,
      '\tadd {',
      '\t\t{ conv(channels, 3, stride: stride, padding: same, bias: false) -> bn -> relu',
      '\t\t\tconv(channels, 3, padding: same, bias: false) -> bn }',
      '\t\tif stride != 1 or in.channels != channels { conv(channels, 1, stride: stride, bias: false) -> bn }',
      '\t\telse { identity }',
      '\t} -> relu',
      '}$0',
    ].join('\n'),
    'Two convolutions and a shortcut around them (He, Zhang, Ren and Sun, 2016). Where shape changes, a 1x1 convolution projects.',
  ],
  [
    'inception module',
    [
      '/// Inception module: four branches side by side, 1x1 convolutions making the large ones cheap.',
      `block \${1:Inception}(n1x1, reduce3x3, n3x3, reduce5x5, n5x5, projection) {`,
      '\tconcat {',
      '\t\tconv(n1x1, 1) -> relu',
      '\t\tconv(reduce3x3, 1) -> relu -> conv(n3x3, 3, padding: same) -> relu',
      '\t\tconv(reduce5x5, 1) -> relu -> conv(n5x5, 5, padding: same) -> relu',
      '\t\tmaxpool(3, stride: 1, padding: same) -> conv(projection, 1) -> relu',
      '\t}',
      '}$0',
    ].join('\n'),
    'Convolutions of 1x1, 3x3 and 5x5 and a pooling, joined by their channels (Szegedy et al., 2015).',
  ],
  [
    'dense block',
    [
      '/// Dense block: each layer reads what all layers before it computed.',
      `block \${1:DenseBlock}(layers, growth) {`,
      '\trepeat layers {',
      '\t\tconcat {',
      '\t\t\tidentity',
      '\t\t\t{ bn -> relu -> conv(4 * growth, 1, bias: false)',
      '\t\t\t\tbn -> relu -> conv(growth, 3, padding: same, bias: false) }',
      '\t\t}',
      '\t}',
      '}$0',
    ].join('\n'),
    'Layers that each add `growth` channels to all that came before (Huang et al., 2017).',
  ],
];

// The words of the language that completion offers, with what they do.

/** Where a statement may begin: label, snippet, documentation. */
export const statementWords: readonly (readonly [string, string, string])[] = [
  [
    'input',
    `input \${1:3x32x32}`,
    'The shape of one image: channels x height x width. The batch is never written.',
  ],
  ['repeat', `repeat \${1:n} {\n\t$0\n}`, 'Repeats its body; `repeat n as i` counts the rounds from 0.'],
  [
    'for',
    `for \${1:width} in [\${2:16, 32, 64}] {\n\t$0\n}`,
    'Repeats its body for each item of a list or range.',
  ],
  ['if', `if \${1:condition} {\n\t$0\n}`, 'Puts its body in where the condition holds.'],
  [
    'head',
    `head \${1:aux}(weight: \${2:0.3}) {\n\t$0\n}`,
    'Hangs an auxiliary classifier on the current value: with a loss of its own, absent from inference.',
  ],
  ['assert', `assert \${1:params} \${2:<} \${3:1M}`, 'A figure that must hold; else the text has an error.'],
];

export const declarationWords: readonly (readonly [string, string, string])[] = [
  ['import', 'import "$0"', 'Blocks and models of another file, relative to this one.'],
  ['block', `block \${1:Name}(\${2:channels}) {\n\t$0\n}`, 'A part of a network that is used by its name.'],
  [
    'model',
    `model \${1:Name}(\${2:classes = 10}) {\n\tinput \${3:3x32x32}\n\t$0\n}`,
    'A whole network, from its input to its logits.',
  ],
  [
    'train',
    [
      `train \${1:Model} {`,
      `\tdata       \${2:digits}`,
      `\toptimizer  sgd(lr: \${3:0.1}, momentum: \${4:0.9})`,
      `\tbatch      \${5:64}`,
      `\tepochs     \${6:10}`,
      '}$0',
    ].join('\n'),
    'A recipe by which a model is trained. `train name for Model` gives it a name of its own.',
  ],
];

export const expressionFunctions: readonly (readonly [string, string])[] = [
  ['min', 'The smallest of its arguments.'],
  ['max', 'The largest of its arguments.'],
  ['floor', 'The next whole number below.'],
  ['ceil', 'The next whole number above.'],
  ['round', 'The nearest whole number.'],
  ['sqrt', 'The square root.'],
  ['len', 'The number of items of a list.'],
];

export const memberWords: readonly (readonly [string, string])[] = [
  ['channels', 'Channels of the value; features of a vector.'],
  ['height', 'Rows of the value.'],
  ['width', 'Columns of the value.'],
];

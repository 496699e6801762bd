// What each study trains: the commands, and what is kept of their runs.

import type { ShrunkSet } from './shrunkImages.ts';

/** Rows and columns that the studies' pictures of CIFAR-10 are shrunk to. */
export const shrunkSize = 16;

/** What is made of CIFAR-10: how many images of each class. */
export const shrunkSets = {
  cifar10: { train: Infinity, test: Infinity },
  cifar10_small: { train: 1000, test: 200 },
} as const satisfies Readonly<Record<string, ShrunkSet>>;

export interface Experiment {
  /** One of these for each seed. */
  readonly runs: readonly Run[];
  readonly seeds: readonly number[];
}

export interface Run {
  readonly name: string;
  readonly file: string;
  readonly recipe: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly data: 'mnist' | keyof typeof shrunkSets;
  /** Seeds of its own where it is dearer than the others. */
  readonly seeds?: readonly number[];
  /** Looks inside at the first seed: how often, and at which layers' inputs and parameters. */
  readonly looks?: { readonly every: number; readonly layers: RegExp; readonly parameters: RegExp };
}

const nothing = /^$/;

const bn: Experiment = {
  seeds: [1, 2, 3],
  runs: [false, true].flatMap((normalized): Run[] => {
    const set = { normalized: String(normalized) };
    const kind = normalized ? 'bn' : 'plain';
    const file = 'bench/studies/bn.cnn';
    return [
      {
        name: `sigmoids-${kind}`,
        file,
        recipe: 'sigmoids',
        set,
        data: 'mnist',
        looks: { every: 25, layers: /^h3\.sigmoid1$/, parameters: nothing },
      },
      {
        name: `convolutions-${kind}`,
        file,
        recipe: 'convolutions',
        set,
        data: 'mnist',
        looks: { every: 25, layers: /^c6\.relu1$/, parameters: nothing },
      },
    ];
  }),
};

const activations: Experiment = {
  seeds: [1, 2, 3],
  runs: [
    ['relu', 'relu'],
    ['leaky relu', 'leaky_relu(0.1)'],
    ['shifted relu', 'shifted_relu(0.5)'],
    ['softplus', 'softplus'],
    ['elu', 'elu'],
    ['trained elu', 'elu(trainable: true)'],
  ].map(([name, act]) => ({
    name: name!,
    file: 'bench/studies/activations.cnn',
    recipe: 'activations',
    set: { act: act! },
    data: 'cifar10',
  })),
};

const depth: Experiment = {
  seeds: [1, 2, 3],
  runs: [
    ['plain-20', '3', '"none"'],
    ['plain-56', '9', '"none"'],
    ['resnet-20', '3', '"A"'],
    ['resnet-56', '9', '"A"'],
  ].map(([name, n, shortcut]) => ({
    name: name!,
    file: 'bench/studies/depth.cnn',
    recipe: 'depth',
    set: { n: n!, shortcut: shortcut! },
    data: 'cifar10_small',
  })),
};

const dense: Experiment = {
  seeds: [1, 2, 3],
  runs: ['residual', 'dense'].map((recipe) => ({
    name: recipe,
    file: 'bench/studies/dense.cnn',
    recipe,
    data: 'cifar10',
  })),
};

const heads: Experiment = {
  seeds: [1, 2, 3],
  runs: ['true', 'false'].map((given) => ({
    name: given === 'true' ? 'with heads' : 'without heads',
    file: 'bench/studies/heads.cnn',
    recipe: 'heads',
    set: { heads: given },
    data: 'cifar10',
    looks: { every: 25, layers: nothing, parameters: /\.conv\d+\.weight$/ },
  })),
};

export const experiments: Readonly<Record<string, Experiment>> = { bn, activations, depth, dense, heads };

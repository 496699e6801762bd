// Diagram graphs of known networks, built by hand, for the tests of layout and drawing.

import type {
  DiagramEdge,
  DiagramGraph,
  DiagramGroup,
  DiagramNode,
  NodeCategory,
} from '../../webview/protocol/diagram.ts';

/** Writes a graph as a text would: every layer follows the current value. */
class GraphWriter {
  readonly nodes: DiagramNode[] = [];
  readonly groups: DiagramGroup[] = [];
  readonly edges: DiagramEdge[] = [];
  current: string | undefined;
  private path: string | undefined;

  layer(
    category: NodeCategory,
    kind: string,
    detail: string,
    shape: string,
    more: Partial<DiagramNode> = {},
  ) {
    const inputs = this.current === undefined ? [] : [this.current];
    return this.join(inputs, category, kind, detail, shape, more);
  }

  /** A layer with several inputs. */
  join(
    inputs: readonly string[],
    category: NodeCategory,
    kind: string,
    detail: string,
    shape: string,
    more: Partial<DiagramNode> = {},
  ): string {
    const id = `${this.path === undefined ? '' : `${this.path}.`}${kind}${this.nodes.length}`;
    const elements = shape.split('x').reduce((product, extent) => product * (Number(extent) || 1), 1);
    const rest = { elements, parameters: 0, macs: 0, activationBytes: 4 * elements, problem: undefined };
    this.nodes.push({ id, category, kind, detail, group: this.path, shape, ...rest, ...more });
    for (const [place, source] of inputs.entries()) {
      this.edges.push({ id: `${source}->${id}:${place}`, source, target: id });
    }
    this.current = id;
    return id;
  }

  group<T>(kind: DiagramGroup['kind'], label: string, detail: string, write: () => T): T {
    const parent = this.path;
    const id = `${parent === undefined ? '' : `${parent}.`}${label}${this.groups.length}`;
    const index = this.groups.push({ id, parent, kind, label, detail, parameters: 0 }) - 1;
    this.path = id;
    const result = write();
    this.path = parent;
    const inside = this.nodes.filter((node) => node.id.startsWith(`${id}.`));
    const parameters = inside.reduce((total, node) => total + node.parameters, 0);
    this.groups[index] = { ...this.groups[index]!, parameters };
    return result;
  }

  finish(model: string): DiagramGraph {
    const parameters = this.nodes.reduce((total, node) => total + node.parameters, 0);
    const macs = this.nodes.reduce((total, node) => total + node.macs, 0);
    return { model, nodes: this.nodes, groups: this.groups, edges: this.edges, parameters, macs };
  }
}

export function lenet5(): DiagramGraph {
  const g = new GraphWriter();
  const value = (name: string, write: () => void) => g.group('value', name, '', write);
  const relu = (shape: string) => g.layer('activation', 'relu', '', shape);
  g.layer('input', 'input', '', '1x32x32');
  value('c1', () => {
    g.layer('convolution', 'conv', '5x5, 6', '6x28x28', { parameters: 156, macs: 117_600 });
    relu('6x28x28');
  });
  value('s2', () => g.layer('pooling', 'maxpool', '2x2, /2', '6x14x14'));
  value('c3', () => {
    g.layer('convolution', 'conv', '5x5, 16', '16x10x10', { parameters: 2416, macs: 240_000 });
    relu('16x10x10');
  });
  value('s4', () => g.layer('pooling', 'maxpool', '2x2, /2', '16x5x5'));
  value('c5', () => {
    g.layer('convolution', 'conv', '5x5, 120', '120x1x1', { parameters: 48_120, macs: 48_000 });
    relu('120x1x1');
  });
  g.layer('reshaping', 'flatten', '', '120');
  value('f6', () => {
    g.layer('dense', 'dense', '84', '84', { parameters: 10_164, macs: 10_080 });
    relu('84');
  });
  value('output', () => g.layer('dense', 'dense', '10', '10', { parameters: 850, macs: 840 }));
  return g.finish('LeNet5');
}

/** ResNet for CIFAR-10: 6n + 2 weighted layers, projections where the shape changes. */
export function resnetCifar(n: number): DiagramGraph {
  const g = new GraphWriter();
  const convBn = (kernel: number, channels: number, inChannels: number, side: number, stride = 1) => {
    const shape = `${channels}x${side}x${side}`;
    const weights = kernel * kernel * inChannels * channels;
    const strideLabel = stride === 1 ? '' : `, /${stride}`;
    g.layer('convolution', 'conv', `${kernel}x${kernel}, ${channels}${strideLabel}`, shape, {
      parameters: weights,
      macs: weights * side * side,
    });
    g.layer('normalization', 'bn', '', shape, { parameters: 2 * channels });
  };
  const basic = (channels: number, inChannels: number, side: number, stride: number) => {
    const shape = `${channels}x${side}x${side}`;
    g.group('block', 'Basic', stride === 1 ? `${channels}` : `${channels}, stride: ${stride}`, () => {
      const entry = g.current!;
      const branches: string[] = [];
      g.group('merge', 'add', '', () => {
        g.group('branch', 'branch1', '', () => {
          g.group('block', 'ConvBN', `${channels}, 3${stride === 1 ? '' : `, stride: ${stride}`}`, () => {
            convBn(3, channels, inChannels, side, stride);
            g.layer('activation', 'relu', '', shape);
          });
          convBn(3, channels, channels, side);
          branches.push(g.current!);
        });
        g.current = entry;
        g.group('branch', 'branch2', '', () => {
          if (stride !== 1 || channels !== inChannels) convBn(1, channels, inChannels, side, stride);
          branches.push(g.current!);
        });
        g.join(branches, 'merge', 'add', '', shape);
      });
      g.layer('activation', 'relu', '', shape);
    });
  };
  g.layer('input', 'input', '', '3x32x32');
  g.group('block', 'ConvBN', '16, 3', () => {
    convBn(3, 16, 3, 32);
    g.layer('activation', 'relu', '', '16x32x32');
  });
  g.group('repeat', 'for width', '', () => {
    for (const [stage, width] of [16, 32, 64].entries()) {
      const side = 32 >> stage;
      g.group('iteration', `width = ${width}`, '', () => {
        basic(width, stage === 0 ? 16 : width / 2, side, stage === 0 ? 1 : 2);
        g.group('repeat', `repeat ${n - 1}`, '', () => {
          for (let i = 1; i < n; i++) g.group('iteration', `${i}`, '', () => basic(width, width, side, 1));
        });
      });
    }
  });
  g.layer('pooling', 'global_avgpool', '', '64');
  g.layer('dense', 'dense', '10', '10', { parameters: 650, macs: 640 });
  return g.finish('ResNetCifar');
}

/** Two inception modules with a stem and an auxiliary head between them. */
export function inception(): DiagramGraph {
  const g = new GraphWriter();
  const conv = (kernel: number, channels: number, side: number) => {
    const shape = `${channels}x${side}x${side}`;
    g.layer('convolution', 'conv', `${kernel}x${kernel}, ${channels}`, shape, {
      parameters: 1000 * channels,
    });
    g.layer('activation', 'relu', '', shape);
  };
  const module = (name: string, widths: readonly number[], side: number) => {
    const [a, b1, b2, c1, c2, d] = widths as [number, number, number, number, number, number];
    g.group('value', name, '', () =>
      g.group('block', 'Inception', widths.join(', '), () => {
        const entry = g.current!;
        const branches: string[] = [];
        const branch = (label: string, write: () => void) =>
          g.group('branch', label, '', () => {
            g.current = entry;
            write();
            branches.push(g.current!);
          });
        g.group('merge', 'concat', '', () => {
          branch('branch1', () => conv(1, a, side));
          branch('branch2', () => {
            conv(1, b1, side);
            conv(3, b2, side);
          });
          branch('branch3', () => {
            conv(1, c1, side);
            conv(5, c2, side);
          });
          branch('branch4', () => {
            g.layer('pooling', 'maxpool', '3x3, /1', `192x${side}x${side}`);
            conv(1, d, side);
          });
          g.join(branches, 'merge', 'concat', '', `${a + b2 + c2 + d}x${side}x${side}`);
        });
      }),
    );
  };
  g.layer('input', 'input', '', '3x224x224');
  g.layer('convolution', 'conv', '7x7, 64, /2', '64x112x112', { parameters: 9472, macs: 118_013_952 });
  g.layer('activation', 'relu', '', '64x112x112');
  g.layer('pooling', 'maxpool', '3x3, /2', '64x56x56');
  g.layer('normalization', 'lrn', '5', '64x56x56');
  module('inception_3a', [64, 96, 128, 16, 32, 32], 28);
  const trunk = g.current;
  g.group('head', 'aux1', 'weight: 0.3', () => {
    g.layer('pooling', 'avgpool', '5x5, /3', '512x4x4');
    g.layer('dense', 'dense', '1000', '1000', { parameters: 1_025_000 });
  });
  g.current = trunk;
  module('inception_3b', [128, 128, 192, 32, 96, 64], 28);
  g.layer('pooling', 'global_avgpool', '', '480');
  g.layer('regularization', 'dropout', '40%', '480');
  g.layer('dense', 'dense', '1000', '1000', { parameters: 481_000, macs: 480_000 });
  return g.finish('GoogLeNet');
}

/** Dense connectivity: every layer reads all before it, through one concatenation each. */
export function denseBlock(layers: number, blocks = 1): DiagramGraph {
  const g = new GraphWriter();
  g.layer('input', 'input', '', '24x32x32');
  for (let block = 0; block < blocks; block++) {
    g.group('block', 'DenseBlock', `${layers}`, () => {
      const outputs = [g.current!];
      for (let i = 0; i < layers; i++) {
        if (i > 0) g.join(outputs, 'merge', 'concat', '', `${24 + 12 * i}x32x32`);
        outputs.push(g.layer('convolution', 'conv', '3x3, 12', '12x32x32', { parameters: 2592 }));
      }
      g.join(outputs, 'merge', 'concat', '', `${24 + 12 * layers}x32x32`);
    });
  }
  g.layer('dense', 'dense', '10', '10');
  return g.finish('DenseNet');
}

/** A graph whose every text is what an attacker or a stray paste would write. */
export function hostile(): DiagramGraph {
  const g = new GraphWriter();
  const texts = [
    '</title><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'x'.repeat(10_000),
    '\u202Eevil\u202C مرحبا',
    '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(50),
    'a\u0000b\u001b[31m\ud800',
    "&amp; ' `",
    `e${'\u0301'.repeat(500)}`,
    '\\input{/etc/passwd} <x>{y}/[z] <x>{y}/[z]',
    'אבג עברי',
  ];
  g.layer('input', 'input', '', '1x1x1');
  for (const text of texts) {
    g.group('block', text, text, () =>
      g.layer('custom', text, text, text, { problem: { severity: 'error', message: text } }),
    );
    g.group('value', text, '', () => g.layer('convolution', text, text, text));
  }
  return g.finish(texts[0]!);
}

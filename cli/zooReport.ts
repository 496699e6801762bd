// The list of the networks that ship as texts: a table for people, JSON, CSV and Markdown.

import { join } from 'node:path';
import { formatShape } from '../engine/network/shape.ts';
import { csvText } from './csvText.ts';
import { markdownTable } from './markdownTable.ts';
import type { OutputFormat } from './outputFormat.ts';
import { shownPath } from './shownPath.ts';
import { grouped } from './terminal/quantity.ts';
import type { Style } from './terminal/style.ts';
import { type Column, formatTable } from './terminal/table.ts';
import type { ZooNetwork } from './zoo.ts';

/** Without a line break at the end. `folder` holds the files. */
export function zooReport(
  networks: readonly ZooNetwork[],
  folder: string,
  format: OutputFormat,
  style: Style,
): string {
  switch (format) {
    case 'table':
      return zooTable(networks, folder, style);
    case 'json':
      return JSON.stringify({ models: networks.map((network) => jsonEntry(network, folder)) });
    case 'csv':
      return zooCsv(networks, folder);
    case 'markdown':
      return zooMarkdown(networks);
  }
}

/** `parameters` and `macs` are those of inference; with auxiliary heads, `withHeads` counts them too. */
function jsonEntry({ figures, ...entry }: ZooNetwork, folder: string) {
  const { parameters, macs, input } = figures;
  const deployed = { parameters: parameters.inference, macs: macs.inference };
  const withHeads = { parameters: parameters.total, macs: macs.total };
  const { name, file, model, arguments: given, source } = entry;
  return {
    name,
    file: join(folder, file),
    model,
    arguments: given,
    input,
    ...deployed,
    ...(hasHeads(figures) ? { withHeads } : {}),
    source,
  };
}

const figureColumns: readonly Column[] = [
  { title: 'network', align: 'left' },
  { title: 'input', align: 'right' },
  { title: 'parameters', align: 'right' },
  { title: 'multiply-adds', align: 'right' },
  { title: 'file', align: 'left' },
  { title: 'arguments', align: 'left' },
];

function zooTable(networks: readonly ZooNetwork[], folder: string, style: Style): string {
  const rows = networks.map(({ name, file, arguments: given, figures }) => [
    name,
    formatShape(figures.input ?? []),
    grouped(figures.parameters.inference),
    grouped(figures.macs.inference),
    shownPath(join(folder, file)),
    style.muted(argumentsText(given)),
  ]);
  return formatTable(figureColumns, rows, undefined, style);
}

function zooMarkdown(networks: readonly ZooNetwork[]): string {
  const rows = networks.map(({ name, file, arguments: given, figures, source }) => {
    const { parameters, macs, input } = figures;
    const heads = (total: number) => (hasHeads(figures) ? ` (${grouped(total)} with heads)` : '');
    return [
      name,
      formatShape(input ?? []),
      grouped(parameters.inference) + heads(parameters.total),
      grouped(macs.inference) + heads(macs.total),
      `\`${file}\``,
      Object.keys(given).length === 0 ? '' : `\`${argumentsText(given)}\``,
      source,
    ];
  });
  return markdownTable([...figureColumns, { title: 'source', align: 'left' }], rows);
}

function zooCsv(networks: readonly ZooNetwork[], folder: string): string {
  const columns = ['name', 'file', 'model', 'arguments', 'input', 'parameters', 'macs', 'source'];
  const rows = networks.map(({ name, file, model, arguments: given, source, figures }) => [
    name,
    join(folder, file),
    model,
    argumentsText(given),
    formatShape(figures.input ?? []),
    figures.parameters.inference,
    figures.macs.inference,
    source,
  ]);
  return csvText(columns, rows);
}

function hasHeads({ parameters }: ZooNetwork['figures']): boolean {
  return parameters.total !== parameters.inference;
}

/** As in a call: `n: 18, shortcut: "A"`. */
function argumentsText(given: Readonly<Record<string, string>>): string {
  return Object.entries(given)
    .map(([name, text]) => `${name}: ${text}`)
    .join(', ');
}

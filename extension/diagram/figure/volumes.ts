// The volumes of a figure: what flows between the steps of the main line, runs of equal blocks taken together.

import {
  type Network,
  type NetworkGroup,
  type NetworkLayer,
  STAND_IN,
} from '../../../engine/network/network.ts';
import type { FigureStep, FigureVolume } from '../../../webview/protocol/figure.ts';
import type { FigureDepth } from '../../../webview/protocol/figurePanel.ts';
import { categoryOf, isCompanion, stepTitle, windowOf } from './layerWords.ts';
import { type Segment, segmentsOf } from './segments.ts';

export type Groups = ReadonlyMap<string, NetworkGroup>;

/** More would be a strip that no page holds; then plain layers of a block are drawn as one step too. */
const MOST_VOLUMES = 18;

interface Draft {
  readonly last: NetworkLayer;
  readonly step: FigureStep | undefined;
  /** Block that the step is a use of, for runs of it. */
  readonly block: string | undefined;
  readonly count: number;
  readonly layers: readonly NetworkLayer[];
}

/** `blocks` takes each block as one step, `layers` only where it branches; `fit` as few as the page needs. */
export function volumesOf(network: Network, depth: FigureDepth = 'fit'): readonly FigureVolume[] {
  const groups: Groups = new Map(network.groups.map((group) => [group.id, group]));
  const fine = joinRuns(draftsOf(segmentsOf(network), groups, false));
  const isFine = depth === 'layers' || (depth === 'fit' && fine.length <= MOST_VOLUMES);
  const drafts = isFine ? fine : joinRuns(draftsOf(segmentsOf(network), groups, true));
  const streams = streamsOf(drafts);
  const taken = new Set<string>();
  return drafts.map((draft, place) => ({
    id: draft.last.path,
    name: nameOf(draft, groups, taken),
    shape: draft.last.outputShape ?? [],
    streams: streams[place]!,
    step: draft.step,
    heads: headsOn(network, draft.layers),
  }));
}

/** With `coarse`, layers of one outermost block make one step also where each is a cut. */
function draftsOf(segments: readonly Segment[], groups: Groups, coarse: boolean): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const segment of segments) {
    const last = segment.at(-1)!;
    const previous = drafts.at(-1);
    const block = segment.length > 1 || coarse ? blockOf(segment, groups) : undefined;
    if (previous && (isCompanion(last) || last.kind === 'softmax') && segment.length === 1) {
      drafts[drafts.length - 1] = accompany(previous, last);
    } else if (previous && coarse && block !== undefined && previous.block === block) {
      drafts[drafts.length - 1] = { ...previous, last, layers: [...previous.layers, ...segment] };
    } else {
      drafts.push({ last, step: stepOf(segment, block, groups), block, count: 1, layers: segment });
    }
  }
  return drafts;
}

function accompany(draft: Draft, layer: NetworkLayer): Draft {
  const told =
    !['identity', 'flatten', 'pad'].includes(layer.kind) && draft.step && draft.block === undefined;
  const words = told ? [draft.step.detail, layer.kind].filter((word) => word !== '').join(', ') : undefined;
  const step = words === undefined ? draft.step : { ...draft.step!, detail: words };
  // Feature maps written as a vector stay feature maps to the eye.
  const last = layer.kind === 'flatten' ? draft.last : layer;
  return { ...draft, step, last, layers: [...draft.layers, layer] };
}

function stepOf(segment: Segment, block: string | undefined, groups: Groups): FigureStep | undefined {
  const last = segment.at(-1)!;
  if (last.kind === 'input') return undefined;
  const plain = { detail: '', window: undefined, separate: false };
  if (block !== undefined) {
    return { ...plain, category: 'block', title: groups.get(block)?.label ?? last.kind };
  }
  if (segment.length > 1) return { ...plain, category: 'merge', title: last.kind };
  const groupCount = last.attributes['groups'];
  return {
    category: categoryOf(last),
    title: stepTitle(last),
    detail: '',
    window: windowOf(last),
    separate: typeof groupCount === 'number' && groupCount > 1,
  };
}

/** The outermost use of a block that holds all layers of a segment; rounds of loops are no blocks. */
function blockOf(segment: Segment, groups: Groups): string | undefined {
  const chains = segment.map((layer) => groupsAround(layer, groups).filter(({ kind }) => kind === 'block'));
  return chains[0]!.findLast(({ id }) => chains.every((chain) => chain.some((group) => group.id === id)))?.id;
}

/** From the innermost outwards. */
export function groupsAround({ group }: NetworkLayer, groups: Groups): readonly NetworkGroup[] {
  const chain: NetworkGroup[] = [];
  for (let id = group; id !== undefined; id = groups.get(id)?.parent) {
    const known = groups.get(id);
    if (known === undefined || chain.includes(known)) break;
    chain.push(known);
  }
  return chain;
}

/** Uses of one block in a row, on maps of one size, are one step: `Inception x 5`. */
function joinRuns(drafts: readonly Draft[]): readonly Draft[] {
  const joined: Draft[] = [];
  for (const draft of drafts) {
    const previous = joined.at(-1);
    const alike =
      previous?.step?.category === 'block' &&
      draft.step?.category === 'block' &&
      previous.step.title === draft.step.title &&
      sizeOf(previous) === sizeOf(draft);
    if (!alike) joined.push(draft);
    else {
      const layers = [...previous.layers, ...draft.layers];
      joined[joined.length - 1] = { ...draft, step: previous.step, count: previous.count + 1, layers };
    }
  }
  return joined.map((draft) =>
    draft.count === 1 || !draft.step
      ? draft
      : { ...draft, step: { ...draft.step, title: `${draft.step.title} x ${draft.count}` } },
  );
}

function sizeOf({ last }: Draft): string {
  return (last.outputShape ?? []).slice(1).join('x');
}

/** A volume is in parts where what made it or what reads it is grouped. */
function streamsOf(drafts: readonly Draft[]): readonly number[] {
  const parts = drafts.map(({ last, step, layers }) => {
    const made = layers.find(({ kind }) => kind === 'conv') ?? last;
    const count = made.attributes['groups'];
    return step?.separate && typeof count === 'number' && count <= 3 ? count : 1;
  });
  const first = parts.findIndex((count) => count > 1);
  const end = parts.findLastIndex((count) => count > 1);
  // What is pooled on the way to the first grouped step is in parts before it is pooled, too.
  const start = first - (isPooling(drafts[first - 1]) ? 2 : 1);
  // Between two grouped steps the streams go on, and read each other where a step is not grouped.
  return drafts.map((draft, place) => {
    const maps = (draft.last.outputShape ?? []).length === 3;
    const within = first > 0 && place >= start && place <= end + (isPooling(drafts[end + 1]) ? 1 : 0);
    const input = draft.step === undefined;
    return maps && within && !input ? Math.max(...parts) : 1;
  });
}

function isPooling(draft: Draft | undefined): boolean {
  return draft?.step?.category === 'pooling';
}

/** The value that the text names: of a chain of several steps the first carries its name. */
function nameOf({ layers, count }: Draft, groups: Groups, taken: Set<string>): string | undefined {
  const [first] = layers;
  if (count > 1 || first === undefined || first.kind === 'input') return undefined;
  const value = groupsAround(first, groups).find(({ kind }) => kind === 'value')?.label;
  const last = first.path.slice(first.path.lastIndexOf('.') + 1);
  const name = [first.kind, STAND_IN].includes(last.replace(/\d+$/, '')) ? value : last;
  if (name === undefined || taken.has(name)) return undefined;
  taken.add(name);
  return name;
}

function headsOn(network: Network, layers: readonly NetworkLayer[]): readonly string[] {
  const paths = new Set(layers.map(({ path }) => path));
  const first = network.layers.filter(
    ({ head, inputs }) => head !== undefined && inputs.some((input) => paths.has(input)),
  );
  return [...new Set(first.map(({ head }) => head!))];
}

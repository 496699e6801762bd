// The rules that give the drawing's classes their colours, from a theme.

import { TEXT } from '../layout/measure.ts';
import type { PageTheme, Theme } from './themes.ts';

/** For the `<style>` of a picture that stands alone. */
export function pictureStyles(theme: Theme): string {
  const categories = Object.entries(theme.categories).map(
    ([category, colour]) => `.${category} { color: ${colour}; }`,
  );
  const tones = theme.frames.map((tone, depth) => `.tone${depth} { fill: ${tone}; }`);
  return [...BASE(theme), ...HEAT(theme), ...tones, ...categories].join('\n');
}

/** For the page, where the drawing is also reached from the keyboard and seen from afar. */
export function pageStyles(theme: PageTheme): string {
  return [pictureStyles(theme), ...PROBLEM_SIGNS(theme), ...KEYBOARD(theme), ...FAR(theme)].join('\n');
}

const BASE = (theme: Theme): readonly string[] => [
  `text { font-family: ${theme.font}; font-size: ${TEXT.detail.size}px; fill: ${theme.muted}; white-space: pre; }`,
  `.canvas { fill: ${theme.canvas}; }`,
  `.title { font-size: ${TEXT.kind.size}px; font-weight: 500; fill: ${theme.text}; }`,
  `.tag { font-size: ${TEXT.tag.size}px; }`,
  `.amount { font-size: ${TEXT.count.size}px; font-variant-numeric: tabular-nums; }`,
  `.shape { font-size: ${TEXT.shape.size}px; font-variant-numeric: tabular-nums; }`,
  `.edge { fill: none; stroke: ${theme.edge}; }`,
  `.arrow { fill: ${theme.edge}; }`,
  `.body { fill: ${theme.node}; stroke: ${theme.nodeBorder}; }`,
  `.stack { fill: ${theme.node}; stroke: ${theme.nodeBorder}; }`,
  `.band { fill: currentColor; }`,
  `.icon-stroke { fill: none; stroke: currentColor; stroke-width: 1.2; stroke-linejoin: round; stroke-linecap: round; }`,
  `.thin { stroke-width: 0.7; }`,
  `.icon-solid { fill: currentColor; }`,
  `.icon-fill { fill: currentColor; fill-opacity: 0.45; }`,
  `.pill { fill: none; stroke: currentColor; stroke-opacity: 0.7; }`,
  `.chip-text { font-size: ${TEXT.chip.size}px; fill: ${theme.text}; }`,
  `.border { fill: none; stroke: ${theme.frameBorder}; }`,
  `.triangle { fill: ${theme.muted}; }`,
  `.squiggle { fill: none; stroke-width: 1.2; }`,
  `.error .squiggle { stroke: ${theme.error}; }`,
  `.warning .squiggle { stroke: ${theme.warning}; }`,
  `.error > .body { stroke: ${theme.error}; }`,
  `.warning > .body { stroke: ${theme.warning}; }`,
  ...CHANGES(theme),
  `.marked > .body { fill: ${theme.marked}; stroke: ${theme.focus}; stroke-width: 2; }`,
];

const CHANGES = (theme: Theme): readonly string[] => [
  ...(['added', 'removed', 'changed', 'affected', 'equivalent'] as const).flatMap((kind) => [
    `.${kind}.differs > .body { stroke: ${theme.changes[kind]}; stroke-width: 1.5; }`,
    `.${kind} > .change-sign > .change-ground { fill: ${theme.changes[kind]}; }`,
  ]),
  `.change-stroke { fill: none; stroke: ${theme.canvas}; stroke-width: 1.6; stroke-linecap: round; }`,
  `.removed.differs > .body { stroke-dasharray: 4 3; }`,
  `.removed.differs > :is(.title, .detail, text) { text-decoration: line-through; }`,
  `:is(.affected, .equivalent).differs > .body { stroke-dasharray: 1.5 2.5; }`,
  `.line.added > .edge { stroke: ${theme.changes.added}; }`,
  `.line.added > .arrow { fill: ${theme.changes.added}; }`,
  `.line.removed > .edge { stroke: ${theme.changes.removed}; stroke-dasharray: 4 3; }`,
  `.line.removed > .arrow { fill: ${theme.changes.removed}; }`,
];

/** A tint that leaves the text legible, and a bar that tells the same without colour. */
const HEAT = (theme: Theme): readonly string[] => [
  `.heat { fill: ${theme.heat}; stroke: none; pointer-events: none; }`,
  `.heat-bar { fill: ${theme.heat}; pointer-events: none; }`,
  `.value { font-size: ${TEXT.value.size}px; font-weight: 500; fill: ${theme.text}; font-variant-numeric: tabular-nums; }`,
  `.heated .detail { fill: ${theme.text}; }`,
];

const PROBLEM_SIGNS = (theme: Theme): readonly string[] => [
  `.problem-sign { display: none; }`,
  `.error > .problem-sign > .problem-ground { fill: ${theme.error}; }`,
  `.warning > .problem-sign > .problem-ground { fill: ${theme.warning}; }`,
];

const KEYBOARD = (theme: PageTheme): readonly string[] => [
  `.found > .body, .found > .strip { fill: ${theme.found}; stroke: ${theme.foundBorder}; }`,
  `.selected > .body, .selected > .border { stroke: ${theme.focus}; stroke-width: 2; }`,
  `.far .line.aimed > .edge { stroke-width: 5; stroke-linecap: round; }`,
  `.far .found > .body { fill: ${theme.foundFar}; fill-opacity: 1; }`,
  `.far .selected > .body, .far .selected > .border { stroke: ${theme.focus}; stroke-width: 2.5; vector-effect: non-scaling-stroke; }`,
  `.line.selected > .edge, .line.aimed > .edge { stroke: ${theme.focus}; stroke-width: 2.5; vector-effect: non-scaling-stroke; }`,
  `.line.selected > .arrow, .line.aimed > .arrow { fill: ${theme.focus}; }`,
  `.node.aimed > .body { stroke: ${theme.focus}; stroke-width: 2.5; stroke-dasharray: 4 3; vector-effect: non-scaling-stroke; }`,
  `.focus-ring { fill: none; stroke: none; vector-effect: non-scaling-stroke; }`,
  `.node:focus-visible > .focus-ring, .header:focus-visible > .focus-ring { stroke: ${theme.focus}; stroke-width: 2; }`,
];

const NAMED = '.far:not(.farther) .node';

/** Seen from afar, a layer is a block of its kind's colour. */
const FAR = (theme: PageTheme): readonly string[] => [
  `.far text, .far tspan, .far .icon, .far .chip, .far .triangle, .far .squiggle, .far .arrow { display: none; }`,
  `.far .layer > .body { fill: currentColor; stroke: none; }`,
  `.far .folded > .body { fill: ${theme.edge}; fill-opacity: 0.45; }`,
  `.far .error > .body { fill: ${theme.error}; fill-opacity: 1; }`,
  `.far .warning > .body { stroke: ${theme.warning}; stroke-width: 2.5; vector-effect: non-scaling-stroke; }`,
  `.far :is(.added, .removed, .changed).differs > .body { stroke-width: 2.5; vector-effect: non-scaling-stroke; }`,
  ...(['added', 'removed', 'changed'] as const).map(
    (kind) => `.far .${kind}.differs > .body { stroke: ${theme.changes[kind]}; }`,
  ),
  // Signs keep their size in the window.
  `.far :is(.change-sign, .problem-sign) > * { scale: var(--far-sign, 1); }`,
  `.far .problem-sign { display: inline; }`,
  `.far :is(.change-ground, .problem-ground) { stroke: ${theme.canvas}; stroke-width: 3; paint-order: stroke; }`,
  `.far .heated .node > .body { fill: ${theme.node}; fill-opacity: 1; stroke: ${theme.nodeBorder}; }`,
  `.far .heat { fill-opacity: calc(0.04 + var(--share) * 0.96); }`,
  `.far .heated .band, .far .heat-bar { display: none; }`,
  `.far .edge { vector-effect: non-scaling-stroke; stroke-width: 1px; }`,
  // Lines that pass behind a header would seem broken.
  `.far .strip { fill-opacity: 0; pointer-events: all; }`,
  `.far .outermost > text:not(.amount, .value), .far .outermost .title { display: inline; }`,
  `.far .outermost .title { font-size: var(--far-title, 0); paint-order: stroke; stroke: ${theme.canvas}; }`,
  `.far .outermost .title { stroke-width: calc(var(--far-title, 0) / 3); stroke-linejoin: round; }`,
  // Titles alone, as large as their nodes, down to where they cannot be read either.
  `${NAMED} > text:has(> .title) { display: inline; transform: translate(-17px, calc((var(--far-size) - ${TEXT.kind.size}px) * 0.34)); }`,
  `${NAMED} > text > .title { display: inline; font-size: var(--far-size); fill: ${theme.canvas}; }`,
  `:is(.far .folded, .far .heated .node) > text > .title { fill: ${theme.text}; }`,
  `.far .heated .node > text > .title { paint-order: stroke; stroke: ${theme.node}; stroke-width: 4px; stroke-linejoin: round; }`,
  `.far .marked > .body { stroke: ${theme.focus}; stroke-width: 2.5; vector-effect: non-scaling-stroke; }`,
];

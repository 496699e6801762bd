// The diagram's page: composes host, layout, drawing and gestures.

import { registerToolkit } from '../components/toolkit.ts';
import { connectHost } from '../host/host.ts';
import type { FromDiagram, ToDiagram } from '../protocol/diagram.ts';
import { DiagramSession } from './diagramSession.ts';
import './diagram.css';
import { pageStyles } from './drawing/stylesheet.ts';
import { editorTheme } from './drawing/themes.ts';
import { createBlobSpawner } from './interaction/blobWorker.ts';
import { Canvas } from './interaction/canvas.ts';
import { renderComparison } from './interaction/comparisonTable.ts';
import { measureFontScale } from './interaction/fontScale.ts';
import { type GestureHandlers, listenToGestures } from './interaction/gestures.ts';
import type { KeptState } from './interaction/keptState.ts';
import { neighbourOf } from './interaction/navigation.ts';
import { renderToolbar, type ToolbarActions } from './interaction/toolbar.ts';
import { bringIntoView, fitWhole, pan, ZOOM, zoomAround } from './interaction/viewport.ts';
import { foldOneLevel, openOneLevel, toggleFold } from './layout/folding.ts';
import { createWorkerEngine } from './layout/layoutEngine.ts';
import { createLevelEngine } from './layout/levelEngine.ts';
import { renderLegend } from './overlay/legend.ts';

const host = connectHost<ToDiagram, FromDiagram, KeptState>();
window.addEventListener('error', ({ message }) => host.send({ kind: 'failed', message }));
window.addEventListener('unhandledrejection', ({ reason }) =>
  host.send({ kind: 'failed', message: String(reason) }),
);

registerToolkit();
const styles = new CSSStyleSheet();
styles.replaceSync(pageStyles(editorTheme));
document.adoptedStyleSheets = [...document.adoptedStyleSheets, styles];

const root = document.getElementById('diagram') as HTMLElement;
const toolbar = document.createElement('header');
const empty = document.createElement('p');
empty.className = 'empty';
empty.setAttribute('role', 'status');
const comparison = document.createElement('section');
comparison.className = 'comparison';
comparison.setAttribute('aria-label', 'Figures of both networks');
comparison.hidden = true;
const sight = document.createElement('div');
sight.className = 'sight';
const legend = document.createElement('aside');
legend.className = 'legend';
legend.setAttribute('aria-label', 'Legend');
legend.hidden = true;
root.replaceChildren(toolbar, comparison, sight, empty);
const canvas = new Canvas(sight, (before, after) => session.resized(before, after));

sight.append(legend);

const session: DiagramSession = new DiagramSession({
  host,
  canvas,
  engine: createLevelEngine(createWorkerEngine(createBlobSpawner(root.dataset['worker'] ?? ''))),
  fontScale: measureFontScale(root),
  file: root.dataset['file'] ?? '',
  showToolbar(state) {
    renderToolbar(toolbar, state, toolbarActions);
    renderComparison(comparison, state.comparison);
  },
  showLegend: (heat) => renderLegend(legend, heat),
  showEmpty(message) {
    empty.replaceChildren(...withCode(message ?? ''));
    root.classList.toggle('is-empty', message !== undefined);
  },
});

/** What stands between backquotes is code. */
function withCode(message: string): readonly (string | HTMLElement)[] {
  return message.split('`').map((part, place) => {
    if (place % 2 === 0) return part;
    const code = document.createElement('code');
    code.textContent = part;
    return code;
  });
}

function zoomStep(factor: number): void {
  const { width, height } = canvas.area;
  session.look(zoomAround(canvas.viewport, { x: width / 2, y: height / 2 }, factor));
}

function fit(): void {
  if (canvas.layout) session.look(fitWhole(canvas.layout, canvas.area));
}

/** Goes to the text of a layer, or of a frame's group. */
function reveal(id: string): void {
  const drawn = session.shown;
  const node = drawn?.layout.nodes.find((placed) => placed.node.id === id)?.node;
  const item = node?.item ?? drawn?.layout.frames.find((placed) => placed.frame.id === id)?.frame.item;
  if (item?.kind === 'leaf') host.send({ kind: 'reveal', node: item.node.id });
  else if (item) host.send({ kind: 'revealGroup', group: item.group });
}

function isFrame(id: string): boolean {
  const layer = session.shown?.layout.nodes.find(({ node }) => node.id === id);
  return layer === undefined || layer.node.kind === 'folded';
}

function toggle(id: string): void {
  if (isFrame(id)) session.fold((outline, folds) => toggleFold(outline, folds, id), id);
}

function focusOn(id: string | undefined): void {
  const place = id === undefined ? undefined : canvas.placeOf(id);
  if (id === undefined || !place) return;
  canvas.focusOn(id);
  session.look(bringIntoView(canvas.viewport, place, canvas.area));
}

const toolbarActions: ToolbarActions = {
  chooseModel: (model) => host.send({ kind: 'chooseModel', model }),
  foldLevel: () => session.fold(foldOneLevel),
  openLevel: () => session.fold(openOneLevel),
  zoomStep: (direction) => zoomStep(direction === 'in' ? ZOOM.step : 1 / ZOOM.step),
  fit,
  toggleCompact: () => session.toggleCompact(),
  chooseOverlay: (id) => session.chooseOverlay(id),
  cancel: () => session.cancel(),
};

const gestures: GestureHandlers = {
  pan: (by) => session.look(pan(canvas.viewport, by)),
  zoom: (around, factor) => session.look(zoomAround(canvas.viewport, around, factor)),
  click(id, onTriangle, layer) {
    canvas.setTabStop(id);
    if (layer !== undefined) host.send({ kind: 'reveal', node: layer });
    else if (onTriangle) toggle(id);
    else reveal(id);
  },
  doubleClick: toggle,
  move(direction) {
    const { layout, focus } = canvas;
    if (!layout) return;
    focusOn(focus === undefined ? canvas.first : (neighbourOf(layout, focus, direction) ?? focus));
  },
  activate: () => canvas.focus !== undefined && reveal(canvas.focus),
  toggle: () => canvas.focus !== undefined && toggle(canvas.focus),
  zoomStep,
  fit,
  edge: (end) => focusOn(end === 'first' ? canvas.first : canvas.last),
};

listenToGestures(canvas.element, gestures);
host.onMessage((message) => session.receive(message));
host.send({ kind: 'ready' });

// The diagram's page: composes host, layout, drawing and gestures.

import { answerPictureRequests } from '../exporting/answerPictureRequests.ts';
import type { InsertionPlace } from '../protocol/details.ts';
import './allStyles.ts';
import { withCode } from '../components/wordsWithCode.ts';
import { connectEditor } from './connectEditor.ts';
import { Details } from './details/details.ts';
import { diagramPicture } from './diagramPicture.ts';
import { DiagramSession } from './diagramSession.ts';
import { HoverCard } from './hover/hoverCard.ts';
import { createBlobSpawner } from './interaction/blobWorker.ts';
import { Canvas } from './interaction/canvas.ts';
import { renderComparison } from './interaction/comparisonTable.ts';
import { type GestureHandlers, idUnder, listenToGestures } from './interaction/gestures.ts';
import { toggleKeyList } from './interaction/keyList.ts';
import { neighbourOf } from './interaction/navigation.ts';
import { Notice } from './interaction/notice.ts';
import { measurePageAdvances } from './interaction/pageAdvances.ts';
import { PageKeys } from './interaction/pageKeys.ts';
import { listenForPlaceMenu } from './interaction/placeMenu.ts';
import { itemOf } from './interaction/selection.ts';
import { renderToolbar, type ToolbarActions } from './interaction/toolbar.ts';
import {
  bringIntoView,
  fitWhole,
  pan,
  type Viewport,
  ZOOM,
  zoomAround,
  zoomWords,
} from './interaction/viewport.ts';
import { foldOneLevel, foldsAtLevel, openOneLevel, toggleFold } from './layout/folding.ts';
import type { OutlineItem } from './layout/frame.ts';
import { createWorkerEngine } from './layout/layoutEngine.ts';
import { createLevelEngine } from './layout/levelEngine.ts';
import { legendWords, renderLegend } from './overlay/legend.ts';
import { buildPage } from './pageParts.ts';
import { Insertion } from './palette/insertion.ts';
import { Palette } from './palette/palette.ts';
import { preparePage } from './preparePage.ts';
import { receiveMessages } from './receiveMessages.ts';
import { Search } from './search/search.ts';

const host = connectEditor(() => session.drawing.changeAsked());
preparePage((message) => host.send({ kind: 'failed', message }));

const root = document.getElementById('diagram') as HTMLElement;
const page = buildPage(root);
const canvas = new Canvas(page.sight, {
  resized: (before, after) => session.resized(before, after),
  look: (viewport) => session.look(viewport),
});
const notice = new Notice(page.notice, page.announcer);
/** The keyboard comes back to where it was, and what is selected stays so. */
function leave(): void {
  if (canvas.focus !== undefined) canvas.focusOn(canvas.focus);
}
const details = new Details({
  root: page.details,
  host,
  leave,
  close() {
    session.toggle('details');
    leave();
  },
});
const tell = (words: string) => notice.tell(words);
const look = (viewport: Viewport) => session.look(viewport);
const insertion = new Insertion(canvas, () => session.drawing.shown, { tell, look });
const palette = new Palette({
  root: page.palette,
  host,
  selected: () => insertion.behind(session.drawing.selection),
  aim: (x, y) => insertion.aim(x, y),
  aimAway: () => insertion.aimAway(),
  close() {
    session.toggle('palette');
    leave();
  },
});
const search = new Search({
  root: page.search,
  outline: () => session.drawing.shown?.subject.outline ?? [],
  mark: (ids) => session.drawing.markFound(ids),
  show: (id) => void session.reveal(id, page.search.offsetHeight),
  leave,
});

/** The next legend is one that was asked for. */
let choosing = false;

const session: DiagramSession = new DiagramSession({
  host,
  canvas,
  engine: createLevelEngine(createWorkerEngine(createBlobSpawner(root.dataset['worker'] ?? ''))),
  advances: measurePageAdvances(root),
  file: root.dataset['file'] ?? '',
  showToolbar(state) {
    renderToolbar(page.toolbar, state, toolbarActions);
    renderComparison(page.comparison, state.comparison);
  },
  showLegend(heat) {
    renderLegend(page.legend, heat);
    if (choosing) notice.tell(legendWords(heat));
    choosing = false;
  },
  showDetails(id, open) {
    details.inspect(id, open);
    palette.update();
  },
  showPalette: (open) => palette.show(open),
  outlineChanged: () => search.update(),
  showEmpty(message) {
    page.empty.replaceChildren(...withCode(message ?? ''));
    root.classList.toggle('is-empty', message !== undefined);
  },
});

function zoomTo(viewport: Viewport): void {
  session.look(viewport);
  notice.tell(`Zoom ${zoomWords(viewport.zoom)}`);
}

function zoomStep(factor: number): void {
  const { width, height } = canvas.area;
  zoomTo(zoomAround(canvas.viewport, { x: width / 2, y: height / 2 }, factor));
}

function fit(): void {
  if (canvas.layout) zoomTo(fitWhole(canvas.layout, canvas.area));
}

function itemNamed(id: string | undefined): OutlineItem | undefined {
  return id === undefined ? undefined : session.drawing.shown && itemOf(session.drawing.shown, id);
}

/** Goes to the text of a layer, or of a frame's group; the keyboard goes there, too, if asked. */
function reveal(id: string, keyboard = false): void {
  const item = itemNamed(id);
  const there = keyboard ? { keyboard } : {};
  if (item?.kind === 'leaf') host.send({ kind: 'reveal', node: item.node.id, ...there });
  else if (item) host.send({ kind: 'revealGroup', group: item.group, ...there });
}

function toggle(id: string): void {
  if (itemNamed(id)?.kind === 'frame') session.fold((outline, folds) => toggleFold(outline, folds, id), id);
}

function focusOn(id: string | undefined): void {
  const place = id === undefined ? undefined : canvas.placeOf(id);
  if (id === undefined || !place) return;
  session.drawing.select(id);
  canvas.focusOn(id);
  session.look(bringIntoView(canvas.viewport, place, canvas.area));
}

/** Whether the text can be changed from here; where it cannot, says so. */
function mayEdit(): boolean {
  if (!session.editable) notice.warn('This diagram is for reading only.');
  return session.editable;
}

/** Where the text may be changed. */
function chosenPlace(): InsertionPlace | undefined {
  return mayEdit() ? insertion.behind(session.drawing.selection ?? canvas.focus)?.place : undefined;
}

function selectLine(id: string | undefined): void {
  session.drawing.select(id);
  if (id !== undefined) notice.tell(insertion.behind(id)?.words ?? '');
}

function fold(words: string, change: Parameters<DiagramSession['fold']>[0]): void {
  session.fold(change);
  notice.tell(words);
}

const toolbarActions: ToolbarActions = {
  chooseModel: (model) => host.send({ kind: 'chooseModel', model }),
  foldLevel: () => fold('One level folded', foldOneLevel),
  openLevel: () => fold('One level opened', openOneLevel),
  zoomStep: (direction) => zoomStep(direction === 'in' ? ZOOM.step : 1 / ZOOM.step),
  fit,
  search: () => search.start(),
  foldAll: () => fold('All folded', (outline) => foldsAtLevel(outline, 0)),
  openAll: () => fold('All opened', () => new Set()),
  chooseDirection(direction) {
    session.chooseDirection(direction);
    notice.tell(direction === 'down' ? 'Flows down' : 'Flows to the right');
  },
  toggleCompact: () => session.toggleCompact(),
  toggleDetails: () => session.toggle('details'),
  togglePalette: () => session.toggle('palette'),
  chooseOverlay(id) {
    choosing = true;
    session.chooseOverlay(id);
  },
  keys: () => toggleKeyList(page.keys, session.editable),
  measure(what) {
    if (what === 'time') session.chooseOverlay('time');
    host.send({ kind: 'measure', what });
  },
  cancel: () => session.cancel(),
};

const gestures: GestureHandlers = {
  pan: (by) => session.look(pan(canvas.viewport, by)),
  zoom: (around, factor) => session.look(zoomAround(canvas.viewport, around, factor)),
  click(id, onTriangle, layer) {
    canvas.focusOn(id);
    if (!onTriangle) session.drawing.select(id);
    if (layer !== undefined) host.send({ kind: 'reveal', node: layer });
    else if (onTriangle) toggle(id);
    else reveal(id);
  },
  idAt: (point) => canvas.idAt(point),
  clickGround: (point) => selectLine(insertion.lineAt(point)),
  doubleClick: (id) => (itemNamed(id)?.kind === 'frame' ? toggle(id) : reveal(id, true)),
  focused(id) {
    // The window gives the keyboard back to where it was.
    const isOther = id !== canvas.focus;
    canvas.setTabStop(id);
    if (!canvas.givesKeyboard) session.drawing.select(id, isOther);
  },
  move(direction) {
    const { layout, focus } = canvas;
    if (!layout) return;
    focusOn(focus === undefined ? canvas.first : (neighbourOf(layout, focus, direction) ?? focus));
  },
  activate: () => canvas.focus !== undefined && reveal(canvas.focus, true),
  toggle: () => canvas.focus !== undefined && toggle(canvas.focus),
  zoomStep,
  fit,
  edge: (end) => focusOn(end === 'first' ? canvas.first : canvas.last),
  details: () => mayEdit() && session.toggle('details'),
  palette() {
    if (!mayEdit()) return;
    session.toggle('palette');
    if (!page.palette.hidden) palette.focus();
  },
  nextLine: () => selectLine(insertion.nextLine(canvas.focus, session.drawing.selection)),
  remove() {
    const place = chosenPlace();
    if (place && 'id' in place) host.send({ kind: 'change', change: { kind: 'delete', id: place.id } });
    else if (place) notice.tell('A line cannot be deleted');
  },
  insert(side) {
    const place = chosenPlace();
    if (place) host.send({ kind: 'insertLayer', place: 'id' in place ? { ...place, side } : place });
  },
  keys: () => toggleKeyList(page.keys, session.editable),
  rename() {
    const place = chosenPlace();
    if (!place || !('id' in place)) return;
    if (page.details.hidden) session.toggle('details');
    details.editName();
  },
};

answerPictureRequests(
  (answer) => host.send(answer),
  (theme) => {
    const { shown } = session.drawing;
    return shown && diagramPicture(shown.layout, shown, theme, shown.subject.graph.model);
  },
);
listenToGestures(canvas.element, gestures);
listenForPlaceMenu({
  root: page.placeMenu,
  area: page.sight,
  gestures,
  actions: toolbarActions,
  isEditable: () => session.editable,
  isFolded: ({ id }) => session.drawing.shown?.subject.folds.has(id) === true,
  choose(event) {
    const id = idUnder(canvas.element, event, gestures);
    if (id !== undefined) focusOn(id);
    return itemNamed(id);
  },
  leave,
});
new PageKeys({
  gestures,
  isDrawn: () => session.drawing.shown !== undefined,
  isEditable: () => session.editable,
  startSearch: () => search.start(),
  stepSearch: (by) => search.step(by),
  history: (step) => host.send({ kind: 'history', step }),
  isOnDrawing: () => canvas.element.contains(document.activeElement),
  focusDrawing: leave,
});
receiveMessages({ host, details, palette, notice, session, elsewhere: page.elsewhere });
new HoverCard({ root: page.hover, canvas, host, session });
host.send({ kind: 'ready' });

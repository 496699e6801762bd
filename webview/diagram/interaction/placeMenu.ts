// The list that the right button opens, or the menu key: what can be done with a layer, a block, or the diagram.

import type { Frame, OutlineItem } from '../layout/frame.ts';
import type { GestureHandlers } from './gestures.ts';
import { type MenuItem, openMenuAt } from './menu.ts';
import type { ToolbarActions } from './toolbar.ts';

export interface PlaceMenuParts {
  /** Holds the list. */
  readonly root: HTMLElement;
  /** Where it is opened. */
  readonly area: HTMLElement;
  /** What the drawing does with the chosen layer or block. */
  readonly gestures: GestureHandlers;
  readonly actions: Pick<ToolbarActions, 'fit' | 'foldAll' | 'openAll' | 'search'>;
  isEditable(): boolean;
  isFolded(frame: Frame): boolean;
  /** Chooses what is at a point, and returns it; undefined beside all nodes. */
  choose(event: MouseEvent): OutlineItem | undefined;
  /** The keyboard goes back to the drawing. */
  leave(): void;
}

export function listenForPlaceMenu(parts: PlaceMenuParts): void {
  parts.area.addEventListener('contextmenu', (event) => {
    // A field has the editor's own list, to cut, copy and paste.
    if (event.target instanceof Element && event.target.closest('.search')) return;
    event.preventDefault();
    const item = parts.choose(event);
    const items = item ? itemsFor(item, parts) : itemsOfGround(parts);
    const point = { x: event.clientX, y: event.clientY };
    openMenuAt(parts.root, { id: 'place', name: 'What can be done here', items }, point, parts.leave);
  });
}

function itemsFor(item: OutlineItem, parts: PlaceMenuParts): readonly MenuItem[] {
  const { gestures } = parts;
  const fold = (frame: Frame) => ({
    label: parts.isFolded(frame) ? 'Open' : 'Fold',
    key: 'Space',
    run: () => gestures.toggle(),
  });
  const folding = item.kind === 'frame' ? [fold(item)] : [];
  return [...folding, ...(parts.isEditable() ? editing(gestures, folding.length > 0) : []), ...paths(item)];
}

function editing(gestures: GestureHandlers, apart: boolean): readonly MenuItem[] {
  return [
    { label: 'Go to text', key: 'Enter', apart, run: () => gestures.activate() },
    { label: 'Details', key: 'I', run: () => gestures.details() },
    { label: 'Insert before…', key: 'B', apart: true, run: () => gestures.insert('before') },
    { label: 'Insert after…', key: 'A', run: () => gestures.insert('after') },
    { label: 'Rename', key: 'F2', run: () => gestures.rename() },
    { label: 'Delete', key: 'Delete', run: () => gestures.remove() },
  ];
}

/** What the command line and messages call it. */
function paths(item: OutlineItem): readonly MenuItem[] {
  if (item.kind !== 'leaf') return [];
  const { id } = item.node;
  return [{ label: 'Copy path', apart: true, run: () => void navigator.clipboard.writeText(id) }];
}

function itemsOfGround({ actions }: PlaceMenuParts): readonly MenuItem[] {
  return [
    { label: 'Show the whole diagram', key: '0', run: () => actions.fit() },
    { label: 'Fold all', apart: true, run: () => actions.foldAll() },
    { label: 'Open all', run: () => actions.openAll() },
    { label: 'Find', key: 'Ctrl+F', apart: true, run: () => actions.search() },
  ];
}

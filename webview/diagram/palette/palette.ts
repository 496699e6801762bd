// The palette beside the drawing: layers and blocks to drag onto a line, or to insert behind what is selected.

import type { Host } from '../../host/host.ts';
import type { InsertionPlace, PaletteEntry } from '../../protocol/details.ts';
import type { FromDiagram, ToDiagram } from '../../protocol/diagram.ts';
import { drag } from './drag.ts';
import type { NamedPlace } from './insertion.ts';
import { renderPalette } from './paletteList.ts';

export interface PaletteParts {
  readonly root: HTMLElement;
  readonly host: Pick<Host<ToDiagram, FromDiagram>, 'send'>;
  /** What is selected, as a place to insert behind, and in words. */
  selected(): NamedPlace | undefined;
  /** What a drag is over, in pixels of the window, is marked; returns the place there. */
  aim(x: number, y: number): NamedPlace | undefined;
  /** Takes the mark away. */
  aimAway(): void;
  close(): void;
}

export class Palette {
  private entries: readonly PaletteEntry[] = [];
  private filter = '';

  constructor(private readonly parts: PaletteParts) {
    parts.root.hidden = true;
  }

  /** Also when the text changed: it may have other blocks. */
  show(open: boolean): void {
    this.parts.root.hidden = !open;
    if (open) this.parts.host.send({ kind: 'palette' });
  }

  receive(entries: readonly PaletteEntry[]): void {
    this.entries = entries;
    this.render();
  }

  /** Puts the keyboard into its field. */
  focus(): void {
    this.render();
    this.parts.root.querySelector<HTMLElement>('.palette-filter')?.focus();
  }

  /** The selection changed. */
  update(): void {
    if (!this.parts.root.hidden) this.render();
  }

  private render(): void {
    const { root, close } = this.parts;
    const selected = this.parts.selected();
    const hint = selected
      ? `Drag onto a line, or press Enter to insert ${selected.words}.`
      : 'Drag onto a line, or select a layer to insert behind it.';
    const filter = (text: string) => {
      this.filter = text;
      this.render();
    };
    renderPalette(
      root,
      { entries: this.entries, filter: this.filter, hint },
      {
        filter,
        close,
        insert: (entry) => this.insert(entry, this.parts.selected()?.place),
        press: (event, entry) => this.press(event, entry),
      },
    );
  }

  private press(event: PointerEvent, entry: PaletteEntry): void {
    const { aim, aimAway } = this.parts;
    drag(event, entry.name, {
      over: (x, y) => aim(x, y)?.words,
      drop: (x, y) => {
        const place = aim(x, y)?.place;
        aimAway();
        this.insert(entry, place);
      },
      giveUp: aimAway,
    });
  }

  private insert({ layer }: PaletteEntry, place: InsertionPlace | undefined): void {
    if (place) this.parts.host.send({ kind: 'change', change: { kind: 'insert', place, layer } });
  }
}

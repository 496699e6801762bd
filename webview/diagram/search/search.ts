// Searches the diagram: keeps what was found, goes from match to match, and closes where it began.

import type { OutlineItem } from '../layout/frame.ts';
import { findMatches, type Match } from './findMatches.ts';
import { renderSearch } from './searchBox.ts';

export interface SearchParts {
  readonly root: HTMLElement;
  outline(): readonly OutlineItem[];
  /** Marks these layers and frames. */
  mark(ids: readonly string[]): void;
  /** Unfolds to one, selects it and brings it into view. */
  show(id: string): void;
  /** Puts the keyboard back on the drawing. */
  leave(): void;
}

export class Search {
  private query = '';
  private matches: readonly Match[] = [];
  private at: number | undefined;
  private open = false;

  constructor(private readonly parts: SearchParts) {
    this.render();
  }

  /** Opens the box with the last query selected. */
  start(): void {
    this.open = true;
    this.find(this.query);
    const field = this.parts.root.querySelector<HTMLInputElement>('.search-field');
    field?.focus();
    field?.select();
  }

  /** The diagram changed: what is found stays found. */
  update(): void {
    if (!this.open) return;
    const shown = this.at === undefined ? undefined : this.matches[this.at]?.id;
    const matches = findMatches(this.parts.outline(), this.query);
    const same = matches.map(({ id }) => id).join('\n') === this.matches.map(({ id }) => id).join('\n');
    if (same) return;
    this.matches = matches;
    const place = matches.findIndex(({ id }) => id === shown);
    this.at = place < 0 ? undefined : place;
    this.parts.mark(matches.map(({ id }) => id));
    this.render();
  }

  private find(query: string): void {
    this.query = query;
    this.matches = findMatches(this.parts.outline(), query);
    this.at = undefined;
    this.parts.mark(this.matches.map(({ id }) => id));
    this.render();
  }

  /** Goes to the next match, or the one before. */
  step(by: 1 | -1): void {
    const count = this.matches.length;
    if (count === 0) return;
    const before = this.at ?? (by === 1 ? -1 : 0);
    this.at = (before + by + count) % count;
    this.parts.show(this.matches[this.at]!.id);
    this.render();
  }

  private close(): void {
    this.open = false;
    this.parts.mark([]);
    this.render();
    this.parts.leave();
  }

  private render(): void {
    const { query, at, matches } = this;
    const words = at === undefined ? '' : matches[at]!.words;
    const state = this.open ? { query, at, count: matches.length, words } : undefined;
    renderSearch(this.parts.root, state, {
      query: (text) => this.find(text),
      step: (by) => this.step(by),
      close: () => this.close(),
    });
  }
}

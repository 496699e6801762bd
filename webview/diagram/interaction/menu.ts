// Lists of choices, which a button of the toolbar opens or a place of the drawing: with the mouse, and from the keyboard.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { Point } from '../layout/layout.ts';

export interface MenuItem {
  readonly label: string;
  /** One of several choices of which one holds; undefined for what is done at once. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  /** What does the same from the keyboard. */
  readonly key?: string;
  /** Begins another part of the list. */
  readonly apart?: boolean;
  run(): void;
}

interface MenuList {
  /** Unique in the page. */
  readonly id: string;
  readonly name: string;
  readonly items: readonly MenuItem[];
}

export interface MenuParts extends MenuList {
  /** Path data on a grid of 16 by 16. */
  readonly icon: string;
  /** Something else than the first choice holds. */
  readonly pressed?: boolean;
}

export function menuButton({ id, name, icon, pressed = false, items }: MenuParts): TemplateResult {
  return html`
    <tk-button
      appearance="icon"
      class=${pressed ? 'pressed' : ''}
      title=${name}
      aria-label=${name}
      aria-haspopup="menu"
      aria-expanded="false"
      data-menu=${id}
      @click=${(event: Event) => toggle(event.currentTarget as HTMLElement, id)}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path class="sign" d=${icon}></path></svg>
    </tk-button>
    <div class="menu" id=${id} popover role="menu" aria-label=${name} @keydown=${moveInside} @toggle=${tellOpen}>
      ${items.map((item) => menuItem(id, item))}
    </div>
  `;
}

/**
 * A list at a point of the window. It is no popover of the kind that any release of the mouse closes: the right button is
 * released over it.
 */
export function openMenuAt(root: HTMLElement, list: MenuList, { x, y }: Point, left: () => void): void {
  const { id, name, items } = list;
  const leaves = (event: FocusEvent) => {
    const menu = event.currentTarget as HTMLElement;
    if (!menu.contains(event.relatedTarget as Node | null)) menu.hidePopover();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' && event.key !== 'Tab') return moveInside(event);
    event.preventDefault();
    event.stopPropagation();
    (event.currentTarget as HTMLElement).hidePopover();
    left();
  };
  render(
    html`
      <div class="menu" id=${id} popover="manual" role="menu" aria-label=${name} @keydown=${press} @focusout=${leaves}>
        ${items.map((item) => menuItem(id, item))}
      </div>
    `,
    root,
  );
  const menu = document.getElementById(id);
  if (menu) place(menu, { x, y });
}

function menuItem(
  id: string,
  { label, checked, disabled = false, key, apart, run }: MenuItem,
): TemplateResult {
  const choose = () => {
    document.getElementById(id)?.hidePopover();
    run();
  };
  return html`
    ${apart ? html`<div class="menu-line" role="separator"></div>` : nothing}
    <button
      class="menu-item"
      role=${checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked=${checked ?? nothing}
      tabindex="-1"
      aria-keyshortcuts=${key ?? nothing}
      ?disabled=${disabled}
      @click=${choose}
    ><span class="menu-check" aria-hidden="true">${checked ? '✓' : ''}</span>${label}${key === undefined ? nothing : html`<span class="menu-key" aria-hidden="true">${key}</span>`}</button>
  `;
}

function toggle(button: HTMLElement, id: string): void {
  const menu = document.getElementById(id);
  if (!menu) return;
  if (menu.matches(':popover-open')) {
    menu.hidePopover();
    return;
  }
  const { left, bottom } = button.getBoundingClientRect();
  place(menu, { x: left, y: bottom + 2 });
}

/** Inside the window, with the keyboard on the choice that holds. */
function place(menu: HTMLElement, { x, y }: Point): void {
  menu.showPopover();
  menu.style.left = `${Math.max(4, Math.min(x, window.innerWidth - menu.offsetWidth - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(y, window.innerHeight - menu.offsetHeight - 4))}px`;
  const items = itemsOf(menu);
  (items.find((item) => item.ariaChecked === 'true') ?? items[0])?.focus();
}

function tellOpen(event: ToggleEvent): void {
  const menu = event.currentTarget as HTMLElement;
  const button = document.querySelector(`[data-menu=${CSS.escape(menu.id)}]`);
  button?.setAttribute('aria-expanded', String(event.newState === 'open'));
}

function moveInside(event: KeyboardEvent): void {
  // The tab key goes on from the button.
  if (event.key === 'Tab') (event.currentTarget as HTMLElement).hidePopover();
  const items = itemsOf(event.currentTarget as HTMLElement);
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  const places: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const next = places[event.key];
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items[next]?.focus();
}

function itemsOf(menu: HTMLElement): readonly HTMLButtonElement[] {
  return [...menu.querySelectorAll<HTMLButtonElement>('.menu-item:not(:disabled)')];
}

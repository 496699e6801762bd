// A button of the toolbar that opens a list of choices: with the mouse, and from the keyboard.

import { html, nothing, type TemplateResult } from 'lit-html';

export interface MenuItem {
  readonly label: string;
  /** One of several choices of which one holds; undefined for what is done at once. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  /** Begins another part of the list. */
  readonly apart?: boolean;
  run(): void;
}

export interface MenuParts {
  /** Unique in the page. */
  readonly id: string;
  readonly name: string;
  /** Path data on a grid of 16 by 16. */
  readonly icon: string;
  /** Something else than the first choice holds. */
  readonly pressed?: boolean;
  readonly items: readonly MenuItem[];
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

function menuItem(id: string, { label, checked, disabled = false, apart, run }: MenuItem): TemplateResult {
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
      ?disabled=${disabled}
      @click=${choose}
    ><span class="menu-check" aria-hidden="true">${checked ? '✓' : ''}</span>${label}</button>
  `;
}

function toggle(button: HTMLElement, id: string): void {
  const menu = document.getElementById(id);
  if (!menu) return;
  if (menu.matches(':popover-open')) {
    menu.hidePopover();
    return;
  }
  menu.showPopover();
  const place = button.getBoundingClientRect();
  const left = Math.min(place.left, window.innerWidth - menu.offsetWidth - 4);
  menu.style.left = `${Math.max(4, left)}px`;
  menu.style.top = `${place.bottom + 2}px`;
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

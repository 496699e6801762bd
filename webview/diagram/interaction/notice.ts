// What the page says of changes: aloud, and over the drawing where it is to be read.

import { withCode } from '../../components/wordsWithCode.ts';
import type { LayerChange } from '../../protocol/details.ts';

export class Notice {
  /** `element` is seen, `announcer` is only heard. */
  constructor(
    private readonly element: HTMLElement,
    private readonly announcer: HTMLElement,
  ) {
    // What happens next makes it old.
    for (const kind of ['pointerdown', 'keydown'] as const)
      window.addEventListener(kind, (event) => this.pass(event), { capture: true });
  }

  tell(words: string): void {
    // Words that are there already would not be heard again.
    this.announcer.replaceChildren(words.replaceAll('`', ''));
  }

  /** Why something was not done; stays until something else happens. */
  warn(message: string): void {
    this.show(message, 'warning');
  }

  /** Is read where more changed than what was asked for. */
  made(change: LayerChange, { places, note }: { readonly places: number; readonly note?: string }): void {
    const all = places === 2 ? 'both' : `all ${places}`;
    const everywhere = places < 2 ? '' : ` in ${all} places: the text has it once`;
    const words = `${wordsFor(change)}${everywhere}`;
    const sentences = note === undefined ? `${words}.` : `${words}. ${note}`;
    this.tell(note === undefined ? words : sentences);
    if (note !== undefined || (places > 1 && change.kind !== 'set')) this.show(sentences, 'information');
    else this.clear();
  }

  private pass(event: Event): void {
    const modifiers = ['Control', 'Shift', 'Alt', 'Meta'];
    if (!(event instanceof KeyboardEvent && modifiers.includes(event.key))) this.clear();
  }

  private clear(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  private show(message: string, kind: 'warning' | 'information'): void {
    this.element.className = `notice ${kind}`;
    this.element.setAttribute('role', kind === 'warning' ? 'alert' : 'note');
    this.element.hidden = false;
    this.element.replaceChildren(...withCode(message));
  }
}

function wordsFor(change: LayerChange): string {
  switch (change.kind) {
    case 'set':
      return change.text === ''
        ? `${change.attribute} left to its default`
        : `${change.attribute} set to ${change.text}`;
    case 'rename':
      return change.name === '' ? 'Name taken away' : `Named ${change.name}`;
    case 'delete':
      return `Deleted ${change.id.replace(/^\//, '')}`;
    case 'insert':
      return `Inserted \`${change.layer}\``;
  }
}

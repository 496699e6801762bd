// Keys that the page hears as a whole: those of the editor that mean something here, and all of the drawing's where
// nothing in the page has the keyboard yet.

import { type GestureHandlers, pressKey } from './gestures.ts';

export interface PageKeyHandlers {
  readonly gestures: GestureHandlers;
  isDrawn(): boolean;
  isEditable(): boolean;
  startSearch(): void;
  stepSearch(by: 1 | -1): void;
  history(step: 'undo' | 'redo'): void;
  /** Something that is drawn has the keyboard of the page. */
  isOnDrawing(): boolean;
  /** Puts the keyboard on the drawing. */
  focusDrawing(): void;
}

export class PageKeys {
  /** The last thing in the page that had the keyboard was drawn. */
  private comesBack = false;

  constructor(private readonly handlers: PageKeyHandlers) {
    // Before the editor hears of it, which would search the text too where it holds that for the focused part.
    window.addEventListener('keydown', (event) => this.capture(event), { capture: true });
    window.addEventListener('keydown', (event) => this.passOn(event));
    // The editor gives the keyboard back to the page as a whole.
    document.addEventListener('focusin', () => {
      this.comesBack = handlers.isOnDrawing();
    });
    window.addEventListener('focus', () => {
      this.comeBack();
      // What is drawn or marked at this moment may not know yet that the page has the keyboard.
      requestAnimationFrame(() => this.comeBack());
    });
  }

  private comeBack(): void {
    const isFree = document.activeElement === document.body || this.handlers.isOnDrawing();
    if (this.comesBack && isFree && document.hasFocus()) this.handlers.focusDrawing();
  }

  private capture(event: KeyboardEvent): void {
    const action = this.actionOf(event);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  private actionOf({ key, shiftKey, altKey, ctrlKey, metaKey, target }: KeyboardEvent) {
    const { handlers } = this;
    if (!handlers.isDrawn() || altKey) return undefined;
    if (key === 'F3') return () => handlers.stepSearch(shiftKey ? -1 : 1);
    if (!ctrlKey && !metaKey) return undefined;
    const letter = key.toLowerCase();
    if (letter === 'f') return () => handlers.startSearch();
    // In a field it takes back what was typed there.
    if (!handlers.isEditable() || target instanceof HTMLInputElement) return undefined;
    if (letter === 'z') return () => handlers.history(shiftKey ? 'redo' : 'undo');
    return letter === 'y' ? () => handlers.history('redo') : undefined;
  }

  /** The first arrow comes to the drawing, and goes on from there. */
  private passOn(event: KeyboardEvent): void {
    const { handlers } = this;
    if (document.activeElement !== document.body || !handlers.isDrawn()) return;
    if (event.key.startsWith('Arrow')) {
      event.preventDefault();
      handlers.focusDrawing();
    } else pressKey(event, handlers.gestures);
  }
}

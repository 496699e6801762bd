// The colours of the editor's theme, read anew when it changes.

import { type Colours, resolveColours } from '../drawing/colours.ts';
import type { PageTheme } from '../drawing/themes.ts';

export class PageColours {
  private known: Colours | undefined;

  /** `onChange` is called when the editor has other colours. */
  constructor(
    private readonly theme: PageTheme,
    private readonly within: HTMLElement,
    onChange: () => void,
  ) {
    const changed = new MutationObserver(() => {
      this.known = undefined;
      onChange();
    });
    // The editor writes its variables on the root, and the kind of its theme on the body.
    changed.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
    changed.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  }

  get current(): Colours {
    this.known ??= this.read();
    return this.known;
  }

  private read(): Colours {
    const probe = document.createElement('span');
    this.within.append(probe);
    const styles = getComputedStyle(probe);
    const resolve = (colour: string) => {
      probe.style.color = colour;
      return styles.color;
    };
    const colours = resolveColours(this.theme, styles.fontFamily, resolve);
    probe.remove();
    return colours;
  }
}

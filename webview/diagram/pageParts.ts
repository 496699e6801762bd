// The page's parts: toolbar, table of a comparison, legend, palette, the drawing, details, and words.

export interface PageParts {
  readonly toolbar: HTMLElement;
  readonly comparison: HTMLElement;
  /** Errors that no node shows. */
  readonly elsewhere: HTMLElement;
  /** Where the drawing and what lies over it are. */
  readonly sight: HTMLElement;
  readonly legend: HTMLElement;
  readonly search: HTMLElement;
  readonly details: HTMLElement;
  readonly palette: HTMLElement;
  /** Beside the pointer. */
  readonly hover: HTMLElement;
  /** Says aloud what changed without the keyboard moving. */
  readonly announcer: HTMLElement;
  /** Says what was not done, and why. */
  readonly notice: HTMLElement;
  readonly keys: HTMLElement;
  /** Holds what the right button opens. */
  readonly placeMenu: HTMLElement;
  readonly empty: HTMLElement;
}

export function buildPage(root: HTMLElement): PageParts {
  const part = (tag: string, className: string, attributes: Readonly<Record<string, string>> = {}) => {
    const element = document.createElement(tag);
    element.className = className;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  // The editor's own list there would offer to cut, copy and paste.
  const bare = { 'data-vscode-context': JSON.stringify({ preventDefaultContextMenuItems: true }) };
  const toolbar = part('header', 'toolbar', bare);
  const comparison = part('section', 'comparison', { 'aria-label': 'Figures of both networks', hidden: '' });
  const elsewhere = part('aside', 'elsewhere', { 'aria-label': 'Errors that no layer shows', hidden: '' });
  const stage = part('div', 'stage');
  const sight = part('div', 'sight');
  const legend = part('aside', 'legend', { ...bare, 'aria-label': 'Legend', hidden: '' });
  const search = part('div', 'search', { role: 'search', hidden: '' });
  const details = part('aside', 'details', { 'aria-label': 'Details', hidden: '' });
  const palette = part('aside', 'palette', { 'aria-label': 'Layers to insert', hidden: '' });
  const announcer = part('p', 'announcer', { role: 'status' });
  const notice = part('p', 'notice', { role: 'alert', hidden: '' });
  const keys = part('div', 'key-list', { role: 'dialog', 'aria-label': 'Keys', popover: '', tabindex: '-1' });
  const placeMenu = part('div', 'place-menu');
  const empty = part('p', 'empty', { role: 'status' });
  // A screen reader hears the same of what the keyboard is on.
  const hover = part('div', 'hover', { 'aria-hidden': 'true', hidden: '' });
  sight.append(search, notice);
  stage.append(palette, sight, details);
  root.replaceChildren(
    toolbar,
    comparison,
    elsewhere,
    legend,
    stage,
    empty,
    announcer,
    keys,
    placeMenu,
    hover,
  );
  const beside = { details, palette, hover };
  return {
    toolbar,
    comparison,
    elsewhere,
    sight,
    legend,
    search,
    ...beside,
    announcer,
    notice,
    keys,
    placeMenu,
    empty,
  };
}

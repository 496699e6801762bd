// The page's parts: toolbar, table of a comparison, legend, palette, the drawing, details, and words.

export interface PageParts {
  readonly toolbar: HTMLElement;
  readonly comparison: HTMLElement;
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
  readonly empty: HTMLElement;
}

export function buildPage(root: HTMLElement): PageParts {
  const part = (tag: string, className: string, attributes: Readonly<Record<string, string>> = {}) => {
    const element = document.createElement(tag);
    element.className = className;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const toolbar = part('header', 'toolbar');
  const comparison = part('section', 'comparison', { 'aria-label': 'Figures of both networks', hidden: '' });
  const stage = part('div', 'stage');
  const sight = part('div', 'sight');
  const legend = part('aside', 'legend', { 'aria-label': 'Legend', hidden: '' });
  const search = part('div', 'search', { role: 'search', hidden: '' });
  const details = part('aside', 'details', { 'aria-label': 'Details', hidden: '' });
  const palette = part('aside', 'palette', { 'aria-label': 'Layers to insert', hidden: '' });
  const announcer = part('p', 'announcer', { role: 'status' });
  const notice = part('p', 'notice', { role: 'alert', hidden: '' });
  const keys = part('div', 'key-list', { role: 'dialog', 'aria-label': 'Keys', popover: '', tabindex: '-1' });
  const empty = part('p', 'empty', { role: 'status' });
  // A screen reader hears the same of what the keyboard is on.
  const hover = part('div', 'hover', { 'aria-hidden': 'true', hidden: '' });
  sight.append(search, notice);
  stage.append(palette, sight, details);
  root.replaceChildren(toolbar, comparison, legend, stage, empty, announcer, keys, hover);
  const beside = { details, palette, hover };
  return { toolbar, comparison, sight, legend, search, ...beside, announcer, notice, keys, empty };
}

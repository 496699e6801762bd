// The list of the keys that the diagram understands, over the page until it is left.

import { html, nothing, render } from 'lit-html';

const READING: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [['←', '↑', '→', '↓'], 'Along the lines, and to what stands beside'],
  [['Home', 'End'], 'First and last'],
  [['Enter'], 'Go to its text, or to its figures where there is none'],
  [['Space'], 'Fold or open a block'],
  [['E'], 'Lines that leave it, one after the other'],
  [['Shift+F10'], 'What can be done with it, as by the right button'],
  [['Ctrl+F'], 'Find'],
  [['+', '-', '0'], 'Zoom in, zoom out, show the whole diagram'],
];

const EDITING: typeof READING = [
  [['I'], 'Details'],
  [['F2'], 'Name'],
  [['A', 'B'], 'Insert after it, or on a line; insert before it'],
  [['L'], 'Layers to insert'],
  [['Delete'], 'Take it out of the text'],
  [['Ctrl+Z', 'Ctrl+Y'], 'Undo and redo in the text'],
];

export function toggleKeyList(root: HTMLElement, editable: boolean): void {
  render(
    html`
      <h2>Keys of the diagram</h2>
      <dl>
        ${[...READING, ...(editable ? EDITING : [])].map(
          ([keys, meaning]) => html`
            <dt>${keys.map((key, place) => html`${place === 0 ? nothing : ' '}<kbd>${key}</kbd>`)}</dt>
            <dd>${meaning}</dd>
          `,
        )}
      </dl>
    `,
    root,
  );
  root.togglePopover();
  if (root.matches(':popover-open')) root.focus();
}

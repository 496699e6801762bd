// The figure's page: draws what a paper would print of the text beside it, as the user chose.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import { registerToolkit } from '../components/toolkit.ts';
import { withCode } from '../components/wordsWithCode.ts';
import { answerPictureRequests } from '../exporting/answerPictureRequests.ts';
import { composeFigure } from '../figure/composeFigure.ts';
import { connectHost } from '../host/host.ts';
import { sceneToSvg } from '../picture/formats/toSvg.ts';
import type { Scene } from '../picture/scene.ts';
import type { FigureChoices, FromFigurePage, KeptFigure, ToFigurePage } from '../protocol/figurePanel.ts';
import type { PictureTheme } from '../protocol/picture.ts';
import { figureControls } from './controls.ts';
import './figurePanel.css';

registerToolkit();
const host = connectHost<ToFigurePage, FromFigurePage, KeptFigure>();
window.addEventListener('error', ({ message }) => host.send({ kind: 'failed', message }));
const root = document.getElementById('figure') as HTMLElement;

const DEFAULTS: FigureChoices = {
  theme: 'light',
  font: 'serif',
  size: 11,
  depth: 'fit',
  volumes: 'fit',
  sides: 'log',
};

/** A small figure is no poster. */
const LARGEST = 2;

let kept: KeptFigure = host.kept() ?? { choices: DEFAULTS };
let shown: ToFigurePage = { kind: 'empty', message: '' };

function keep(changes: Partial<KeptFigure>): void {
  kept = { ...kept, ...changes };
  host.keep(kept);
}

function choices(): FigureChoices {
  return { ...DEFAULTS, ...kept.choices };
}

function themeOfEditor(): PictureTheme {
  const { classList } = document.body;
  // The light one of high contrast bears the class of the dark one too.
  if (classList.contains('vscode-high-contrast-light')) return 'high-contrast-light';
  if (classList.contains('vscode-high-contrast')) return 'high-contrast';
  return classList.contains('vscode-light') ? 'light' : 'dark';
}

function scene(): Scene | undefined {
  if (shown.kind !== 'figure') return undefined;
  const { theme, font, size, volumes, sides } = choices();
  return composeFigure(shown.figure, {
    theme: theme === 'editor' ? themeOfEditor() : theme,
    font,
    fontSize: size,
    transparent: false,
    volumes: volumes === 'fit' ? undefined : volumes,
    sides,
  });
}

function draw(): void {
  const drawn = scene();
  render(view(drawn), root);
  const sheet = root.querySelector('.sheet');
  if (!sheet || !drawn) return;
  // Our own markup, in which every text is escaped; a parser runs nothing of it.
  const picture = new DOMParser().parseFromString(sceneToSvg(drawn), 'image/svg+xml').documentElement;
  const sized = document.importNode(picture, true);
  sized.style.maxWidth = `${LARGEST * drawn.width}px`;
  sheet.replaceChildren(sized);
}

function view(drawn: Scene | undefined): TemplateResult {
  if (shown.kind !== 'figure' || !drawn) {
    const message = shown.kind === 'empty' ? shown.message : '';
    return html`<p class="notice" role="status">${message === '' ? nothing : withCode(message)}</p>`;
  }
  const model = { name: shown.figure.model, models: shown.models };
  return html`
    <header>${figureControls(model, choices(), actions)}</header>
    <div class="ground" style="background: ${drawn.background ?? 'transparent'}">
      <div class="sheet"></div>
    </div>
  `;
}

const actions = {
  choose(changes: Partial<FigureChoices>) {
    keep({ choices: { ...kept.choices, ...changes } });
    if (changes.depth) host.send({ kind: 'depth', depth: changes.depth });
    draw();
  },
  chooseModel: (model: string) => host.send({ kind: 'chooseModel', model }),
  export: () => host.send({ kind: 'export' }),
};

new MutationObserver(draw).observe(document.body, { attributes: true, attributeFilter: ['class'] });
answerPictureRequests(
  (answer) => host.send(answer),
  () => {
    const drawn = scene();
    return drawn && { svg: sceneToSvg(drawn), scene: () => drawn };
  },
);
host.onMessage((message) => {
  if (message.kind === 'encode') return;
  shown = message;
  if (message.kind === 'figure') keep({ file: message.file, model: message.figure.model });
  draw();
});
// The panel draws as finely as was chosen before the reload.
host.send({ kind: 'depth', depth: choices().depth });
host.send({ kind: 'ready' });

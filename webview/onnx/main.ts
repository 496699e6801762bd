// Beside an ONNX file's diagram: what the file is, or the chosen operator with its weights' figures.

import { render } from 'lit-html';
import type { OnnxAbout, OnnxDetails, ToOnnxPage } from '../protocol/onnx.ts';
import './onnx.css';
import { aboutView, detailsView, type Figures } from './views.ts';

const panel = document.createElement('aside');
panel.className = 'beside';
panel.setAttribute('aria-label', 'Details');
panel.hidden = true;
document.body.append(panel);

let about: OnnxAbout | undefined;
let details: OnnxDetails | undefined;
let hidden = false;
const figures = new Map<string, Figures>();

function show(): void {
  const seen = about !== undefined && !hidden;
  document.body.classList.toggle('with-beside', seen);
  panel.hidden = !seen;
  if (!about) return;
  const actions = { back: () => choose(undefined), close: () => hide(true) };
  render(details ? detailsView(details, figures, actions) : aboutView(about, actions), panel);
}

function choose(chosen: OnnxDetails | undefined): void {
  details = chosen;
  figures.clear();
  hide(false);
  panel.scrollTop = 0;
}

function hide(now: boolean): void {
  hidden = now;
  show();
}

panel.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') hide(true);
});

window.addEventListener('message', ({ data }: MessageEvent<ToOnnxPage | { readonly kind: string }>) => {
  const message = data as ToOnnxPage;
  if (message.kind === 'about') {
    about = message.about;
    details = undefined;
    show();
  } else if (data.kind === 'empty') {
    // The file cannot be shown, or is being read: nothing is known of it.
    about = undefined;
    show();
  } else if (message.kind === 'operator') choose(message.details);
  else if (message.kind === 'statistics' && message.node === details?.node) {
    figures.set(message.weight, message);
    show();
  }
});

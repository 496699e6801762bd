// What the diagram's page needs before anything is drawn: its components, the drawing's rules, and an ear for what fails.

import { registerToolkit } from '../components/toolkit.ts';
import { pageStyles } from './drawing/stylesheet.ts';
import { editorTheme } from './drawing/themes.ts';

export function preparePage(failed: (message: string) => void): void {
  window.addEventListener('error', ({ message }) => failed(message));
  window.addEventListener('unhandledrejection', ({ reason }) => failed(String(reason)));
  registerToolkit();
  const styles = new CSSStyleSheet();
  styles.replaceSync(pageStyles(editorTheme));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, styles];
}

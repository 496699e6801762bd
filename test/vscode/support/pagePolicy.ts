// What a webview's policy keeps its page from, tried out in the page.

import type { Frame } from 'playwright-core';

export interface PolicyFindings {
  readonly evaluated: boolean;
  readonly inlineScriptRan: boolean;
  readonly inlineHandlerRan: boolean;
  readonly fetched: boolean;
  /** Directives that refused something, in the order of the attempts. */
  readonly refused: readonly string[];
}

/** As it should be: nothing ran, nothing was fetched, and the policy refused each attempt. */
export const nothingAllowed: PolicyFindings = {
  evaluated: false,
  inlineScriptRan: false,
  inlineHandlerRan: false,
  fetched: false,
  refused: ['script-src', 'script-src-elem', 'script-src-attr', 'connect-src', 'img-src'],
};

export async function tryOutPolicy(frame: Frame): Promise<PolicyFindings> {
  return frame.evaluate(async () => {
    const ran = { script: false, handler: false };
    Object.assign(window, { tried: ran });
    const refused: string[] = [];
    const note = (event: SecurityPolicyViolationEvent) => refused.push(event.effectiveDirective);
    document.addEventListener('securitypolicyviolation', note);
    const settled = () => new Promise((resolve) => setTimeout(resolve));
    // What the browser's tools evaluate may evaluate more: the page's own callback may not.
    const evaluated = await new Promise<boolean>((resolve) => {
      setTimeout(() => {
        try {
          resolve(new Function('return true')());
        } catch {
          resolve(false);
        }
      });
    });
    await settled();
    const script = document.createElement('script');
    script.textContent = 'window.tried.script = true';
    document.head.append(script);
    const button = document.createElement('button');
    button.setAttribute('onclick', 'window.tried.handler = true');
    document.body.append(button);
    button.click();
    await settled();
    const fetched = await fetch('https://example.org/').then(
      () => true,
      () => false,
    );
    const picture = new Image();
    await new Promise((resolve) => {
      picture.onload = picture.onerror = resolve;
      picture.src = 'https://example.org/picture.png';
    });
    await settled();
    script.remove();
    button.remove();
    document.removeEventListener('securitypolicyviolation', note);
    return { evaluated, inlineScriptRan: ran.script, inlineHandlerRan: ran.handler, fetched, refused };
  });
}

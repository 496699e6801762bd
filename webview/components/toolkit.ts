// The UI toolkit's components under a prefix of our own; nothing else imports the toolkit.

import {
  Button,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/**
 * Defines `tk-button`, `tk-checkbox`, `tk-dropdown`, `tk-option`, `tk-progress-ring` and `tk-text-field`. The prefix keeps
 * them apart from other libraries' `vscode-…` elements, which claim the same names.
 */
export function registerToolkit(): void {
  passStatesOn();
  provideVSCodeDesignSystem()
    .withPrefix('tk')
    .register(
      vsCodeButton(),
      vsCodeCheckbox(),
      vsCodeDropdown(),
      vsCodeOption(),
      vsCodeProgressRing(),
      vsCodeTextField(),
    );
}

const STATES: Readonly<Record<string, string>> = {
  'aria-pressed': 'ariaPressed',
  'aria-expanded': 'ariaExpanded',
  'aria-haspopup': 'ariaHaspopup',
};

/**
 * The button that is heard is inside the toolkit's element, which hears of three attributes alone: what else says that it is
 * pressed or opens something would stay outside.
 */
function passStatesOn(): void {
  const { prototype } = Button;
  const own = prototype.attributeChangedCallback;
  prototype.attributeChangedCallback = function (name, before, after) {
    own.call(this, name, before, after);
    const property = STATES[name];
    if (property !== undefined) Reflect.set(this, property, after);
  };
}

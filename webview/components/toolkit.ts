// The UI toolkit's components under a prefix of our own; nothing else imports the toolkit.

import {
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

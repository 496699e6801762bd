// The UI toolkit's components under a prefix of our own; nothing else imports the toolkit.

import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';

/**
 * Defines `tk-button`, `tk-dropdown`, `tk-option` and `tk-progress-ring`. The prefix keeps them apart from
 * other libraries' `vscode-…` elements, which claim the same names.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem()
    .withPrefix('tk')
    .register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing());
}

// The settings that the tests' VS Code starts with: quiet, offline and the same everywhere.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type Settings = Readonly<Record<string, unknown>>;
export type ColorTheme = 'light' | 'dark' | 'highContrast' | 'highContrastLight';

/** The setting's value for each theme, and the class that the workbench then wears. */
const colorThemes: Readonly<Record<ColorTheme, { setting: string; workbenchClass: string }>> = {
  light: { setting: 'Default Light Modern', workbenchClass: 'vs' },
  dark: { setting: 'Default Dark Modern', workbenchClass: 'vs-dark' },
  highContrast: { setting: 'Default High Contrast', workbenchClass: 'hc-black' },
  highContrastLight: { setting: 'Default High Contrast Light', workbenchClass: 'hc-light' },
};

export function themeSettings(theme: ColorTheme): Settings {
  return { 'workbench.colorTheme': colorThemes[theme].setting };
}

/** Matches the workbench once it wears the theme; before any theme is loaded, it wears the light one's class. */
export function themedWorkbench(theme: ColorTheme): string {
  return `.monaco-workbench.${colorThemes[theme].workbenchClass}[class*="vscode-theme-"]`;
}

const quietSettings: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'window.autoDetectHighContrast': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.commandCenter.enabled': false,
  'git.enabled': false,
  // Holds the settings that a test changes, and would otherwise appear among the test's own files.
  'files.exclude': { '.vscode': true },
  'files.autoSave': 'off',
  // Reading the editor's text relies on this: copying nothing then leaves the clipboard as it was.
  'editor.emptySelectionClipboard': false,
};

export async function writeUserSettings(userDataDir: string, settings: Settings): Promise<void> {
  await writeJson(join(userDataDir, 'User', 'settings.json'), { ...quietSettings, ...settings });
}

/**
 * Changes settings of a running VS Code. They go to the workspace's settings, because code-server notices changes
 * of the user's only when the window is loaded.
 */
export async function changeWorkspaceSettings(workspace: string, changes: Settings): Promise<void> {
  const file = join(workspace, '.vscode', 'settings.json');
  const current: Settings = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {};
  await writeJson(file, { ...current, ...changes });
}

async function writeJson(file: string, content: Settings): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

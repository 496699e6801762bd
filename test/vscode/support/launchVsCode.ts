// Opens a real VS Code with the packaged extension for a test.
import { startSession } from './startSession.ts';
import type { ColorTheme, Settings } from './userSettings.ts';
import { Workbench } from './workbench.ts';

export interface LaunchOptions {
  /** Files of the workspace by their path in it. */
  readonly workspaceFiles?: Readonly<Record<string, string | Uint8Array>>;
  /** User settings beyond those that keep VS Code quiet. */
  readonly settings?: Settings;
  readonly colorTheme?: ColorTheme;
  /** The packaged extension to install; by default the one that `npm run test:vscode` has packaged. */
  readonly vsix?: string;
}

export async function launchVsCode(options: LaunchOptions = {}): Promise<Workbench> {
  const { workspaceFiles = {}, settings = {}, colorTheme = 'dark' } = options;
  const vsix = options.vsix ?? packagedExtension();
  return new Workbench(await startSession({ vsix, workspaceFiles, settings, colorTheme }));
}

function packagedExtension(): string {
  const vsix = process.env['NETWRIGHT_VSIX'];
  if (vsix === undefined) {
    throw new Error('NETWRIGHT_VSIX names no packaged extension. Run the tests with: npm run test:vscode');
  }
  return vsix;
}

// Starts a server and a browser for one test file, and ends both without leaving anything behind.
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ensureChromium, ensureRealVsCode } from '../../../scripts/realVsCode/install.mjs';
import { installExtension, startServer } from '../../../scripts/realVsCode/server.mjs';
import { sessionProcesses } from '../../../scripts/realVsCode/sessionProcesses.mjs';
import type { RunningServer, SessionProcess } from '../../../scripts/realVsCode/types.ts';
import {
  type ColorTheme,
  type Settings,
  themedWorkbench,
  themeSettings,
  writeUserSettings,
} from './userSettings.ts';
import { patienceMs } from './waitUntil.ts';

export type { SessionProcess };

export interface SessionOptions {
  readonly vsix: string;
  /** Files of the workspace by their path in it. */
  readonly workspaceFiles: Readonly<Record<string, string | Uint8Array>>;
  readonly settings: Settings;
  readonly colorTheme: ColorTheme;
}

export interface LaunchedVsCode {
  readonly page: Page;
  readonly workspace: string;
  waitUntilReady(): Promise<void>;
  /** The address of the window. */
  readonly url: string;
  processes(): SessionProcess[];
  log(): Promise<string>;
  close(): Promise<void>;
}

const readyTimeoutMs = 60_000;
const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The folders of one session, all new. */
class SessionFolders {
  readonly #top: string;
  readonly workspace: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  readonly home: string;

  readonly #removeAtExit = () => rmSync(this.#top, { recursive: true, force: true });

  constructor(top: string) {
    this.#top = top;
    process.once('exit', this.#removeAtExit);
    this.workspace = join(top, 'workspace');
    this.userDataDir = join(top, 'user-data');
    this.extensionsDir = join(top, 'extensions');
    this.home = join(top, 'home');
  }

  async remove(): Promise<void> {
    await rm(this.#top, { recursive: true, force: true, maxRetries: 5 });
    process.off('exit', this.#removeAtExit);
  }
}

export async function startSession(options: SessionOptions): Promise<LaunchedVsCode> {
  const folders = await createFolders(options);
  const browserMessages: string[] = [];
  let server: RunningServer | undefined;
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await server?.stop();
    await folders.remove();
  };
  const log = async () =>
    [server?.log() ?? '', ...browserMessages, await extensionHostLog(folders)].join('\n');
  try {
    server = await startWithExtension(options.vsix, folders);
    browser = await launchBrowser(folders);
    const page = await openPage(browser, browserMessages);
    const waitUntilReady = () => waitForWorkbench(page);
    const url = `${server.url}?folder=${encodeURI(folders.workspace)}`;
    await page.goto(url, { timeout: readyTimeoutMs });
    await waitUntilReady();
    await page.locator(themedWorkbench(options.colorTheme)).waitFor({ timeout: readyTimeoutMs });
    const { sessionId } = server;
    const { workspace } = folders;
    return {
      page,
      url,
      workspace,
      waitUntilReady,
      processes: () => sessionProcesses(sessionId),
      log,
      close,
    };
  } catch (cause) {
    const written = await log();
    await close();
    throw new Error(`VS Code could not be launched: ${String(cause)}\nIts log:\n${written}`, { cause });
  }
}

async function createFolders({
  workspaceFiles,
  settings,
  colorTheme,
}: SessionOptions): Promise<SessionFolders> {
  // The server's sockets lie in here, whose paths the system limits to about a hundred characters.
  const folders = new SessionFolders(await mkdtemp(join(tmpdir(), 'nw-')));
  for (const folder of [folders.workspace, folders.extensionsDir, folders.home]) await mkdir(folder);
  for (const [name, content] of Object.entries(workspaceFiles)) {
    const path = join(folders.workspace, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  await writeUserSettings(folders.userDataDir, { ...settings, ...themeSettings(colorTheme) });
  return folders;
}

async function startWithExtension(vsix: string, folders: SessionFolders): Promise<RunningServer> {
  const vsCode = await ensureRealVsCode();
  const { workspace, userDataDir, extensionsDir } = folders;
  await installExtension({ vsCode, vsix, userDataDir, extensionsDir });
  const environment = homeVariables(folders);
  return startServer({ vsCode, workspace, userDataDir, extensionsDir, environment });
}

async function launchBrowser(folders: SessionFolders): Promise<Browser> {
  const executablePath = await ensureChromium();
  const environment = Object.entries({ ...process.env, ...homeVariables(folders) });
  const defined = environment.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return chromium.launch({ executablePath, args: browserFlags, env: Object.fromEntries(defined) });
}

/** Keeps what programs write for their user out of the home of whoever runs the tests. */
function homeVariables({ home }: SessionFolders): Record<string, string> {
  return {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_CACHE_HOME: join(home, '.cache'),
  };
}

async function openPage(browser: Browser, messages: string[]): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('console', (message) => messages.push(`[browser ${message.type()}] ${message.text()}`));
  page.on('pageerror', (error) => messages.push(`[browser exception] ${error.stack ?? error.message}`));
  return page;
}

/** The window can be used when its side bar lists something, files at first, and the extension host serves it. */
async function waitForWorkbench(page: Page): Promise<void> {
  const timeout = readyTimeoutMs;
  await page.locator('.monaco-workbench [id="status.host"]').waitFor({ timeout });
  await page.locator('.part.sidebar .monaco-list-rows').first().waitFor({ timeout });
}

async function extensionHostLog({ userDataDir }: SessionFolders): Promise<string> {
  const logs = join(userDataDir, 'logs');
  const names = await readdir(logs, { recursive: true }).catch(() => []);
  const written = names.filter((name) => name.endsWith('.log')).sort();
  const contents = written.map(async (name) => `[${name}]\n${await readFile(join(logs, name), 'utf8')}`);
  return (await Promise.all(contents)).join('\n');
}

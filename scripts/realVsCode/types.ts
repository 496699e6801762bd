// The shapes that the scripts around a real VS Code share with the tests that drive it.

/** An installed code-server: a real VS Code workbench and extension host behind a local web page. */
export interface RealVsCode {
  /** The script that starts the server. */
  readonly entry: string;
  /** The folder that holds the installation. */
  readonly home: string;
  /** The Node 20 that the server's native modules were compiled for. */
  readonly node: string;
}

export interface ServerOptions {
  readonly vsCode: RealVsCode;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** The folder that the workbench opens. */
  readonly workspace: string;
  /** Added to the server's environment, which the extension host inherits. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RunningServer {
  /** The workbench's address, ending in a slash. */
  readonly url: string;
  /** The guard's process, which is also the id of the server's process group. */
  readonly pid: number;
  /** Marks every process of this server in its environment, children that detached themselves included. */
  readonly sessionId: string;
  /** What the server has written so far. */
  log(): string;
  /** Settles when the server has ended, however it came to that. */
  readonly ended: Promise<void>;
  /** Ends the server and every process it started. */
  stop(): Promise<void>;
}

export interface InstallOptions {
  readonly vsCode: RealVsCode;
  readonly vsix: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
}

export interface SessionProcess {
  readonly pid: number;
  readonly commandLine: string;
}

export interface ProgramResult {
  readonly exitCode: number;
  /** Standard output and standard error, in the order they came. */
  readonly output: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

export type EnsureRealVsCode = () => Promise<RealVsCode>;
export type EnsureChromium = () => Promise<string>;
export type StartServer = (options: ServerOptions) => Promise<RunningServer>;
export type InstallExtension = (options: InstallOptions) => Promise<void>;
export type SessionProcesses = (sessionId: string) => SessionProcess[];

// Types of the installation scripts, which are plain JavaScript so that they run before anything is built.

declare module '*/scripts/realVsCode/install.mjs' {
  export const ensureRealVsCode: import('../../../scripts/realVsCode/types.ts').EnsureRealVsCode;
  export const ensureChromium: import('../../../scripts/realVsCode/types.ts').EnsureChromium;
}

declare module '*/scripts/realVsCode/server.mjs' {
  export const startServer: import('../../../scripts/realVsCode/types.ts').StartServer;
  export const installExtension: import('../../../scripts/realVsCode/types.ts').InstallExtension;
}

declare module '*/scripts/realVsCode/sessionProcesses.mjs' {
  export const sessionProcesses: import('../../../scripts/realVsCode/types.ts').SessionProcesses;
}

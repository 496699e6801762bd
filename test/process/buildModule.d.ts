// Types of the product's build script, as far as tests use it.

declare module '*/scripts/build.mjs' {
  export const programs: {
    readonly engine: string;
    readonly loader: string;
    readonly sessionThread: string;
    readonly cli: string;
    readonly onnxReader: string;
    readonly comparer: string;
  };
}

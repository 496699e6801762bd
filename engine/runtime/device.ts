// The names of the places where a graph can run.

/** Where graphs can run. `auto` takes the best one that works. */
export const devices = ['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const;

export type Device = (typeof devices)[number];

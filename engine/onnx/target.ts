// For whom an ONNX model is written.

import type { Device } from '../runtime/device.ts';

/** A device of ONNX Runtime, or `portable`: standard operators only, for files that users take elsewhere. */
export type Target = Exclude<Device, 'auto'> | 'portable';

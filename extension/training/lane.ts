// A lane: one device of the machine, on which one network is trained at a time.

import { type Device, devices } from '../../engine/runtime/device.ts';

export type Lane = Exclude<Device, 'auto'>;

/** The lane of a device as a run tells it; undefined where it is none of this version's. */
export function laneNamed(device: string): Lane | undefined {
  return devices.find((name): name is Lane => name === device && name !== 'auto');
}

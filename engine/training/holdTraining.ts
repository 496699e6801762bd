// A pause of a run: until the user lets it go on, or stops it. Its record tells that it stands meanwhile.

import type { RunControls } from './runControls.ts';
import { type RunFolder, writing } from './runFolder.ts';
import type { TrainingClock } from './trainingClock.ts';

export async function holdTraining(
  folder: RunFolder,
  clock: TrainingClock,
  controls: RunControls,
  signal: AbortSignal,
): Promise<void> {
  const note = () => writing(folder.path, folder.update({ timing: clock.timing() }));
  clock.hold();
  await note();
  await controls.untilContinued(signal);
  clock.goOn();
  await note();
}

// Every command, in the order of the help.

import type { Command } from '../command.ts';
import { check } from './check.ts';
import { data } from './data.ts';
import { devices } from './devices.ts';
import { diagram } from './diagram.ts';
import { diff } from './diff.ts';

import { evaluate } from './evaluate.ts';
import { exportModel } from './exportModel.ts';
import { gradients } from './gradients.ts';
import { init } from './init.ts';
import { installCuda } from './installCuda.ts';
import { learningRateRange } from './learningRateRange.ts';
import { overfit } from './overfit.ts';
import { predict } from './predict.ts';
import { profile } from './profile.ts';
import { resume } from './resume.ts';
import { step } from './step.ts';
import { summary } from './summary.ts';
import { train } from './train.ts';
import { zoo } from './zoo.ts';

export const commands: readonly Command[] = [
  check,
  summary,
  zoo,
  diagram,
  diff,
  train,
  resume,
  learningRateRange,
  overfit,
  evaluate,
  predict,
  exportModel,
  profile,
  data,
  devices,
  installCuda,
  init,
  gradients,
  step,
];

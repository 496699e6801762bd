// Every command, in the order of the help.

import type { Command } from '../command.ts';
import { check } from './check.ts';
import { devices } from './devices.ts';
import { diagram } from './diagram.ts';
import { evaluate } from './evaluate.ts';
import { resume } from './resume.ts';
import { summary } from './summary.ts';
import { train } from './train.ts';

export const commands: readonly Command[] = [check, summary, diagram, train, resume, evaluate, devices];

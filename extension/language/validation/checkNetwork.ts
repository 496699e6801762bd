// Advice on a finished network, one rule after another.

import type { ModelResult } from '../compileModel.ts';
import type { SourceFile } from '../elaboration/program.ts';
import type { Reporter } from '../reporter.ts';

export function checkNetwork(_file: SourceFile, _model: ModelResult, _reporter: Reporter): void {}

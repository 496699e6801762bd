// `netwright install-cuda`: downloads ONNX Runtime's CUDA provider, after asking, and removes it again.

import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { cudaRuntimeFolder } from '../../engine/client/cudaRuntimeFolder.ts';
import {
  cudaPackage,
  installCuda as install,
  reasonAgainstCuda,
  removeCuda,
} from '../../engine/providers/installCuda.ts';
import { UserError } from '../../engine/userError.ts';
import { type Command, type CommandContext, textOption, UsageError } from '../command.ts';
import { Cancelled, interruptible } from '../interruption.ts';
import { progressLine } from '../terminal/progressBar.ts';

export const installCuda: Command = {
  name: 'install-cuda',
  usage: '[--yes] [--from FILE] [--remove]',
  summary: "Download ONNX Runtime's CUDA provider, for NVIDIA cards on Linux x64. Asks first.",
  options: { yes: { type: 'boolean' }, from: { type: 'string' }, remove: { type: 'boolean' } },
  optionHelp: {
    yes: 'Do not ask.',
    from: `The package ${cudaPackage.name} (.nupkg), already downloaded.`,
    remove: 'Remove the provider: the bundled runtime is used again.',
  },
  async run(context) {
    if (context.positionals.length > 0) throw new UsageError('`install-cuda` takes options only.');
    if (context.options['remove'] === true) return remove(context);
    const reason = reasonAgainstCuda(process.platform, process.arch);
    if (reason !== undefined) throw new UserError('provider.platform', reason);
    const archive = textOption(context, 'from');
    if (context.options['yes'] !== true && !(await isAgreed(context, archive))) {
      context.log.write('Nothing was installed.\n');
      return 1;
    }
    const { folder, problem } = await run(context, archive);
    if (context.json) context.out.write(`${JSON.stringify({ folder, problem: problem ?? null })}\n`);
    else {
      context.out.write(
        `${context.style.green('✓')} Installed in ${folder}; \`netwright install-cuda --remove\` undoes it.\n`,
      );
      context.out.write(
        problem === undefined ? '✓ `cuda` works.\n' : `${context.style.yellow('But:')} ${problem}\n`,
      );
    }
    return problem === undefined ? 0 : 1;
  },
};

async function remove(context: CommandContext): Promise<number> {
  const removed = await removeCuda();
  if (context.json) context.out.write(`${JSON.stringify({ removed })}\n`);
  else context.out.write(removed ? 'The CUDA provider is removed.\n' : 'No CUDA provider is installed.\n');
  return 0;
}

async function isAgreed({ log }: CommandContext, archive: string | undefined): Promise<boolean> {
  const source = archive ?? `${cudaPackage.url} (some hundred megabytes)`;
  const what =
    `This ${archive === undefined ? 'downloads' : 'reads'} ${cudaPackage.name}, ${source},\n` +
    `and puts its three libraries beside a copy of ONNX Runtime in ${cudaRuntimeFolder()}.\n` +
    'An NVIDIA card, its driver, CUDA 12 and cuDNN 9 are needed too; they are not part of it.\n';
  if (!process.stdin.isTTY) throw new UsageError(`${what}Say \`--yes\` to agree where no one can be asked.`);
  log.write(what);
  const lines = createInterface({ input: process.stdin, output: log });
  const closed = new AbortController();
  lines.once('close', () => closed.abort());
  try {
    return /^y(es)?$/i.test((await lines.question('Go on? [y/N] ', { signal: closed.signal })).trim());
  } catch (failure) {
    if (closed.signal.aborted) return false;
    throw failure;
  } finally {
    lines.close();
  }
}

async function run(context: CommandContext, archive: string | undefined) {
  const cancel = new AbortController();
  const line = progressLine(context.log);
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
  try {
    return await interruptible(
      () => cancel.abort(new Cancelled()),
      () =>
        install({
          modulePath: join(__dirname, 'engine.js'),
          signal: cancel.signal,
          ...(archive !== undefined && { archive }),
          onProgress: (done, total) =>
            line.update(
              done / (total ?? cudaPackage.mostBytes),
              `${megabytes(done)}${total ? ` of ${megabytes(total)}` : ''} MB`,
            ),
        }),
    );
  } finally {
    line.clear();
  }
}

// One model with given arguments: its network, and what is wrong with it.

import type { Network } from '../../engine/network/network.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { BoundArguments } from './elaboration/bindArguments.ts';
import type { Budget } from './elaboration/budget.ts';
import { type ElaboratedModel, elaborateModel } from './elaboration/elaborateModel.ts';
import type { Declared } from './elaboration/program.ts';
import type { Frame } from './elaboration/state.ts';
import { Reporter } from './reporter.ts';
import type { ModelNode } from './syntax/tree.ts';

export interface ModelResult {
  readonly node: ModelNode;
  readonly elaborated: ElaboratedModel | undefined;
  readonly network: Network | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A declared model; `findDeclared` gives blocks as well. */
export interface DeclaredModel extends Declared {
  readonly node: ModelNode;
}

export function isModel(declared: Declared | undefined): declared is DeclaredModel {
  return declared?.node.kind === 'model';
}

/** Elaborates the model within the budget of its file; `frame` names the recipe whose arguments these are. */
export function compileModel(
  { file, node }: DeclaredModel,
  given: BoundArguments,
  budget: Budget,
  frame?: Frame,
): ModelResult {
  const reporter = new Reporter();
  const open = node.parameters.find(
    ({ name, default: fallback }) => fallback === undefined && !given.has(name.text),
  );
  if (open !== undefined) {
    const message =
      `Without a default of \`${open.name.text}\` the model cannot be shown by itself: give ` +
      `it one, as in \`${open.name.text} = 10\`.`;
    reporter.report(file.name, open.name, 'missing-default', message);
    return { node, elaborated: undefined, network: undefined, diagnostics: reporter.diagnostics };
  }
  const elaborated = elaborateModel(file, node, given, reporter, budget, frame);
  return { node, elaborated, network: elaborated.network, diagnostics: reporter.diagnostics };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

// The names of the tensors that training carries from step to step, beside the network's own, and of what it measures.

/** The optimizer's tensor of a slot for one parameter. */
export function optimizerTensorName(slot: string, parameter: string): string {
  return `optimizer.${slot}.${parameter}`;
}

/** The moving average of a parameter or statistic. */
export function averageName(parameter: string): string {
  return `${averagePrefix}${parameter}`;
}

export const averagePrefix = 'average.';

/** The gradients of a step's batches so far; it is zero between two steps, so no checkpoint has it. */
export function accumulatedName(parameter: string): string {
  return `accumulated.${parameter}`;
}

/** Name of the output that replaces a tensor. */
export function nextName(tensor: string): string {
  return `next.${tensor}`;
}

/** Name of the output that tells a parameter's gradient. */
export function gradientName(parameter: string): string {
  return `grad.${parameter}`;
}

/** Names of the outputs that tell an auxiliary head's own loss and its scores. */
export function headLossName(head: string): string {
  return `loss.${head}`;
}

export function headLogitsName(head: string): string {
  return `logits.${head}`;
}

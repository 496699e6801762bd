// Checks that what came over the channel is a request, before anything trusts it.

import type { RequestName, ToEngine } from '../protocol/messages.ts';

type FieldType = 'object' | 'list' | 'string' | 'number';

const batchFields = {
  network: 'object',
  recipe: 'object',
  weights: 'string',
  batch: 'string',
  out: 'string',
  device: 'string',
  threads: 'number',
} as const;

const trialFields = {
  network: 'object',
  recipe: 'object',
  dataRoot: 'string',
  device: 'string',
  threads: 'number',
  steps: 'number',
} as const;

/** The fields that each request must carry; what is inside them was checked by whoever made them. */
const requiredFields: Readonly<Record<RequestName, Readonly<Record<string, FieldType>>>> = {
  handshake: { protocolVersion: 'number' },
  train: {
    network: 'object',
    recipe: 'object',
    source: 'object',
    folder: 'string',
    dataRoot: 'string',
    device: 'string',
    threads: 'number',
  },
  resume: { folder: 'string', threads: 'number' },
  evaluate: {
    network: 'object',
    recipe: 'object',
    weights: 'string',
    dataRoot: 'string',
    device: 'string',
    threads: 'number',
  },
  predict: {
    network: 'object',
    weights: 'string',
    images: 'list',
    transforms: 'list',
    device: 'string',
    threads: 'number',
  },
  lookInside: {
    network: 'object',
    recipe: 'object',
    weights: 'string',
    dataRoot: 'string',
    device: 'string',
    threads: 'number',
    image: 'object',
    layer: 'string',
    method: 'string',
  },
  initialize: { network: 'object', seed: 'number', file: 'string' },
  gradients: batchFields,
  step: { ...batchFields, steps: 'number' },
  findLearningRate: { ...trialFields, from: 'number', to: 'number' },
  overfit: trialFields,
  exportModel: { network: 'object', weights: 'string', file: 'string' },
  memory: { network: 'object', recipe: 'object', batch: 'number', threads: 'number' },
  profile: { network: 'object', batch: 'number', device: 'string', threads: 'number' },
  describeData: { recipe: 'object', dataRoot: 'string' },
  devices: {},
  automaticDevice: { threads: 'number' },
  control: { action: 'string' },
  stop: {},
};

export type ReadRequest =
  | { readonly kind: 'request'; readonly request: ToEngine }
  /** Wrong, but it can be answered. */
  | { readonly kind: 'malformed'; readonly id: number; readonly reason: string }
  /** Nobody would know what an answer belongs to. */
  | { readonly kind: 'unanswerable'; readonly reason: string };

export function readRequest(message: unknown): ReadRequest {
  if (!isObject(message)) return { kind: 'unanswerable', reason: 'it is not an object' };
  const { kind, id, method, parameters } = message;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) {
    return { kind: 'unanswerable', reason: 'its id is not a whole number' };
  }
  const malformed = (reason: string): ReadRequest => ({ kind: 'malformed', id, reason });
  if (kind !== 'request') return malformed(`its kind is ${JSON.stringify(kind)}, not "request"`);
  if (typeof method !== 'string' || !Object.hasOwn(requiredFields, method)) {
    return malformed(`the engine knows no method ${JSON.stringify(method)}`);
  }
  if (!isObject(parameters)) return malformed(`the parameters of ${method} are not an object`);
  for (const [name, type] of Object.entries(requiredFields[method as RequestName])) {
    if (!isOfType(parameters[name], type))
      return malformed(`the ${method} request's ${name} is not of type ${type}`);
  }
  return { kind: 'request', request: message as unknown as ToEngine };
}

function isOfType(value: unknown, type: FieldType): boolean {
  if (type === 'object') return isObject(value);
  return type === 'list' ? Array.isArray(value) : typeof value === type;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

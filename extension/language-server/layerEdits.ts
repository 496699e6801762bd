// Changes that are asked for in the diagram, as edits of the text, or the reason why there is none.

import type { LayerChange } from '../../webview/protocol/details.ts';
import type { Compilation, FileHost } from '../language/compilation.ts';
import type { TextRange } from '../language/diagnostic.ts';
import { type Edit, insertAfter, insertBefore } from '../language/editing/insertLayer.ts';
import { insertOnEdge } from '../language/editing/insertOnEdge.ts';
import { removeLayer } from '../language/editing/removeLayer.ts';
import { setAttribute } from '../language/editing/setAttribute.ts';
import { errorOfEdit } from '../language/editing/tryEdits.ts';
import { rename } from './navigation.ts';
import { chooseModel } from './networkQueries.ts';
import type { EditAnswer } from './protocol.ts';
import { toRange } from './sourceText.ts';
import { type Subject, subjectOf } from './subject.ts';

type Planned = { readonly edit: Edit } | { readonly refusal: string };

const gone = 'The text changed meanwhile: the diagram shows it in a moment.';

/** `others` are compilations that may see a name that is renamed. */
export function layerEdits(
  compilation: Compilation,
  host: FileHost,
  model: string | undefined,
  change: LayerChange,
  others: () => readonly Compilation[],
): EditAnswer {
  const network = chooseModel(compilation, model)?.network;
  if (network === undefined) return { refusal: gone };
  if (change.kind === 'insert' && 'source' in change.place) {
    const edit = insertOnEdge(compilation, network, change.place, change.layer);
    const refusal = 'The text has no place that is this line’s alone. Insert after one of its layers.';
    return answer(compilation, host, edit ? { edit } : { refusal });
  }
  const subject = subjectOf(compilation, network, subjectId(change));
  if (subject?.at === undefined) return { refusal: gone };
  if (change.kind === 'rename' && subject.at.chain.name !== undefined && change.name !== '')
    return renamed(compilation, subject, change.name, others());
  const call = change.kind === 'set' ? subject.at.element : undefined;
  return answer(compilation, host, plan(compilation, subject, change), call);
}

function subjectId(change: LayerChange): string {
  if (change.kind !== 'insert') return change.id;
  return 'id' in change.place ? change.place.id : change.place.target;
}

function plan(compilation: Compilation, subject: Subject, change: LayerChange): Planned {
  const { origin, tree, at } = subject;
  const { file } = origin;
  switch (change.kind) {
    case 'set':
      return setPlan(subject, change.attribute, change.text.trim());
    case 'delete': {
      if (at!.element.kind === 'input')
        return { refusal: 'A model begins with its input: change its shape.' };
      return orGone(removeLayer(compilation, file, at!));
    }
    case 'insert': {
      const isBefore = 'side' in change.place && change.place.side === 'before';
      const insert = isBefore ? insertBefore : insertAfter;
      const edit = insert(file, tree, at!, change.layer);
      return edit ? { edit } : { refusal: 'Nothing comes before the input of a model.' };
    }
    case 'rename':
      return namePlan(subject, change.name);
  }
}

function setPlan({ origin, at, use, names }: Subject, attribute: string, text: string): Planned {
  const { file } = origin;
  if (at?.element.kind === 'input') {
    const { start, end } = at.element.shape;
    return { edit: { file, range: { start, end }, text } };
  }
  if (use === undefined) return { refusal: 'Change it in the text: it is not given in one call.' };
  const edit = setAttribute(file, use, names, attribute, text);
  return edit ? { edit } : { refusal: `\`${attribute}\` must be given.` };
}

/** A name is given to a chain that has none, or taken away. */
function namePlan({ origin: { file }, at }: Subject, name: string): Planned {
  const { chain } = at!;
  const [first] = chain.elements;
  const start = chain.name?.start ?? first!.start;
  if (name === '') return { edit: { file, range: { start, end: first!.start }, text: '' } };
  return { edit: { file, range: { start, end: start }, text: `${name} = ` } };
}

function orGone(edit: Edit | undefined): Planned {
  return edit ? { edit } : { refusal: gone };
}

function renamed(
  compilation: Compilation,
  { tree, at, origin }: Subject,
  name: string,
  others: readonly Compilation[],
): EditAnswer {
  if (origin.file !== compilation.file) return { refusal: 'Rename it in the file that declares it.' };
  const result = rename(compilation, toRange(tree, at!.chain.name!).start, name, others);
  if ('refusal' in result) return result;
  return { edits: Object.entries(result.edit.changes ?? {}).map(([uri, edits]) => ({ uri, edits })) };
}

/** `call`: where an argument of it changes. */
function answer(compilation: Compilation, host: FileHost, planned: Planned, call?: TextRange): EditAnswer {
  if ('refusal' in planned) return planned;
  const { file, range, text } = planned.edit;
  const within = { scope: call ?? range, isCall: call !== undefined };
  const refusal = errorOfEdit(compilation, host, planned.edit, within);
  if (refusal !== undefined) return { refusal };
  const tree = compilation.trees.get(file)!;
  return { edits: [{ uri: file, edits: [{ range: toRange(tree, range), newText: text }] }] };
}

// Changes that are asked for in the diagram, as edits of the text, or the reason why there is none.

import type { Network, Origin } from '../../engine/network/network.ts';
import type { LayerChange } from '../../webview/protocol/details.ts';
import type { Compilation, FileHost } from '../language/compilation.ts';
import { programOf } from '../language/compile.ts';
import { type Edit, insertAfter, insertBefore } from '../language/editing/insertLayer.ts';
import { insertOnEdge } from '../language/editing/insertOnEdge.ts';
import { type Removal, removeLayer, removeWhole } from '../language/editing/removeLayer.ts';
import { setAttribute } from '../language/editing/setAttribute.ts';
import { takeName } from '../language/editing/takeName.ts';
import { type EditScope, errorOfEdit } from '../language/editing/tryEdits.ts';
import { firstUseOf } from '../language/editing/valueUses.ts';
import { editOfField } from './groupFields.ts';
import { chooseModel } from './networkQueries.ts';
import { whyNotNamed } from './newName.ts';
import type { EditAnswer } from './protocol.ts';
import { type Edits, type Renaming, renameEverywhere } from './renameEverywhere.ts';
import { toRange } from './sourceText.ts';
import { type Subject, subjectOf } from './subject.ts';

type Planned = Removal | Renaming | { readonly edit: Edit; readonly within: EditScope };

const gone = 'The text changed meanwhile: the diagram shows it in a moment.';
const inTheText = 'This is changed in the text.';

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
    const places = edit ? placesOf(network, (origin) => touches(origin, edit)) : 0;
    return answer(compilation, host, edit ? { edit } : { refusal }, places);
  }
  const subject = subjectOf(compilation, network, subjectId(change));
  if (subject === undefined) return { refusal: gone };
  const places = placesOf(network, (origin, kind) => isSame(origin, subject.origin) && kind !== 'iteration');
  return answer(compilation, host, plan(compilation, subject, change, others), places);
}

/** How often the network has what the text says there once. */
function placesOf(network: Network, isThere: (origin: Origin, kind: string) => boolean): number {
  const made = (parts: readonly { readonly origin: Origin; readonly kind: string }[]) =>
    parts.filter(({ origin, kind }) => isThere(origin, kind)).length;
  return Math.max(1, made(network.layers), made(network.groups));
}

function touches({ file, start, end }: Origin, edit: Edit): boolean {
  return file === edit.file && (start === edit.range.start || end === edit.range.start);
}

function isSame(one: Origin, other: Origin): boolean {
  return one.file === other.file && one.start === other.start && one.end === other.end;
}

function subjectId(change: LayerChange): string {
  if (change.kind !== 'insert') return change.id;
  return 'id' in change.place ? change.place.id : change.place.target;
}

function plan(
  compilation: Compilation,
  subject: Subject,
  change: LayerChange,
  others: () => readonly Compilation[],
): Planned {
  switch (change.kind) {
    case 'set':
      return setPlan(compilation, subject, change.attribute, change.text.trim(), others);
    case 'rename':
      return renamePlan(compilation, subject, change.name, others);
    case 'delete':
      return deletePlan(compilation, subject);
    case 'insert': {
      const { origin, tree, ends } = subject;
      if (!ends) return { refusal: inTheText };
      const isBefore = 'side' in change.place && change.place.side === 'before';
      const [insert, end] = isBefore ? [insertBefore, ends.first] : [insertAfter, ends.last];
      const edit = insert(origin.file, tree, end, change.layer);
      return edit ? { edit } : { refusal: 'Nothing comes before the input of a model.' };
    }
  }
}

function deletePlan(compilation: Compilation, { origin, group, at, loop, statement }: Subject): Planned {
  if (at?.element.kind === 'input') return { refusal: 'A model begins with its input: change its shape.' };
  if (loop && group?.kind === 'iteration')
    return {
      refusal: `All rounds come from one \`${loop.kind}\`: change how often it goes round, or delete all of it.`,
    };
  const element = at?.element ?? loop;
  if (element) return removeLayer(compilation, origin.file, element) ?? { refusal: gone };
  if (!statement) return { refusal: inTheText };
  return removeWhole(compilation, origin.file, statement) ?? { refusal: gone };
}

function setPlan(
  compilation: Compilation,
  subject: Subject,
  attribute: string,
  text: string,
  others: () => readonly Compilation[],
): Planned {
  const { origin, at, use, names } = subject;
  const { file } = origin;
  const ofGroup = editOfField(compilation, subject, attribute, text, others);
  if (ofGroup) return ofGroup;
  if (at?.element.kind === 'input') {
    const { start, end } = at.element.shape;
    return { edit: { file, range: { start, end }, text }, within: { scope: at.element, value: text } };
  }
  if (use === undefined) return { refusal: 'Change it in the text: it is not given in one call.' };
  const edit = setAttribute(file, use, names, attribute, text);
  return edit
    ? { edit, within: { scope: use, value: text } }
    : { refusal: `\`${attribute}\` must be given.` };
}

/** A name is given to a chain that has none, changed everywhere, or taken away. */
function renamePlan(
  compilation: Compilation,
  { origin: { file }, tree, at, group, statement }: Subject,
  name: string,
  others: () => readonly Compilation[],
): Planned {
  if (statement?.kind === 'head' && statement.name) {
    if (name === '') return { refusal: 'A head has a name: its scores are shown under it.' };
    return renameEverywhere(compilation, { file, name: statement.name }, name, others);
  }
  const chain = statement?.kind === 'chain' ? statement : group?.kind === 'iteration' ? undefined : at?.chain;
  const [first] = chain?.elements ?? [];
  if (!chain || !first) return { refusal: inTheText };
  if (chain.name === undefined) {
    if (name === '') return { edits: [] };
    const refusal = whyNotNamed(compilation, { file, offset: first.start, kind: 'value' }, name);
    if (refusal !== undefined) return { refusal };
    return { edit: { file, range: { start: first.start, end: first.start }, text: `${name} = ` } };
  }
  if (name !== '') return renameEverywhere(compilation, { file, name: chain.name }, name, others);
  const source = programOf(compilation)?.files.get(file);
  const line = source && firstUseOf(source, chain.name);
  if (line !== undefined)
    return { refusal: `\`${chain.name.text}\` is used at line ${line}: change that first.` };
  const edit = takeName(file, tree, chain);
  return edit ? { edit } : { refusal: gone };
}

function answer(compilation: Compilation, host: FileHost, planned: Planned, places: number): EditAnswer {
  if ('refusal' in planned) return planned;
  if ('edits' in planned) return { edits: planned.edits, places };
  const { file, range, text } = planned.edit;
  const within = 'within' in planned ? planned.within : { scope: range, keepsOrder: true };
  const refusal = errorOfEdit(compilation, host, planned.edit, within);
  if (refusal !== undefined) return { refusal };
  const tree = compilation.trees.get(file)!;
  const edits: Edits = [{ uri: file, edits: [{ range: toRange(tree, range), newText: text }] }];
  const note = 'note' in planned ? planned.note : undefined;
  return { edits, places, ...(note === undefined ? {} : { note }) };
}

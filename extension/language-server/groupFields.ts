// What can be changed of a loop or a head beside its diagram: how often it goes round, over what, its variable, its weight.

import type { DetailAttribute } from '../../webview/protocol/details.ts';
import type { Compilation } from '../language/compilation.ts';
import { programOf } from '../language/compile.ts';
import type { TextRange } from '../language/diagnostic.ts';
import type { Edit } from '../language/editing/insertLayer.ts';
import { setAttribute } from '../language/editing/setAttribute.ts';
import type { EditScope } from '../language/editing/tryEdits.ts';
import { firstUseOf } from '../language/editing/valueUses.ts';
import { headSignature } from '../language/elaboration/headSignature.ts';
import type { ForNode, HeadNode, RepeatNode } from '../language/syntax/tree.ts';
import { whyNotNamed } from './newName.ts';
import { type Renaming, renameEverywhere } from './renameEverywhere.ts';
import { textOf } from './sourceText.ts';
import type { Subject } from './subject.ts';

export type FieldEdit = { readonly edit: Edit; readonly within: EditScope } | Renaming;

const weight = headSignature.parameters[0]!;

/** None for what is neither a loop nor a head. */
export function groupFields(subject: Subject): readonly DetailAttribute[] {
  const { loop, statement } = subject;
  if (loop) return [turnsField(subject, loop), variableField(loop)];
  return statement?.kind === 'head' ? [weightField(subject, statement)] : [];
}

function turnsField({ tree, group, network }: Subject, loop: RepeatNode | ForNode): DetailAttribute {
  if (loop.kind === 'for') {
    const written = textOf(tree, loop.list);
    const documentation = 'One round for each item.';
    return { name: 'list', written, value: written, type: 'list or range', documentation, choices: [] };
  }
  const whole = group?.kind === 'iteration' ? network.groups.find(({ id }) => id === group.parent) : group;
  const value = /^repeat (\d+)$/.exec(whole?.label ?? '')?.[1] ?? '';
  const type = 'whole number, 0 or more';
  const documentation = 'How often the body comes, each round behind the one before.';
  return { name: 'rounds', written: textOf(tree, loop.count), value, type, documentation, choices: [] };
}

function variableField({ kind, variable }: RepeatNode | ForNode): DetailAttribute {
  const documentation =
    kind === 'for' ? 'What the body calls the item.' : 'What the body calls the number of the round, from 0.';
  const value = variable?.text ?? 'none';
  return { name: 'variable', written: variable?.text, value, type: 'name', documentation, choices: [] };
}

function weightField({ tree, network, id }: Subject, head: HeadNode): DetailAttribute {
  const given = head.arguments?.items.find(({ name }) => (name?.text ?? weight.name) === weight.name);
  const value = network.heads.find(({ name }) => name === id)?.weight;
  return {
    name: weight.name,
    written: given && textOf(tree, given.value),
    value: value === undefined ? '' : String(value),
    type: weight.type,
    documentation: 'What its loss counts in the sum.',
    choices: [],
  };
}

/** Undefined for what is no such field. */
export function editOfField(
  compilation: Compilation,
  subject: Subject,
  field: string,
  text: string,
  others: () => readonly Compilation[],
): FieldEdit | undefined {
  const { loop, statement, origin } = subject;
  const { file } = origin;
  if (loop && field === 'variable') return variableEdit(compilation, file, loop, text, others);
  const turns = loop?.kind === 'for' ? loop.list : loop?.count;
  if (loop && turns && ['rounds', 'list'].includes(field)) {
    if (text === '') return { refusal: `\`${field}\` must be given.` };
    const range = { start: turns.start, end: turns.end };
    return { edit: { file, range, text }, within: within(loop, text) };
  }
  if (statement?.kind !== 'head' || !statement.name || field !== weight.name) return undefined;
  const { name, arguments: given } = statement;
  const edit = setAttribute(file, { name, arguments: given }, [weight.name], weight.name, text);
  return edit && { edit, within: within(statement, text) };
}

/** What stands before the body is judged; what becomes of the body is seen in the diagram. */
function within(call: RepeatNode | ForNode | HeadNode, value: string): EditScope {
  return { scope: { start: call.start, end: call.body.start }, call, value };
}

function variableEdit(
  compilation: Compilation,
  file: string,
  loop: RepeatNode | ForNode,
  name: string,
  others: () => readonly Compilation[],
): FieldEdit | undefined {
  const { variable } = loop;
  const source = programOf(compilation)?.files.get(file);
  if (!source) return undefined;
  if (name !== '' && variable) return renameEverywhere(compilation, { file, name: variable }, name, others);
  if (loop.kind === 'for') return { refusal: '`for` needs a variable.' };
  const line = variable && firstUseOf(source, variable);
  if (line !== undefined)
    return { refusal: `\`${variable!.text}\` is used at line ${line}: change that first.` };
  const range: TextRange = { start: loop.count.end, end: variable?.end ?? loop.count.end };
  if (name === '') return { edit: { file, range, text: '' }, within: within(loop, '') };
  const refusal = whyNotNamed(compilation, { file, offset: loop.body.start, kind: 'variable' }, name);
  if (refusal !== undefined) return { refusal };
  return { edit: { file, range, text: ` as ${name}` }, within: within(loop, '') };
}

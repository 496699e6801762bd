// Follows the selection: asks the editor for its details, shows them, and sends changes back.

import type { Host } from '../../host/host.ts';
import type { LayerChange, LayerDetails } from '../../protocol/details.ts';
import type { FromDiagram, ToDiagram } from '../../protocol/diagram.ts';
import { type DetailsActions, NAME_FIELD, type Refusal, renderDetails } from './detailsPanel.ts';

export interface DetailsParts {
  readonly root: HTMLElement;
  readonly host: Pick<Host<ToDiagram, FromDiagram>, 'send'>;
  close(): void;
  /** Puts the keyboard back on the drawing. */
  leave(): void;
}

export class Details {
  private wanted: string | undefined;
  private shown: LayerDetails | undefined;
  private refusal: Refusal | undefined;
  /** The field that the keyboard goes to once the details are there. */
  private awaited: string | undefined;
  private readonly actions: DetailsActions;

  constructor(private readonly parts: DetailsParts) {
    const { host, close, leave } = parts;
    this.actions = {
      close,
      leave,
      forget: () => {
        this.refusal = undefined;
        this.render();
      },
      set: (attribute, text) => this.change({ kind: 'set', ...this.subject, attribute, text }),
      rename: (name) => this.change({ kind: 'rename', ...this.subject, name }),
      delete: () => this.change({ kind: 'delete', ...this.subject }),
      insert: (side) => host.send({ kind: 'insertLayer', place: { ...this.subject, side } }),
    };
    parts.root.hidden = true;
    parts.root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') leave();
    });
  }

  /** What is looked at: a layer's path or a group's id, undefined where nothing is selected. */
  inspect(id: string | undefined, open: boolean): void {
    this.parts.root.hidden = !open;
    if (!open) return;
    if (id !== this.wanted) this.refusal = undefined;
    this.wanted = id;
    if (id === undefined) this.shown = undefined;
    else this.parts.host.send({ kind: 'inspect', id });
    if (id === undefined || this.shown === undefined) this.render();
  }

  receive(details: LayerDetails | undefined): void {
    if (details !== undefined && details.id !== this.wanted) return;
    this.shown = details;
    this.render();
    this.focusAwaited();
  }

  /** The language refused a change; true where a field says so. */
  refused(change: LayerChange, message: string): boolean {
    const isField = change.kind === 'set' || change.kind === 'rename';
    if (!isField || this.parts.root.hidden || change.id !== this.shown?.id) return false;
    this.refusal =
      change.kind === 'set'
        ? { field: change.attribute, text: change.text, message }
        : { field: NAME_FIELD, text: change.name, message };
    this.render();
    return true;
  }

  /** Puts the keyboard into the field of the name. */
  editName(): void {
    this.awaited = NAME_FIELD;
    this.focusAwaited();
  }

  private focusAwaited(): void {
    if (this.awaited === undefined || this.shown === undefined || this.shown.id !== this.wanted) return;
    const field = this.parts.root.querySelector<HTMLInputElement>(`[data-field=${CSS.escape(this.awaited)}]`);
    this.awaited = undefined;
    field?.focus();
    field?.select();
  }

  private get subject(): { readonly id: string } {
    return { id: this.shown?.id ?? '' };
  }

  private change(change: LayerChange): void {
    this.refusal = undefined;
    this.parts.host.send({ kind: 'change', change });
  }

  private render(): void {
    renderDetails(this.parts.root, { details: this.shown, refusal: this.refusal }, this.actions);
  }
}

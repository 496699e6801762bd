// Follows the selection: asks the editor for its details, shows them, and sends changes back.

import type { Host } from '../../host/host.ts';
import type { LayerChange, LayerDetails } from '../../protocol/details.ts';
import type { FromDiagram, ToDiagram } from '../../protocol/diagram.ts';
import { type DetailsActions, NAME_FIELD, type Refusal, renderDetails } from './detailsPanel.ts';

export interface DetailsParts {
  readonly root: HTMLElement;
  readonly host: Pick<Host<ToDiagram, FromDiagram>, 'send'>;
  close(): void;
}

export class Details {
  private wanted: string | undefined;
  private shown: LayerDetails | undefined;
  private refusal: Refusal | undefined;
  private readonly actions: DetailsActions;

  constructor(private readonly parts: DetailsParts) {
    const { host, close } = parts;
    this.actions = {
      close,
      set: (attribute, text) =>
        this.change(attribute, text, { kind: 'set', ...this.subject, attribute, text }),
      rename: (name) => this.change(NAME_FIELD, name, { kind: 'rename', ...this.subject, name }),
      delete: () => this.change(undefined, '', { kind: 'delete', ...this.subject }),
      insert: (side) => host.send({ kind: 'insertLayer', place: { ...this.subject, side } }),
    };
    parts.root.hidden = true;
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
  }

  /** The language refused the last change. */
  refused(message: string): void {
    this.refusal = { field: this.refusal?.field, text: this.refusal?.text ?? '', message };
    this.render();
  }

  private get subject(): { readonly id: string } {
    return { id: this.shown?.id ?? '' };
  }

  private change(field: string | undefined, text: string, change: LayerChange): void {
    // Told only where the language refuses.
    this.refusal = { field, text, message: '' };
    this.parts.host.send({ kind: 'change', change });
  }

  private render(): void {
    const refusal = this.refusal?.message ? this.refusal : undefined;
    renderDetails(this.parts.root, { details: this.shown, refusal }, this.actions);
  }
}

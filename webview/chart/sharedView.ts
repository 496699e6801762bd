// What the charts of a page share: the cross-hair's step and the part of the run that is shown.

export interface Zoom {
  readonly from: number;
  readonly to: number;
}

export class SharedView {
  private at: number | undefined;
  private part: Zoom | undefined;
  private readonly listeners = new Set<(what: 'cursor' | 'zoom') => void>();

  /** The step below the cross-hair; none while the pointer is elsewhere. */
  get cursor(): number | undefined {
    return this.at;
  }

  /** Undefined while the whole run is shown. */
  get zoom(): Zoom | undefined {
    return this.part;
  }

  point(step: number | undefined): void {
    if (step === this.at) return;
    this.at = step;
    for (const listener of this.listeners) listener('cursor');
  }

  show(zoom: Zoom | undefined): void {
    this.part = zoom;
    for (const listener of this.listeners) listener('zoom');
  }

  onChange(listener: (what: 'cursor' | 'zoom') => void): void {
    this.listeners.add(listener);
  }
}

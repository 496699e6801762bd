// The charts of the page, one below the other: each is kept while its run has it.

import type { ChartSpec } from '../chart/chartSpec.ts';
import { type ChartActions, ChartView } from '../chart/chartView.ts';
import type { SharedView } from '../chart/sharedView.ts';

export class ChartList {
  readonly root = document.createElement('div');
  private readonly views = new Map<string, ChartView>();

  constructor(
    private readonly shared: SharedView,
    private readonly actions: ChartActions,
  ) {
    this.root.className = 'charts';
  }

  show(specs: readonly ChartSpec[]): void {
    for (const [id, view] of this.views) {
      if (specs.some((spec) => spec.id === id)) continue;
      view.root.remove();
      this.views.delete(id);
    }
    specs.forEach((spec, place) => {
      const view = this.views.get(spec.id) ?? new ChartView(this.shared, this.actions);
      this.views.set(spec.id, view);
      const there = this.root.children[place] ?? null;
      if (there !== view.root) this.root.insertBefore(view.root, there);
      view.show(spec);
    });
  }
}

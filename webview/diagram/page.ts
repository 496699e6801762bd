// The diagram's HTML: the shell of every page, with the layout worker.

import { type PageFiles, pageShell } from '../shell/pageShell.ts';

export interface DiagramPageParts extends PageFiles {
  /**
   * The layout worker's script, which the page fetches and starts as a blob: webviews allow no other workers.
   */
  readonly elkWorkerUri: string;
  /** What is drawn: kept in the page's state, so that the panel finds it again after a reload. */
  readonly file: string;
}

/** Beyond what every page may do, it fetches the layout worker's script and starts it. */
export function diagramPage({ elkWorkerUri, file, ...files }: DiagramPageParts): string {
  return pageShell(files, {
    id: 'diagram',
    title: 'Diagram',
    allowed: ['worker-src blob:', 'img-src blob:', `connect-src ${files.cspSource}`],
    data: { worker: elkWorkerUri, file },
  });
}

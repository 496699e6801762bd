// ELK's worker script as a blob worker, the only kind that an editor's page may start.

import type { LayoutWorker } from '../layout/layoutEngine.ts';

/** Fetches the script once; every worker after that starts from memory. */
export function createBlobSpawner(scriptUri: string): () => Promise<LayoutWorker> {
  let blobUri: Promise<string> | undefined;
  return async () => {
    blobUri ??= fetchAsBlob(scriptUri);
    const worker = new Worker(await blobUri);
    return {
      post: (message) => worker.postMessage(message),
      listen({ message, failure }) {
        worker.addEventListener('message', (event: MessageEvent<unknown>) => message(event.data));
        worker.addEventListener('error', (event) => failure(event.message));
      },
      terminate: () => worker.terminate(),
    };
  };
}

async function fetchAsBlob(uri: string): Promise<string> {
  const response = await fetch(uri);
  if (!response.ok) throw new Error(`The layout worker could not be read: status ${response.status}.`);
  const script = await response.text();
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
}

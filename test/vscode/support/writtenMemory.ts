// What VS Code has written down of a workspace, which is all that a reload of the window leaves.
import type { Page } from 'playwright-core';

/** Everything in it as one text. In a browser VS Code writes at intervals of some seconds, and nothing when it is closed. */
export function writtenMemory(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const done = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const texts: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      if (!name?.startsWith('vscode-web-state-db-')) continue;
      const database = await done(indexedDB.open(name));
      const values = await done(database.transaction('ItemTable').objectStore('ItemTable').getAll());
      texts.push(...values.map(String));
      database.close();
    }
    return texts.join('\n');
  });
}

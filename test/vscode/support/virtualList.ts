// Reads all rows of one of the workbench's lists, which keep only the visible rows in the page.
import type { Locator } from 'playwright-core';
import { becomesTrue } from './waitUntil.ts';

export interface ListRow<Field extends string> {
  readonly level: number;
  /** What a screen reader reads out. */
  readonly ariaLabel: string;
  /** The text of the first element that each field's selector finds, or an empty text. */
  readonly texts: Readonly<Record<Field, string>>;
}

interface RenderedRow<Field extends string> extends ListRow<Field> {
  readonly index: number;
  readonly isLast: boolean;
}

/** The rows themselves, without the copies of parent rows that stick to the top of a scrolled tree. */
const rowSelector = '.monaco-list-rows > .monaco-list-row';
const settleMs = 500;

/** Reads every row, from the top to the bottom. */
export async function readVirtualList<Field extends string>(
  list: Locator,
  selectors: Readonly<Record<Field, string>>,
): Promise<ListRow<Field>[]> {
  await scrollToTop(list);
  const seen = new Map<number, ListRow<Field>>();
  for (;;) {
    const rendered = await renderedRows(list, selectors);
    for (const row of rendered) seen.set(row.index, row);
    if (rendered.length === 0 || rendered.some((row) => row.isLast)) break;
    if (!(await scrollOn(list))) break;
  }
  return [...seen].sort(([a], [b]) => a - b).map(([, row]) => row);
}

/** Scrolls until the wanted row is in the page, and returns it. */
export async function revealRow(list: Locator, isWanted: (rows: Locator) => Locator): Promise<Locator> {
  await scrollToTop(list);
  const row = isWanted(list.locator(rowSelector)).first();
  while ((await row.count()) === 0 && (await scrollOn(list)));
  return row;
}

async function scrollToTop(list: Locator): Promise<void> {
  const first = list.locator(`${rowSelector}[data-index="0"]`);
  if ((await first.count()) > 0 || (await list.locator(rowSelector).count()) === 0) return;
  await scroll(list, -100_000);
  await becomesTrue(async () => (await first.count()) > 0, settleMs);
}

/** Scrolls by a few rows; false when the list did not move, as at its end. */
async function scrollOn(list: Locator): Promise<boolean> {
  const before = await lastIndex(list);
  await scroll(list, 100);
  return becomesTrue(async () => (await lastIndex(list)) > before, settleMs);
}

/** Sends the event itself, because moving the mouse there would close hovers and open others. */
async function scroll(list: Locator, pixels: number): Promise<void> {
  await list.locator('.monaco-scrollable-element').first().evaluate(turnWheelInPage, pixels);
}

/** The workbench reads Chromium's own property and scrolls by 50 pixels for each 120 of it, at once. */
function turnWheelInPage(element: Element, pixels: number): void {
  const wheel = { wheelDeltaY: (-pixels * 120) / 50, bubbles: true, cancelable: true };
  element.dispatchEvent(new WheelEvent('wheel', wheel));
}

async function lastIndex(list: Locator): Promise<number> {
  const rows = await renderedRows(list, {});
  return Math.max(-1, ...rows.map((row) => row.index));
}

async function renderedRows<Field extends string>(
  list: Locator,
  selectors: Readonly<Record<Field, string>>,
): Promise<RenderedRow<Field>[]> {
  const read = (rows: Element[], wanted: Readonly<Record<string, string>>) =>
    rows.map((row) => ({
      index: Number(row.getAttribute('data-index')),
      isLast: row.getAttribute('data-last-element') === 'true',
      level: Number(row.getAttribute('aria-level') ?? 1),
      ariaLabel: row.getAttribute('aria-label') ?? '',
      texts: Object.fromEntries(
        Object.entries(wanted).map(([field, selector]) => [
          field,
          (row.querySelector(selector)?.textContent ?? '').replaceAll('\u00a0', ' '),
        ]),
      ),
    }));
  const wanted: Readonly<Record<string, string>> = selectors;
  const rows = await list.locator(rowSelector).evaluateAll(read, wanted);
  return rows as RenderedRow<Field>[];
}

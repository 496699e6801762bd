// Drives the box at the top of the workbench: command palette, file opener, lists to pick from, questions.
import { errors, type Locator, type Page } from 'playwright-core';
import { readVirtualList, revealRow } from './virtualList.ts';
import { becomesTrue, patienceMs, waitUntil } from './waitUntil.ts';

const openAgainAfterMs = 2_000;
const filterAgainAfterMs = 1_000;
const stepTimeoutMs = 3_000;

export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;
  readonly #input: Locator;
  readonly #list: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator('.quick-input-widget');
    this.#input = this.#widget.locator('.quick-input-box input');
    this.#list = this.#widget.locator('.quick-input-list .monaco-list');
  }

  /**
   * Opens the box with a key, types `filter`, and picks the row with exactly this label. The box closes by itself when
   * something that was opened just before takes the keyboard; it is opened again then, as a person would.
   */
  async openAndPick(key: string, filter: string, label: string): Promise<void> {
    await waitUntil(`"${label}" is picked, which "${filter}" should offer`, async () => {
      await this.#open(key);
      const isPicked = await this.#filterAndClick(filter, label);
      // The box does not list what an extension contributes after it was opened.
      if (!isPicked && (await this.#input.isVisible())) await this.#page.keyboard.press('Escape');
      return isPicked;
    });
    await this.#leave(filter);
  }

  async #filterAndClick(filter: string, label: string): Promise<boolean> {
    try {
      await this.#input.fill(filter, { timeout: stepTimeoutMs });
      const row = this.#rowLabelled(label);
      if (!(await becomesTrue(async () => (await row.count()) > 0, filterAgainAfterMs))) return false;
      await this.#click(row.first(), stepTimeoutMs);
      return true;
    } catch (error) {
      if (error instanceof errors.TimeoutError) return false;
      throw error;
    }
  }

  /** Opens the box with a key, types, and accepts what was typed. */
  async openAndAccept(key: string, text: string): Promise<void> {
    await waitUntil(`"${text}" is accepted`, async () => {
      await this.#open(key);
      return this.#fillAndAccept(text);
    });
    await this.#leave(text);
  }

  async #fillAndAccept(text: string): Promise<boolean> {
    try {
      await this.#input.fill(text, { timeout: stepTimeoutMs });
      await this.#list.locator('.monaco-list-row').first().waitFor({ timeout: stepTimeoutMs });
      await this.#input.press('Enter', { timeout: stepTimeoutMs });
      return true;
    } catch (error) {
      if (error instanceof errors.TimeoutError) return false;
      throw error;
    }
  }

  /** The labels of the list that the product has opened. */
  async items(): Promise<string[]> {
    await this.#widget.waitFor();
    const rows = await readVirtualList(this.#list, { label: '.label-name' });
    return rows.map((row) => row.texts.label);
  }

  /** Picks from a list that the product has opened. */
  async pick(label: string): Promise<void> {
    await this.#widget.waitFor();
    await this.#list.locator('.monaco-list-row').first().waitFor();
    const row = await revealRow(this.#list, () => this.#rowLabelled(label));
    await this.#click(row);
  }

  /** Answers a question that the product has asked. */
  async answer(text: string): Promise<void> {
    await this.#widget.waitFor();
    await this.#input.fill(text);
    await this.#page.keyboard.press('Enter');
  }

  /** Takes the mouse away afterwards, which would show the tooltip of what appears below it. */
  async #click(row: Locator, timeout = patienceMs): Promise<void> {
    await row.click({ timeout });
    await this.#page.mouse.move(0, 0);
  }

  async #open(key: string): Promise<void> {
    const isOpen = () => this.#input.isVisible();
    await waitUntil(`${key} opens the box for commands and files`, async () => {
      await this.#page.keyboard.press(key);
      return becomesTrue(isOpen, openAgainAfterMs);
    });
  }

  /** A command may open the box again with a question of its own, which counts as having left too. */
  async #leave(filter: string): Promise<void> {
    await waitUntil(`the box lets go of "${filter}"`, async () => {
      if (!(await this.#input.isVisible())) return true;
      return (await this.#input.inputValue()) !== filter;
    });
  }

  #rowLabelled(label: string): Locator {
    const exactly = new RegExp(`^\\s*${escapeForRegExp(label).replaceAll(' ', '\\s')}\\s*$`);
    const name = this.#page
      .locator('.quick-input-list-row:first-child .label-name')
      .filter({ hasText: exactly });
    return this.#list.locator('.monaco-list-row').filter({ has: name });
  }
}

export function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

// Reads and answers the notifications in the corner of the workbench.
import type { Page } from 'playwright-core';

export interface ShownNotification {
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly buttons: readonly string[];
}

export async function readNotifications(page: Page): Promise<ShownNotification[]> {
  return page.locator('.notification-toast .notification-list-item').evaluateAll((items) =>
    items.map((item) => {
      const icon = item.querySelector('.notification-list-item-icon')?.className ?? '';
      const severity = icon.includes('codicon-error')
        ? 'error'
        : icon.includes('codicon-warning')
          ? 'warning'
          : 'info';
      const message = item.querySelector('.notification-list-item-message')?.textContent ?? '';
      const buttons = item.querySelectorAll('.notification-list-item-buttons-container .monaco-button');
      return { severity, message, buttons: [...buttons].map((button) => button.textContent ?? '') };
    }),
  );
}

/** Presses a button of the notification whose message contains `message`. */
export async function answerNotification(page: Page, message: string, button: string): Promise<void> {
  const toast = page.locator('.notification-toast', { hasText: message });
  await toast.hover();
  await toast.locator('.monaco-button', { hasText: button }).first().click();
}

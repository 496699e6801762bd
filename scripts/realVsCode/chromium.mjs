// Finds the browser that shows the workbench, and installs Debian's Chromium where there is none.
import { installDebianPackages } from './debianPackages.mjs';
import { findOnPath } from './runProgram.mjs';

const browserPrograms = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The path of a Chromium that can run without a window.
 * @type {import('./types.ts').EnsureChromium}
 */
export async function ensureChromium() {
  const present = findBrowser();
  if (present !== undefined) return present;
  await installDebianPackages(['chromium']);
  const installed = findBrowser();
  if (installed === undefined) {
    throw new Error('The Debian package chromium is installed, but no program chromium is on PATH.');
  }
  return installed;
}

function findBrowser() {
  return browserPrograms.map(findOnPath).find((path) => path !== undefined);
}

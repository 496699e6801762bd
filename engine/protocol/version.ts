// The product's version, as runs and exported files record it.

/** The same as package.json's; a test holds them together. */
export const NETWRIGHT_VERSION = '0.1.0';

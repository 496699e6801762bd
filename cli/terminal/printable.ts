// Texts from files and folders as a terminal may have them.

/** Steering signs, and marks that turn the line around. */
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** With lines and tabs, as messages have them: nothing else may steer the terminal. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, (sign) => (sign === '\n' || sign === '\t' ? sign : '\ufffd'));
}

const LONGEST_NAME = 60;

/** A name in one line of bounded length. */
export function shownName(name: string): string {
  const characters = [...name.replace(CONTROLS, '\ufffd')];
  return characters.length > LONGEST_NAME
    ? `${characters.slice(0, LONGEST_NAME - 1).join('')}…`
    : characters.join('');
}

// A model's arguments as a person types them in one line: `depths: [3, 4, 6, 3], unit: Basic`.

/** The text of each argument by its name; a sentence where the line is no such list. */
export function argumentTexts(line: string): Readonly<Record<string, string>> | string {
  const texts = new Map<string, string>();
  for (const part of parts(line)) {
    const [, name, text] = /^\s*([A-Za-z_]\w*)\s*[:=]\s*(\S.*?)\s*$/s.exec(part) ?? [];
    if (name === undefined || text === undefined) {
      return 'Write each argument as its name, a colon and its value, with commas between: n: 3, width: 16.';
    }
    if (texts.has(name)) return `${name} stands twice.`;
    texts.set(name, text);
  }
  return Object.fromEntries(texts);
}

/** Between commas that stand in no bracket and no string. */
function parts(line: string): readonly string[] {
  const found: string[] = [''];
  let [depth, quoted] = [0, false];
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted && '([{'.includes(sign)) depth += 1;
    else if (!quoted && ')]}'.includes(sign)) depth -= 1;
    if (sign === ',' && depth <= 0 && !quoted) found.push('');
    else found.push(found.pop()! + sign);
  }
  return found.filter((part, place) => place === 0 || part.trim() !== '' || place < found.length - 1);
}

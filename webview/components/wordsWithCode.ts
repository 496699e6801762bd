// A sentence with code in it: what stands between backquotes.

export function withCode(message: string): readonly (string | HTMLElement)[] {
  return message.split('`').map((part, place) => {
    if (place % 2 === 0) return part;
    const code = document.createElement('code');
    code.textContent = part;
    return code;
  });
}

// Names for new model files.

/** `ResNet-20 (CIFAR-10, option B)` gives `resnet-20-cifar-10-option-b.cnn`. */
export function modelFileName(name: string): string {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['model'];
  return `${words.join('-')}.cnn`;
}

/** The name, or with `-2`, `-3`, … before its ending where it is taken. */
export function freeFileName(name: string, taken: ReadonlySet<string>): string {
  const [stem] = name.split('.cnn');
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${stem}-${number}.cnn`;
  return free;
}

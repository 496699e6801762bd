// The text of a new file that begins with no network of the zoo: small, complete, and trainable at once.

export const blankModel = `/// Two convolutions and a classifier, for grey images of 28x28 pixels.
model Net(classes = 10) {
  input 1x28x28
  conv(16, 3, padding: same) -> relu -> maxpool(2)
  conv(32, 3, padding: same) -> relu -> maxpool(2)
  flatten -> dense(classes)
}

/// Handwritten digits drawn by the program itself: nothing to download.
train Net {
  data       digits(12000)
  optimizer  sgd(lr: 0.1, momentum: 0.9)
  batch      64
  epochs     5
}
`;

// What an operator's inputs are for.

const QUANTISED = ['input scale', 'input zero point'] as const;
const OUTPUT = ['output scale', 'output zero point'] as const;

const ROLES: Readonly<Record<string, readonly string[]>> = {
  Conv: ['', 'weight', 'bias'],
  ConvTranspose: ['', 'weight', 'bias'],
  Gemm: ['', 'weight', 'bias'],
  MatMul: ['', 'weight'],
  QLinearConv: ['', ...QUANTISED, 'weight', 'weight scale', 'weight zero point', ...OUTPUT, 'bias'],
  QLinearMatMul: ['', ...QUANTISED, 'weight', 'weight scale', 'weight zero point', ...OUTPUT],
  QGemm: ['', ...QUANTISED, 'weight', 'weight scale', 'weight zero point', 'bias', ...OUTPUT],
  ConvInteger: ['', 'weight', 'input zero point', 'weight zero point'],
  MatMulInteger: ['', 'weight', 'input zero point', 'weight zero point'],
  QuantizeLinear: ['', 'scale', 'zero point'],
  DequantizeLinear: ['', 'scale', 'zero point'],
  LSTM: ['', 'weight', 'recurrent weight', 'bias'],
  GRU: ['', 'weight', 'recurrent weight', 'bias'],
  RNN: ['', 'weight', 'recurrent weight', 'bias'],
  BatchNormalization: ['', 'scale', 'bias', 'running mean', 'running variance'],
  LayerNormalization: ['', 'scale', 'bias'],
  InstanceNormalization: ['', 'scale', 'bias'],
  PRelu: ['', 'slope'],
};

/** `weight`, `bias`; `input 3` where nothing is known of it. Places count from zero. */
export function inputRole(operator: string, place: number): string {
  const roles = Object.hasOwn(ROLES, operator) ? ROLES[operator] : undefined;
  return roles?.[place] || `input ${place + 1}`;
}

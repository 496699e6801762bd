// Which of ONNX Runtime's optimisation passes cannot change a model, by the operators that it lacks.

/**
 * The passes of 1.30.0 that rewrite a pattern, with operators of which it contains at least one. All others stay.
 *
 * Every pass orders and reads the whole graph, and all of a level run again after one of them has changed it: with those
 * that find nothing, a step of 10,000 operators takes a minute to prepare.
 */
const patterns: Readonly<Record<string, readonly string[]>> = {
  DoubleQDQPairsRemover: ['DequantizeLinear'],
  QDQPropagationTransformer: ['DequantizeLinear', 'QuantizeLinear'],
  WeightBiasQuantization: ['DequantizeLinear', 'QuantizeLinear'],
  EnsureUniqueDQForNodeUnit: ['DequantizeLinear'],
  WhereDummyDq: ['DequantizeLinear'],
  QDQS8ToU8Transformer: ['DequantizeLinear', 'QuantizeLinear'],
  QDQSelectorActionTransformer: ['DequantizeLinear', 'QuantizeLinear'],
  QDQFinalCleanupTransformer: ['DequantizeLinear', 'QuantizeLinear'],
  MatMulIntegerToFloatFusion: ['MatMulInteger'],
  DynamicQuantizeMatMulFusion: ['MatMulInteger', 'DynamicQuantizeLinear'],
  MatMulNBitsFusion: ['MatMulNBits'],
  GeluFusionL1: ['Erf'],
  GeluFusionL2: ['Erf'],
  BiasGeluFusion: ['Erf', 'Gelu'],
  FastGeluFusion: ['Tanh'],
  QuickGeluFusion: ['Sigmoid'],
  LayerNormFusionL1: ['Div'],
  LayerNormFusionL2: ['Div'],
  SimplifiedLayerNormFusion: ['Pow', 'Div'],
  SkipLayerNormFusion: ['LayerNormalization', 'SimplifiedLayerNormalization', 'Div'],
  BiasSkipLayerNormFusion: ['SkipLayerNormalization', 'LayerNormalization', 'Div'],
  EmbedLayerNormFusion: ['LayerNormalization', 'SkipLayerNormalization', 'Div'],
  AttentionFusion: ['LayerNormalization', 'SkipLayerNormalization', 'Div'],
  GroupQueryAttentionFusion: ['GroupQueryAttention'],
  GroupQueryAttentionPreNormFusion: ['GroupQueryAttention'],
  BiasSoftmaxFusion: ['Softmax'],
  BiasDropoutFusion: ['Dropout', 'BitmaskDropout'],
  ReshapeFusion: ['Reshape'],
  MatMulAddFusion: ['MatMul'],
  MatMulActivationFusion: ['MatMul'],
  MatMulScaleFusion: ['MatMul', 'FusedMatMul'],
  MatmulTransposeFusion: ['MatMul', 'FusedMatMul'],
  GatherToSliceFusion: ['Gather'],
  GatherSliceToSplitFusion: ['Gather', 'Slice'],
  SliceConcatToSpaceToDepthFusion: ['Slice'],
  TransposeOptimizer: ['Transpose'],
  TransposeOptimizer_CPUExecutionProvider: ['Transpose'],
  GemmActivationFusion: ['Gemm'],
  ConvActivationFusion: ['Conv'],
  ConvAddActivationFusion: ['Conv'],
};

/** The names of the passes that find nothing in a model of these nodes. */
export function needlessPasses(nodes: readonly { readonly operator: string }[]): readonly string[] {
  const operators = new Set(nodes.map(({ operator }) => operator));
  return Object.entries(patterns)
    .filter(([, wanted]) => !wanted.some((operator) => operators.has(operator)))
    .map(([pass]) => pass);
}

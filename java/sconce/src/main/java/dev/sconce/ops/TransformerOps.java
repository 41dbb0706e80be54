package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** The fast paths of {@code torch.nn.MultiheadAttention} and {@code TransformerEncoderLayer}, batch first. */
final class TransformerOps {
    private TransformerOps() {}

    /** The mask is true, or no zero, where a key does not count: mask_type 0 [L, S], 1 [N, S] (padding), 2 [N, heads, L, S]. */
    @Operator("aten::_native_multi_head_attention(Tensor query, Tensor key, Tensor value, int embed_dim, int"
            + " num_head, Tensor qkv_weight,"
            + " Tensor qkv_bias, Tensor proj_weight, Tensor proj_bias, Tensor? mask=None, bool"
            + " need_weights=True, bool"
            + " average_attn_weights=True, int? mask_type=None) -> (Tensor, Tensor)")
    static Tensor[] multiHeadAttention(
            Tensor query,
            Tensor key,
            Tensor value,
            long embedDim,
            long numHead,
            Tensor qkvWeight,
            Tensor qkvBias,
            Tensor projWeight,
            Tensor projBias,
            Tensor mask,
            boolean needWeights,
            boolean averageAttnWeights,
            Long maskType) {
        if (query.dim() != 3 || query.size(-1) != embedDim || numHead <= 0 || embedDim % numHead != 0) {
            throw Checks.error(
                    "expected 3-D query with last dimension %s, a multiple of num_head %s, got sizes %s",
                    embedDim, numHead, query.sizes());
        }
        long[] square = {embedDim, embedDim};
        if (!Arrays.equals(qkvWeight.sizes(), new long[] {3 * embedDim, embedDim})
                || !Arrays.equals(qkvBias.sizes(), new long[] {3 * embedDim})
                || !Arrays.equals(projWeight.sizes(), square)) {
            throw Checks.error(
                    "expected weights of the projections for an embed_dim of %s, got sizes %s with a bias of %s for query, key"
                            + " and value, %s for the result",
                    embedDim, qkvWeight.sizes(), qkvBias.sizes(), projWeight.sizes());
        }
        Tensor[] inputs = {query, key, value};
        Tensor[] weights = SplitOps.chunk(qkvWeight, 3, 0);
        Tensor[] biases = SplitOps.chunk(qkvBias, 3, 0);
        Tensor[] heads = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            Tensor projected = LinearAlgebraOps.linear(inputs[i], weights[i], biases[i], null);
            long[] shape = {projected.sizes()[0], projected.sizes()[1], numHead, embedDim / numHead};
            heads[i] = DimensionOps.transpose(ViewOps.view(projected, shape), 1, 2);
        }
        Tensor hidden = broadcastMask(mask, maskType, query.sizes()[0], key.sizes()[1]);
        Tensor attended;
        Tensor probabilities = null;
        if (needWeights) {
            Tensor scores = LinearAlgebraOps.matmul(
                    ArithmeticOps.mul(heads[0], Scalar.of(1 / Math.sqrt((double) embedDim / numHead)), null),
                    DimensionOps.transpose(heads[1], -2, -1),
                    null);
            if (hidden != null) {
                scores = SelectionOps.maskedFill(scores, hidden, Scalar.of(Double.NEGATIVE_INFINITY), null);
            }
            probabilities = SoftmaxOps.softmax(scores, -1, (DType) null, null);
            attended = LinearAlgebraOps.matmul(probabilities, heads[2], null);
            if (averageAttnWeights) {
                probabilities = ReductionOps.mean(probabilities, new long[] {1}, false, null, null);
            }
        } else {
            Tensor seen = hidden == null ? null : ComparisonOps.logicalNot(hidden, null);
            attended =
                    AttentionOps.scaledDotProductAttention(heads[0], heads[1], heads[2], seen, 0, false, null, false);
        }
        Tensor joined = ViewOps.reshape(DimensionOps.transpose(attended, 1, 2), query.sizes());
        return new Tensor[] {LinearAlgebraOps.linear(joined, projWeight, projBias, null), probabilities};
    }

    private static Tensor broadcastMask(Tensor mask, Long maskType, long batch, long keys) {
        if (mask == null) {
            return null;
        }
        Tensor hidden = TensorIterator.cast(mask, DType.BOOL);
        return maskType != null && maskType == 1 ? ViewOps.view(hidden, new long[] {batch, 1, 1, keys}) : hidden;
    }

    @Operator("aten::_transformer_encoder_layer_fwd(Tensor src, int embed_dim, int num_heads, Tensor qkv_weight,"
            + " Tensor qkv_bias, Tensor"
            + " proj_weight, Tensor proj_bias, bool use_gelu, bool norm_first, float eps, Tensor"
            + " norm_weight_1, Tensor norm_bias_1, Tensor"
            + " norm_weight_2, Tensor norm_bias_2, Tensor ffn_weight_1, Tensor ffn_bias_1, Tensor"
            + " ffn_weight_2, Tensor ffn_bias_2, Tensor?"
            + " mask=None, int? mask_type=None) -> Tensor")
    static Tensor encoderLayer(
            Tensor src,
            long embedDim,
            long numHeads,
            Tensor qkvWeight,
            Tensor qkvBias,
            Tensor projWeight,
            Tensor projBias,
            boolean useGelu,
            boolean normFirst,
            double eps,
            Tensor normWeight1,
            Tensor normBias1,
            Tensor normWeight2,
            Tensor normBias2,
            Tensor ffnWeight1,
            Tensor ffnBias1,
            Tensor ffnWeight2,
            Tensor ffnBias2,
            Tensor mask,
            Long maskType) {
        long[] width = {embedDim};
        Scalar one = Scalar.of(1L);
        Tensor x = normFirst ? NormalizationOps.layerNorm(src, width, normWeight1, normBias1, eps, false) : src;
        x = multiHeadAttention(
                x, x, x, embedDim, numHeads, qkvWeight, qkvBias, projWeight, projBias, mask, false, true, maskType)[0];
        x = ArithmeticOps.add(x, src, one, x);
        x = normFirst ? x : NormalizationOps.layerNorm(x, width, normWeight1, normBias1, eps, false);
        Tensor inner = normFirst ? NormalizationOps.layerNorm(x, width, normWeight2, normBias2, eps, false) : x;
        inner = LinearAlgebraOps.linear(inner, ffnWeight1, ffnBias1, null);
        inner = useGelu ? ActivationOps.gelu(inner, "none", inner) : ActivationOps.relu(inner, inner);
        inner = LinearAlgebraOps.linear(inner, ffnWeight2, ffnBias2, null);
        x = ArithmeticOps.add(inner, x, one, inner);
        return normFirst ? x : NormalizationOps.layerNorm(x, width, normWeight2, normBias2, eps, false);
    }
}

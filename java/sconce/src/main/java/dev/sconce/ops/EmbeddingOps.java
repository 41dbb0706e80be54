package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Rows of a table by number: embedding, and bags of them. */
final class EmbeddingOps {
    private EmbeddingOps() {}

    private static final Kernel EMBEDDING_BAG = Kernel.of("embedding_bag");

    @Operator("aten::embedding(Tensor weight, Tensor indices, SymInt padding_idx=-1, bool scale_grad_by_freq=False,"
            + " bool sparse=False) ->"
            + " Tensor")
    static Tensor embedding(Tensor weight, Tensor indices, long paddingIdx, boolean scaleGradByFreq, boolean sparse) {
        Checks.rank("embedding", "weight", weight, 2);
        Checks.dtypeIs("embedding", "indices", indices, DType.INT64, DType.INT32);
        int rank = indices.dim();
        long[] shape = Arrays.copyOf(indices.sizes(), rank + 1);
        shape[rank] = weight.sizes()[1];
        long[] strides = new long[rank + 1];
        strides[rank] = weight.strides()[1];
        long[] moved = Arrays.copyOf(indices.strides(), rank + 1);
        return new Indexing(weight, shape, strides, false)
                .with(indices, weight.sizes()[0], weight.strides()[0], moved)
                .get();
    }

    @Operator("aten::embedding_bag.padding_idx(Tensor weight, Tensor indices, Tensor offsets, bool"
            + " scale_grad_by_freq, int mode, bool"
            + " sparse, Tensor? per_sample_weights, bool include_last_offset, int? padding_idx) ->"
            + " (Tensor, Tensor, Tensor, Tensor)")
    static Tensor[] embeddingBag(
            Tensor weight,
            Tensor indices,
            Tensor offsets,
            boolean scaleGradByFreq,
            long mode,
            boolean sparse,
            Tensor perSampleWeights,
            boolean includeLastOffset,
            Long paddingIdx) {
        Checks.rank("embedding_bag", "weight", weight, 2);
        Checks.rank("embedding_bag", "indices", indices, 1);
        Checks.rank("embedding_bag", "offsets", offsets, 1);
        Checks.sameDtype("embedding_bag", weight, perSampleWeights);
        if (mode < 0 || mode > 2) {
            throw Checks.error("`mode` must be sum, mean, or max.");
        }
        if (perSampleWeights != null && (mode != 0 || perSampleWeights.numel() != indices.numel())) {
            throw Checks.error(
                    "embedding_bag: per_sample_weights are for mode 'sum' only and must be one an index, got %s"
                            + " for indices %s",
                    perSampleWeights.sizes(), indices.sizes());
        }
        if (includeLastOffset && offsets.numel() == 0) {
            throw Checks.error("include_last_offset: number of offset should be at least 1");
        }
        if (paddingIdx != null && (paddingIdx < -weight.sizes()[0] || paddingIdx >= weight.sizes()[0])) {
            throw Checks.error(
                    "padding_idx must be within the number of embeddings, -%s through %s, but got %s",
                    weight.sizes()[0], weight.sizes()[0] - 1, paddingIdx);
        }
        Tensor rows = ConversionOps.to(indices, DType.INT64, false, null);
        Tensor starts = ConversionOps.to(offsets, DType.INT64, false, null);
        long bags = offsets.numel() - (includeLastOffset ? 1 : 0);
        long width = weight.sizes()[1];
        long padding = paddingIdx == null ? -1 : paddingIdx < 0 ? paddingIdx + weight.sizes()[0] : paddingIdx;
        Tensor out = Tensor.empty(weight.dtype(), bags, width);
        Tensor bagSize = Tensor.empty(DType.INT64, bags);
        Tensor maxIndices = mode == 2 ? Tensor.empty(DType.INT64, bags, width) : null;
        if (bags > 0) {
            EMBEDDING_BAG
                    .call()
                    .dtype(weight.dtype())
                    .write(out)
                    .write(bagSize)
                    .writeOrNull(maxIndices)
                    .read(Out.contiguous(weight))
                    .read(Out.contiguous(rows))
                    .read(Out.contiguous(starts))
                    .readOrNull(Out.contiguous(perSampleWeights))
                    .i64s(rows.numel(), bags, weight.sizes()[0], width, mode, padding)
                    .run();
        }
        Tensor offsetToBag = Tensor.empty(DType.INT64, 0);
        return new Tensor[] {out, offsetToBag, bagSize, maxIndices == null ? Tensor.empty(DType.INT64, 0) : maxIndices};
    }

    @Operator("aten::embedding_bag(Tensor weight, Tensor indices, Tensor offsets, bool scale_grad_by_freq=False, int"
            + " mode=0, bool"
            + " sparse=False, Tensor? per_sample_weights=None, bool include_last_offset=False) -> (Tensor,"
            + " Tensor, Tensor, Tensor)")
    static Tensor[] embeddingBag(
            Tensor weight,
            Tensor indices,
            Tensor offsets,
            boolean scaleGradByFreq,
            long mode,
            boolean sparse,
            Tensor perSampleWeights,
            boolean includeLastOffset) {
        return embeddingBag(
                weight, indices, offsets, scaleGradByFreq, mode, sparse, perSampleWeights, includeLastOffset, null);
    }

    @Operator("aten::_embedding_bag(Tensor weight, Tensor indices, Tensor offsets, bool scale_grad_by_freq=False,"
            + " int mode=0, bool"
            + " sparse=False, Tensor? per_sample_weights=None, bool include_last_offset=False, int"
            + " padding_idx=-1) -> (Tensor, Tensor,"
            + " Tensor, Tensor)")
    static Tensor[] embeddingBagWithPadding(
            Tensor weight,
            Tensor indices,
            Tensor offsets,
            boolean scaleGradByFreq,
            long mode,
            boolean sparse,
            Tensor perSampleWeights,
            boolean includeLastOffset,
            long paddingIdx) {
        Long padding = paddingIdx < 0 ? null : Long.valueOf(paddingIdx);
        return embeddingBag(
                weight, indices, offsets, scaleGradByFreq, mode, sparse, perSampleWeights, includeLastOffset, padding);
    }

    /** Scales the rows that are named, where their norm is larger than {@code maxNorm}. */
    @Operator("aten::embedding_renorm_(Tensor(a!) self, Tensor indices, float max_norm, float norm_type) -> Tensor(a!)")
    static Tensor embeddingRenorm(Tensor self, Tensor indices, double maxNorm, double normType) {
        Checks.rank("embedding_renorm_", "self", self, 2);
        // A row that is named twice is written twice with the same numbers.
        Tensor named = ViewOps.reshape(indices, new long[] {-1});
        Tensor rows = IndexOps.index(self, new Tensor[] {named});
        Tensor norms = NormOps.vectorNorm(rows, Scalar.of(normType), new long[] {1}, true, null, null);
        Tensor factors = ArithmeticOps.div(
                Elements.of(Scalar.of(maxNorm), norms.dtype()),
                ArithmeticOps.add(norms, Scalar.of(1e-7), Scalar.of(1L), null),
                (Tensor) null);
        Tensor large = ComparisonOps.gt(norms, Scalar.of(maxNorm), null);
        Tensor scaled = SelectionOps.where(large, ArithmeticOps.mul(rows, factors, null), rows, null);
        IndexOps.indexPut(self, new Tensor[] {named}, scaled, false, self);
        return self;
    }
}

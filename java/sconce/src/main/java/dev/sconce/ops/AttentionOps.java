package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Scaled dot product attention as one kernel. Half precision is computed as float32. */
final class AttentionOps {
    private AttentionOps() {}

    private static final Kernel SDPA = Kernel.of("sdpa");

    @Operator("aten::scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None,"
            + " float dropout_p=0., bool"
            + " is_causal=False, *, float? scale=None, bool enable_gqa=False) -> Tensor")
    static Tensor scaledDotProductAttention(
            Tensor query,
            Tensor key,
            Tensor value,
            Tensor attnMask,
            double dropoutP,
            boolean isCausal,
            Double scale,
            boolean enableGqa) {
        check(query, key, value, attnMask, isCausal);
        if (dropoutP > 0) {
            return withDropout(query, key, value, attnMask, dropoutP, isCausal, scale, enableGqa);
        }
        if (HalfPrecision.is(query.dtype())) {
            Tensor mask = attnMask == null || attnMask.dtype() == DType.BOOL
                    ? attnMask
                    : TensorIterator.cast(attnMask, DType.FLOAT32);
            Tensor wide = scaledDotProductAttention(
                    TensorIterator.cast(query, DType.FLOAT32),
                    TensorIterator.cast(key, DType.FLOAT32),
                    TensorIterator.cast(value, DType.FLOAT32),
                    mask,
                    0,
                    isCausal,
                    scale,
                    enableGqa);
            return TensorIterator.cast(wide, query.dtype());
        }
        Scores scores = new Scores(
                scale == null ? 1 / Math.sqrt(query.size(-1)) : scale,
                attnMask,
                attnMask == null ? Masking.NONE : attnMask.dtype() == DType.BOOL ? Masking.SEEN : Masking.ADD,
                0,
                isCausal,
                false);
        // PyTorch's other path ends in a product of matrices, whose result is row-major.
        Tensor out = isFlash(query, key, value, attnMask, enableGqa) ? Out.emptyLike(query, query.dtype()) : null;
        return attend(query, key, value, scores, enableGqa, out);
    }

    /**
     * Whether PyTorch runs its flash attention, whose result lies in memory as the query does: where that is of heads inside the queries,
     * so is the result, and what follows, which swaps them, costs nothing.
     */
    private static boolean isFlash(Tensor query, Tensor key, Tensor value, Tensor mask, boolean enableGqa) {
        boolean fits = query.dim() == 4
                && key.dim() == 4
                && value.dim() == 4
                && query.size(-1) == value.size(-1)
                && (mask == null || mask.dim() == 2 || mask.dim() == 4)
                && query.numel() > 0
                && key.numel() > 0
                && value.numel() > 0;
        return fits
                && key.sizes()[0] == query.sizes()[0]
                && value.sizes()[0] == query.sizes()[0]
                && key.sizes()[1] == value.sizes()[1]
                && (enableGqa || key.sizes()[1] == query.sizes()[1])
                && lastIsDense(query)
                && lastIsDense(key)
                && lastIsDense(value);
    }

    /**
     * As {@link #scaledDotProductAttention}, of four dimensions.
     *
     * @return the result, and the logarithms of the sums of the exponentials of the scores, [batch, heads, queries], in float32 for half
     *     precision
     */
    @Operator("aten::_scaled_dot_product_flash_attention_for_cpu(Tensor query, Tensor key, Tensor value, float"
            + " dropout_p=0., bool is_causal=False, *, Tensor? attn_mask=None, float? scale=None) -> (Tensor output,"
            + " Tensor logsumexp)")
    static Tensor[] flashAttention(
            Tensor query, Tensor key, Tensor value, double dropoutP, boolean isCausal, Tensor attnMask, Double scale) {
        Checks.rank("scaled_dot_product_attention_flash_attention", "query", query, 4);
        Checks.rank("scaled_dot_product_attention_flash_attention", "key", key, 4);
        Checks.rank("scaled_dot_product_attention_flash_attention", "value", value, 4);
        if (dropoutP > 0) {
            throw Checks.error("scaled_dot_product_attention_flash_attention: Currently do not support dropout > 0");
        }
        if (attnMask != null && attnMask.dtype() != query.dtype()) {
            throw Checks.error(
                    "scaled_dot_product_attention_flash_attention: Attention mask is the same data type as query");
        }
        Tensor attended = scaledDotProductAttention(query, key, value, attnMask, 0, isCausal, scale, false);
        Tensor scores = scores(
                HalfPrecision.widened(query),
                HalfPrecision.widened(key),
                HalfPrecision.widened(attnMask),
                isCausal,
                scale);
        return new Tensor[] {attended, ReductionOps.logsumexp(scores, new long[] {-1}, false, null)};
    }

    /** As {@link #scaledDotProductAttention}, with the weights [..., queries, keys] too; a mask is added, one of bool as 0 and 1. */
    @Operator("aten::_scaled_dot_product_attention_math(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None,"
            + " float dropout_p=0., bool is_causal=False, Tensor? dropout_mask=None, *, float? scale=None, bool"
            + " enable_gqa=False) -> (Tensor, Tensor)")
    static Tensor[] attentionWithWeights(
            Tensor query,
            Tensor key,
            Tensor value,
            Tensor attnMask,
            double dropoutP,
            boolean isCausal,
            Tensor dropoutMask,
            Double scale,
            boolean enableGqa) {
        if (dropoutP > 0 || dropoutMask != null || enableGqa) {
            throw new UnsupportedException(
                    "_scaled_dot_product_attention_math with dropout or enable_gqa is not supported:"
                            + " call scaled_dot_product_attention");
        }
        check(query, key, value, attnMask, isCausal);
        Tensor added = attnMask == null ? null : TensorIterator.cast(attnMask, HalfPrecision.widened(query.dtype()));
        Tensor scores = scores(HalfPrecision.widened(query), HalfPrecision.widened(key), added, isCausal, scale);
        Tensor weights = TensorIterator.cast(SoftmaxOps.safeSoftmax(scores, -1, null), query.dtype());
        return new Tensor[] {LinearAlgebraOps.matmul(weights, value, null), weights};
    }

    /** The scaled products of queries and keys, with what a mask adds. */
    private static Tensor scores(Tensor query, Tensor key, Tensor mask, boolean causal, Double scale) {
        double factor = scale == null ? 1 / Math.sqrt(query.size(-1)) : scale;
        Tensor scaled = ArithmeticOps.mul(query, Scalar.of(factor), null);
        Tensor scores = LinearAlgebraOps.matmul(scaled, DimensionOps.transpose(key, -2, -1), null);
        Tensor allowed = causal ? SequenceOps.lowerTriangle(query.size(-2), key.size(-2), 0) : mask;
        if (allowed == null) {
            return scores;
        }
        return allowed.dtype() == DType.BOOL
                ? SelectionOps.maskedFill(
                        scores, ComparisonOps.logicalNot(allowed, null), Scalar.of(Double.NEGATIVE_INFINITY), (Tensor)
                                null)
                : ArithmeticOps.add(scores, allowed, Scalar.of(1L), null);
    }

    /** The numbers of {@code SdpaMask}. */
    private enum Masking {
        NONE,
        ADD,
        SEEN,
        FILL
    }

    /**
     * What is done to the products of queries and keys.
     *
     * @param fill for {@code FILL}: the score where the mask is true
     * @param strict whether a query that sees no key gets NaN, as a softmax has it, not zeros
     */
    private record Scores(double scale, Tensor mask, Masking masking, double fill, boolean causal, boolean strict) {}

    /** @param given the result, of four dimensions; null for a new one, row-major */
    private static Tensor attend(
            Tensor query, Tensor key, Tensor value, Scores scores, boolean enableGqa, Tensor given) {
        int rank = Math.max(query.dim(), Math.max(key.dim(), value.dim()));
        boolean grouped = enableGqa && rank >= 3;
        long[] lead = leading(query, rank);
        long[] leadKeys = TensorIterator.broadcast(leading(key, rank), leading(value, rank));
        if (!grouped) {
            lead = TensorIterator.broadcast(lead, leadKeys);
            leadKeys = lead;
        } else if (lead[rank - 3] % leadKeys[rank - 3] != 0) {
            throw Checks.error(
                    "Number of heads in key and value must divide the number of heads in query, got %s and %s",
                    key.sizes(), query.sizes());
        }
        long l = query.size(-2);
        long s = key.size(-2);
        Tensor q = fourDims(query, lead);
        Tensor k = fourDims(key, leadKeys);
        Tensor v = fourDims(value, leadKeys);
        Tensor mask =
                scores.mask == null ? null : fourDims(ViewOps.expand(scores.mask, withTail(lead, l, s), false), lead);
        long batch = q.sizes()[0];
        long heads = q.sizes()[1];
        long width = v.size(-1);
        Tensor out = given != null ? given : Tensor.empty(query.dtype(), batch, heads, l, width);
        if (out.numel() > 0) {
            SDPA.call()
                    .dtype(query.dtype())
                    .write(out)
                    .read(q)
                    .read(k)
                    .read(v)
                    .readOrNull(mask)
                    .i64(scores.masking.ordinal())
                    .f64(scores.fill)
                    .bool(scores.causal)
                    .bool(scores.strict)
                    .f64(scores.scale)
                    .i64s(batch, heads, k.sizes()[1], l, s, q.size(-1), width)
                    .i64s(out.strides()[0], out.strides()[1], out.strides()[2])
                    .i64s(q.strides())
                    .i64s(k.strides())
                    .i64s(v.strides())
                    .i64s(mask == null ? new long[4] : mask.strides())
                    .run();
        }
        return rank == 4 ? out : ViewOps.view(out, withTail(lead, l, width));
    }

    /**
     * Attention as models write it out:
     *
     * <pre>softmax(masked_fill(query @ key_t * scale / divisor + mask, fill, filling), -1) @ value</pre>
     *
     * @param headsInner whether the memory of a result of four dimensions has the heads inside the queries
     */
    @Operator("sconce::attention(Tensor query, Tensor key_t, Tensor value, Tensor? mask, Tensor? fill, float filling,"
            + " float scale, float divisor, bool heads_inner, bool keeps_sizes) -> Tensor")
    static Tensor attention(
            Tensor query,
            Tensor keyT,
            Tensor value,
            Tensor mask,
            Tensor fill,
            double filling,
            double scale,
            double divisor,
            boolean headsInner,
            boolean keepsSizes) {
        if (keepsSizes && query.dim() >= 2 && keyT.dim() >= 2) {
            checkSizes(query, keyT, mask);
            checkSizes(query, keyT, fill);
        }
        boolean both = mask != null && fill != null;
        if (!isFusible(query, keyT, value, mask, fill) || both && filling != Double.NEGATIVE_INFINITY) {
            return stepByStep(query, keyT, value, mask, fill, filling, scale, divisor);
        }
        Tensor added = both ? SelectionOps.maskedFill(mask, fill, Scalar.of(filling), (Tensor) null) : mask;
        Scores scores = new Scores(
                scale / divisor,
                added == null ? fill : added,
                added != null ? Masking.ADD : fill != null ? Masking.FILL : Masking.NONE,
                filling,
                false,
                true);
        Tensor key = DimensionOps.transpose(keyT, -2, -1);
        return attend(query, key, value, scores, false, headsInner ? headsInner(query, key, value) : null);
    }

    /** An uninitialised result; null where it has not four dimensions. */
    private static Tensor headsInner(Tensor query, Tensor key, Tensor value) {
        int rank = Math.max(query.dim(), Math.max(key.dim(), value.dim()));
        if (rank != 4) {
            return null;
        }
        long[] lead = TensorIterator.broadcast(
                leading(query, rank), TensorIterator.broadcast(leading(key, rank), leading(value, rank)));
        Tensor swapped = Tensor.empty(query.dtype(), lead[0], query.size(-2), lead[1], value.size(-1));
        return DimensionOps.transpose(swapped, 1, 2);
    }

    /** Refuses a mask in place that would give the scores larger sizes. */
    private static void checkSizes(Tensor query, Tensor keyT, Tensor mask) {
        if (mask != null) {
            int rank = Math.max(query.dim(), keyT.dim());
            long[] lead = TensorIterator.broadcast(leading(query, rank), leading(keyT, rank));
            long[] scores = withTail(lead, query.size(-2), keyT.size(-1));
            TensorIterator.checkSizes(scores, TensorIterator.broadcast(scores, mask.sizes()));
        }
    }

    private static boolean isFusible(Tensor query, Tensor keyT, Tensor value, Tensor mask, Tensor fill) {
        if (query.dim() < 2 || keyT.dim() < 2 || value.dim() < 2 || !Gemm.isDirect(query.dtype())) {
            return false;
        }
        boolean fits = keyT.dtype() == query.dtype()
                && value.dtype() == query.dtype()
                && query.size(-1) == keyT.size(-2)
                && keyT.size(-1) == value.size(-2)
                && query.numel() * keyT.numel() * value.numel() > 0;
        if (!fits) {
            return false;
        }
        int rank = Math.max(query.dim(), Math.max(keyT.dim(), value.dim()));
        long[] lead = TensorIterator.broadcast(
                leading(query, rank), TensorIterator.broadcast(leading(keyT, rank), leading(value, rank)));
        long[] sizes = withTail(lead, query.size(-2), keyT.size(-1));
        return (mask == null || mask.dtype() == query.dtype() && isWithin(mask, sizes))
                && (fill == null || fill.dtype() == DType.BOOL && isWithin(fill, sizes));
    }

    /** Whether broadcasting with the mask leaves these sizes as they are. */
    private static boolean isWithin(Tensor mask, long[] sizes) {
        return mask.dim() <= sizes.length && Arrays.equals(TensorIterator.broadcast(sizes, mask.sizes()), sizes);
    }

    private static Tensor stepByStep(
            Tensor query,
            Tensor keyT,
            Tensor value,
            Tensor mask,
            Tensor fill,
            double filling,
            double scale,
            double divisor) {
        Tensor scores = LinearAlgebraOps.matmul(query, keyT, null);
        scores = scale == 1 ? scores : ArithmeticOps.mul(scores, Scalar.of(scale), null);
        scores = divisor == 1 ? scores : ArithmeticOps.div(scores, Scalar.of(divisor), null);
        scores = mask == null ? scores : ArithmeticOps.add(scores, mask, Scalar.of(1L), null);
        scores = fill == null ? scores : SelectionOps.maskedFill(scores, fill, Scalar.of(filling), (Tensor) null);
        return LinearAlgebraOps.matmul(SoftmaxOps.softmax(scores, -1, (DType) null, null), value, null);
    }

    /**
     * A mask of scores by windows, [1 or batch / windows, windows, heads, queries, keys], as one of scores [batch, heads, queries, keys].
     *
     * @param query its first size is the batch
     */
    @Operator("sconce::window_mask(Tensor mask, Tensor query) -> Tensor")
    static Tensor windowMask(Tensor mask, Tensor query) {
        long windows = mask.dim() == 5 ? mask.sizes()[1] : 0;
        if (windows == 0 || query.dim() != 4 || query.sizes()[0] % windows != 0) {
            throw Checks.error(
                    "a mask %s by windows does not fit to attention of queries %s", mask.sizes(), query.sizes());
        }
        long[] sizes = mask.shape();
        sizes[0] = query.sizes()[0] / windows;
        Tensor all = ViewOps.expand(mask, sizes, false);
        return ViewOps.reshape(all, new long[] {query.sizes()[0], sizes[2], sizes[3], sizes[4]});
    }

    private static boolean lastIsDense(Tensor tensor) {
        return tensor.strides()[tensor.dim() - 1] == 1;
    }

    private static void check(Tensor query, Tensor key, Tensor value, Tensor mask, boolean causal) {
        if (query.dim() < 2 || key.dim() < 2 || value.dim() < 2) {
            throw Checks.error(
                    "scaled_dot_product_attention: Expected query, key, and value to be at least 2 dimensional,"
                            + " but got %s, %s,"
                            + " %s",
                    query.sizes(), key.sizes(), value.sizes());
        }
        if (query.dtype() != key.dtype() || query.dtype() != value.dtype()) {
            throw Checks.error(
                    "Expected query, key, and value to have the same dtype, but got query.dtype: %s key.dtype: %s and"
                            + " value.dtype: %s instead.",
                    query.dtype(), key.dtype(), value.dtype());
        }
        Checks.floating("scaled_dot_product_attention", query);
        if (query.size(-1) != key.size(-1) || key.size(-2) != value.size(-2)) {
            throw Checks.error(
                    "scaled_dot_product_attention: query %s, key %s and value %s do not fit together",
                    query.sizes(), key.sizes(), value.sizes());
        }
        if (mask != null && mask.dim() < 2 && query.dim() == 4 && query.numel() > 0 && key.numel() > 0) {
            throw Checks.error(
                    "scaled_dot_product_attention: Expected attn_mask to be at least 2 dimensional where query is 4"
                            + " dimensional, but got %s and %s",
                    mask.sizes(), query.sizes());
        }
        if (mask != null && causal) {
            throw Checks.error(
                    "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
        }
        if (mask != null && mask.dtype() != DType.BOOL && mask.dtype() != query.dtype()) {
            throw Checks.error(
                    "Expected attn_mask dtype to be bool or to match query dtype, but got attn_mask.dtype: %s and"
                            + " query.dtype:"
                            + " %s instead.",
                    mask.dtype(), query.dtype());
        }
    }

    /** Step by step, since the weights have to be there to be dropped. */
    private static Tensor withDropout(
            Tensor query,
            Tensor key,
            Tensor value,
            Tensor mask,
            double dropoutP,
            boolean causal,
            Double scale,
            boolean grouped) {
        Tensor k = key;
        Tensor v = value;
        if (grouped && query.dim() >= 3) {
            k = RearrangeOps.repeatInterleave(key, query.size(-3) / key.size(-3), -3L, null);
            v = RearrangeOps.repeatInterleave(value, query.size(-3) / value.size(-3), -3L, null);
        }
        Tensor weights = DropoutOps.dropout(
                SoftmaxOps.softmax(scores(query, k, mask, causal, scale), -1, null, null), dropoutP, true, null);
        return LinearAlgebraOps.matmul(weights, v, null);
    }

    /** The sizes before the last two of {@code rank} dimensions. */
    private static long[] leading(Tensor tensor, int rank) {
        long[] lead = new long[rank - 2];
        Arrays.fill(lead, 1);
        System.arraycopy(tensor.sizes(), 0, lead, rank - tensor.dim(), tensor.dim() - 2);
        return lead;
    }

    private static long[] withTail(long[] lead, long rows, long columns) {
        long[] sizes = Arrays.copyOf(lead, lead.length + 2);
        sizes[lead.length] = rows;
        sizes[lead.length + 1] = columns;
        return sizes;
    }

    /**
     * As [batch, heads, rows, columns]: the last leading dimension are the heads. Copies only where more than four
     * cannot be folded.
     */
    private static Tensor fourDims(Tensor tensor, long[] lead) {
        Tensor full = ViewOps.expand(tensor, withTail(lead, tensor.size(-2), tensor.size(-1)), false);
        if (lead.length == 2) {
            return full;
        }
        long heads = lead.length == 0 ? 1 : lead[lead.length - 1];
        long batch = 1;
        for (int i = 0; i < lead.length - 1; i++) {
            batch *= lead[i];
        }
        return ViewOps.reshape(full, new long[] {batch, heads, tensor.size(-2), tensor.size(-1)});
    }
}

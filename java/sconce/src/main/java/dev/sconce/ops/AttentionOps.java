package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
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
        if (query.dtype().itemSize() == 2) {
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
        Tensor mask = attnMask == null ? null : fourDims(ViewOps.expand(attnMask, withTail(lead, l, s), false), lead);
        Tensor out = Tensor.empty(query.dtype(), q.sizes()[0], q.sizes()[1], l, v.size(-1));
        if (out.numel() > 0) {
            double factor = scale == null ? 1 / Math.sqrt(query.size(-1)) : scale;
            KernelCall call = SDPA.call()
                    .dtype(query.dtype())
                    .write(out)
                    .read(q)
                    .read(k)
                    .read(v)
                    .readOrNull(mask)
                    .i64(mask == null ? 0 : mask.dtype() == DType.BOOL ? 2 : 1)
                    .bool(isCausal)
                    .f64(factor)
                    .i64s(q.sizes()[0], q.sizes()[1], k.sizes()[1], l, s, q.size(-1), v.size(-1))
                    .i64s(out.strides()[0], out.strides()[1], out.strides()[2])
                    .i64s(q.strides())
                    .i64s(k.strides())
                    .i64s(v.strides());
            call.i64s(mask == null ? new long[4] : mask.strides()).run();
        }
        return ViewOps.view(out, withTail(lead, l, value.size(-1)));
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
        double factor = scale == null ? 1 / Math.sqrt(query.size(-1)) : scale;
        Tensor scaled = ArithmeticOps.mul(query, Scalar.of(factor), null);
        Tensor scores = LinearAlgebraOps.matmul(scaled, DimensionOps.transpose(k, -2, -1), null);
        Tensor allowed = causal ? SequenceOps.lowerTriangle(query.size(-2), key.size(-2), 0) : mask;
        if (allowed != null) {
            scores = allowed.dtype() == DType.BOOL
                    ? SelectionOps.maskedFill(
                            scores,
                            ComparisonOps.logicalNot(allowed, null),
                            Scalar.of(Double.NEGATIVE_INFINITY),
                            (Tensor) null)
                    : ArithmeticOps.add(scores, allowed, Scalar.of(1L), null);
        }
        Tensor weights = DropoutOps.dropout(SoftmaxOps.softmax(scores, -1, null, null), dropoutP, true, null);
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

package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Reductions of runs of different lengths along one dimension. */
final class SegmentOps {
    private SegmentOps() {}

    @Operator(
            "aten::segment_reduce(Tensor data, str reduce, *, Tensor? lengths=None, Tensor? indices=None, Tensor? offsets=None, int axis=0, bool unsafe=False, Scalar? initial=None) -> Tensor")
    @Operator(
            "aten::segment_reduce.out(Tensor data, str reduce, *, Tensor? lengths=None, Tensor? indices=None, Tensor? offsets=None, int axis=0, bool unsafe=False, Scalar? initial=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor segmentReduce(
            Tensor data,
            String reduce,
            Tensor lengths,
            Tensor indices,
            Tensor offsets,
            long axis,
            boolean unsafe,
            Scalar initial,
            Tensor out) {
        if (lengths == null && offsets == null) {
            throw Checks.error("segment_reduce(): Either lengths or offsets must be defined.");
        }
        if (indices != null) {
            throw Checks.error("segment_reduce(): indices based reduction is not supported yet.");
        }
        Checks.floating("segment_reduce", data);
        int d = data.someDim(axis);
        boolean byOffsets = offsets != null;
        Tensor given = byOffsets ? offsets : lengths;
        String name = byOffsets ? "offsets" : "lengths";
        Checks.dtypeIs("segment_reduce", name, given, DType.INT64, DType.INT32);
        if (given.dim() != d + 1) {
            throw Checks.error(
                    "segment_reduce(): Expected axis to be the last dimension of %s but got %s, %s being of sizes %s",
                    name, axis, name, given.sizes());
        }
        if (!Arrays.equals(given.sizes(), 0, d, data.sizes(), 0, d)) {
            throw Checks.error(
                    "segment_reduce(): Expected the leading dimensions of data and %s to match, but got sizes %s and %s",
                    name, data.sizes(), given.sizes());
        }
        int segments = (int) given.size(-1) - (byOffsets ? 1 : 0);
        if (segments < 0 || given.numel() == 0 && !unsafe) {
            throw Checks.error(
                    "segment_reduce(): Expected %s of at least one segment, got sizes %s", name, given.sizes());
        }
        long[] ends = ends(lengths, offsets);
        long batch = Tensor.numel(Arrays.copyOf(data.sizes(), d));
        long inner = Tensor.numel(Arrays.copyOfRange(data.sizes(), d + 1, data.dim()));
        Tensor rows = ViewOps.reshape(data, new long[] {batch, data.sizes()[d], inner});
        Tensor result = Tensor.empty(data.dtype(), batch, segments, inner);
        for (int b = 0; b < batch; b++) {
            if (!byOffsets && !unsafe && ends[(b + 1) * (segments + 1) - 1] != data.sizes()[d]) {
                throw Checks.error(
                        "segment_reduce(): Expected all rows of lengths along axis to sum to data.size(%s), which is %s,"
                                + " but got %s",
                        d, data.sizes()[d], ends[(b + 1) * (segments + 1) - 1]);
            }
            Tensor row = DimensionOps.select(rows, 0, b);
            for (int s = 0; s < segments; s++) {
                long from = ends[b * (segments + 1) + s];
                long to = ends[b * (segments + 1) + s + 1];
                if (from < 0 || to < from || to > data.sizes()[d]) {
                    throw Checks.error(
                            "segment_reduce(): segment %s is [%s, %s) of a dimension of size %s",
                            s, from, to, data.sizes()[d]);
                }
                Tensor segment = DimensionOps.narrow(row, 0, from, to - from);
                Tensor place = DimensionOps.select(DimensionOps.select(result, 0, b), 0, s);
                TensorIterator.copy(place, reduced(reduce, segment, initial));
            }
        }
        long[] shape = data.shape();
        shape[d] = segments;
        return Out.into(out, ViewOps.view(result, shape));
    }

    /** For each batch the positions where segments begin, and the last one's end. */
    private static long[] ends(Tensor lengths, Tensor offsets) {
        if (offsets != null) {
            return Elements.longs(offsets);
        }
        Tensor ends = ScanOps.cumsum(lengths, -1, DType.INT64, null);
        return Elements.longs(PaddingOps.constantPad(ends, new long[] {1, 0}, Scalar.of(0L), null));
    }

    private static Tensor reduced(String reduce, Tensor segment, Scalar initial) {
        long[] first = {0};
        long count = segment.sizes()[0];
        double neutral =
                switch (reduce) {
                    case "sum", "mean" -> 0;
                    case "prod" -> 1;
                    case "max", "amax" -> Double.NEGATIVE_INFINITY;
                    case "min", "amin" -> Double.POSITIVE_INFINITY;
                    default ->
                        throw Checks.error(
                                "segment_reduce(): expected reduce to be sum, mean, prod, max or min, got %s", reduce);
                };
        if (count == 0 && initial == null && reduce.equals("mean")) {
            neutral = Double.NaN;
        }
        Scalar start = initial == null ? Scalar.of(neutral) : initial;
        if (count == 0) {
            return Elements.of(start, segment.dtype());
        }
        return switch (reduce) {
            case "prod" -> ArithmeticOps.mul(ReductionOps.prod(segment, 0, false, null, null), start, null);
            case "max", "amax" ->
                BinaryOps.maximum(
                        ReductionOps.amax(segment, first, false, null), Elements.of(start, segment.dtype()), null);
            case "min", "amin" ->
                BinaryOps.minimum(
                        ReductionOps.amin(segment, first, false, null), Elements.of(start, segment.dtype()), null);
            default -> {
                Tensor sum = ArithmeticOps.add(
                        ReductionOps.sum(segment, first, false, null, null), start, Scalar.of(1L), null);
                yield reduce.equals("mean") ? ArithmeticOps.div(sum, Scalar.of(count), (Tensor) null) : sum;
            }
        };
    }
}

package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Searching and counting values: sorted sequences, unique values, histograms, quantiles. */
final class SearchOps {
    private SearchOps() {}

    private static final Kernel SEARCHSORTED = Kernel.of("searchsorted");
    private static final Kernel UNIQUE = Kernel.of("unique");
    private static final Kernel UNIQUE_CONSECUTIVE = Kernel.of("unique_consecutive");
    private static final Kernel UNIQUE_ROWS = Kernel.of("unique_rows");
    private static final Kernel BINCOUNT = Kernel.of("bincount");
    private static final Kernel HISTC = Kernel.of("histc");

    // --- sorted sequences

    private static Tensor search(Tensor sequence, Tensor values, boolean outInt32, boolean right, Tensor sorter) {
        boolean one = sequence.dim() == 1;
        if (!one && values.dim() == 0) {
            throw Checks.error(
                    "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we"
                            + " got boundaries tensor %s",
                    sequence.sizes());
        }
        if (!one
                && (sequence.dim() != values.dim()
                        || !Arrays.equals(
                                Arrays.copyOf(sequence.sizes(), sequence.dim() - 1),
                                Arrays.copyOf(values.sizes(), values.dim() - 1)))) {
            throw Checks.error(
                    "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of"
                            + " boundaries"
                            + " tensor and input value tensor must match, but got boundaries tensor %s and input"
                            + " value tensor %s",
                    sequence.sizes(), values.sizes());
        }
        DType common = new TypePromotion().add(sequence).add(values).result();
        Tensor in = Out.contiguous(ConversionOps.to(values, common, false, null));
        Tensor sorted = Out.contiguous(ConversionOps.to(sequence, common, false, null));
        Tensor out = Tensor.empty(outInt32 ? DType.INT32 : DType.INT64, values.sizes());
        if (out.numel() > 0) {
            long perSequence = sequence.dim() == 0 ? 1 : sequence.size(-1);
            long rows = one ? 1 : in.numel() / in.size(-1);
            SEARCHSORTED
                    .call()
                    .dtype(common)
                    .dtype(out.dtype())
                    .write(out)
                    .read(in)
                    .read(sorted)
                    .readOrNull(Out.contiguous(sorter))
                    .i64(rows)
                    .i64(in.numel() / rows)
                    .i64(perSequence)
                    .bool(one)
                    .bool(right)
                    .run();
        }
        return out;
    }

    @Operator("aten::searchsorted.Tensor(Tensor sorted_sequence, Tensor self, *, bool out_int32=False, bool"
            + " right=False, str? side=None,"
            + " Tensor? sorter=None) -> Tensor")
    static Tensor searchsorted(
            Tensor sortedSequence, Tensor self, boolean outInt32, boolean right, String side, Tensor sorter) {
        if (right && "left".equals(side)) {
            throw Checks.error(
                    "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True");
        }
        if (side != null && !side.equals("left") && !side.equals("right")) {
            throw Checks.error("torch.searchsorted(): side can only be 'left' or 'right' but got %s", side);
        }
        if (sorter != null && (!TensorInfoOps.isSameSize(sorter, sortedSequence) || sorter.dtype() != DType.INT64)) {
            throw Checks.error(
                    "torch.searchsorted(): sorter must be of int64 and of the boundaries' sizes %s, got %s",
                    sortedSequence.sizes(), sorter);
        }
        return search(sortedSequence, self, outInt32, right || "right".equals(side), sorter);
    }

    @Operator("aten::searchsorted.Scalar(Tensor sorted_sequence, Scalar self, *, bool out_int32=False, bool"
            + " right=False, str? side=None,"
            + " Tensor? sorter=None) -> Tensor")
    static Tensor searchsorted(
            Tensor sortedSequence, Scalar self, boolean outInt32, boolean right, String side, Tensor sorter) {
        Tensor value = PrimOps.numToTensor(self).asWrappedNumber();
        return searchsorted(sortedSequence, value, outInt32, right, side, sorter);
    }

    @Operator("aten::bucketize.Tensor(Tensor self, Tensor boundaries, *, bool out_int32=False, bool right=False) ->"
            + " Tensor")
    static Tensor bucketize(Tensor self, Tensor boundaries, boolean outInt32, boolean right) {
        Checks.rank("bucketize", "boundaries", boundaries, 1);
        return search(boundaries, self, outInt32, right, null);
    }

    @Operator("aten::bucketize.Scalar(Scalar self, Tensor boundaries, *, bool out_int32=False, bool right=False) ->"
            + " Tensor")
    static Tensor bucketize(Scalar self, Tensor boundaries, boolean outInt32, boolean right) {
        return bucketize(PrimOps.numToTensor(self).asWrappedNumber(), boundaries, outInt32, right);
    }

    @Operator("aten::isin.Tensor_Tensor(Tensor elements, Tensor test_elements, *, bool assume_unique=False, bool"
            + " invert=False) -> Tensor")
    static Tensor isin(Tensor elements, Tensor testElements, boolean assumeUnique, boolean invert) {
        Tensor tests = ViewOps.reshape(testElements, new long[] {-1});
        Tensor equal = ComparisonOps.eq(DimensionOps.unsqueeze(elements, -1), tests, null);
        Tensor found = ReductionOps.any(equal, -1, false, null);
        return invert ? ComparisonOps.logicalNot(found, null) : found;
    }

    @Operator("aten::isin.Tensor_Scalar(Tensor elements, Scalar test_element, *, bool assume_unique=False, bool"
            + " invert=False) -> Tensor")
    static Tensor isin(Tensor elements, Scalar testElement, boolean assumeUnique, boolean invert) {
        return invert ? ComparisonOps.ne(elements, testElement, null) : ComparisonOps.eq(elements, testElement, null);
    }

    @Operator("aten::isin.Scalar_Tensor(Scalar element, Tensor test_elements, *, bool assume_unique=False, bool"
            + " invert=False) -> Tensor")
    static Tensor isin(Scalar element, Tensor testElements, boolean assumeUnique, boolean invert) {
        Tensor found = ReductionOps.any(ComparisonOps.eq(testElements, element, null), null);
        return invert ? ComparisonOps.logicalNot(found, null) : found;
    }

    // --- unique values

    private static Tensor[] unique(Kernel kernel, Tensor self, boolean returnInverse, boolean returnCounts) {
        Tensor in = Out.contiguous(self);
        long n = in.numel();
        Tensor values = Tensor.empty(self.dtype(), n);
        Tensor inverse = returnInverse ? Tensor.empty(DType.INT64, self.sizes()) : null;
        Tensor counts = returnCounts ? Tensor.empty(DType.INT64, n) : null;
        Tensor found = Tensor.empty(DType.INT64, 1);
        kernel.call()
                .dtype(self.dtype())
                .write(values)
                .writeOrNull(inverse)
                .writeOrNull(counts)
                .write(found)
                .read(in)
                .i64(n)
                .run();
        long count = Elements.toLong(found);
        return new Tensor[] {shortened(values, count), orEmpty(inverse), orEmpty(shortened(counts, count))};
    }

    private static Tensor shortened(Tensor tensor, long count) {
        return tensor == null ? null : DimensionOps.narrow(tensor, 0, 0, count);
    }

    private static Tensor orEmpty(Tensor tensor) {
        return tensor == null ? Tensor.empty(DType.INT64, 0) : tensor;
    }

    @Operator("aten::_unique2(Tensor self, bool sorted=True, bool return_inverse=False, bool return_counts=False) ->"
            + " (Tensor, Tensor,"
            + " Tensor)")
    static Tensor[] unique2(Tensor self, boolean sorted, boolean returnInverse, boolean returnCounts) {
        return unique(UNIQUE, self, returnInverse, returnCounts);
    }

    @Operator("aten::_unique(Tensor self, bool sorted=True, bool return_inverse=False) -> (Tensor, Tensor)")
    static Tensor[] unique(Tensor self, boolean sorted, boolean returnInverse) {
        return Arrays.copyOf(unique(UNIQUE, self, returnInverse, false), 2);
    }

    @Operator("aten::unique_consecutive(Tensor self, bool return_inverse=False, bool return_counts=False, int?"
            + " dim=None) -> (Tensor,"
            + " Tensor, Tensor)")
    static Tensor[] uniqueConsecutive(Tensor self, boolean returnInverse, boolean returnCounts, Long dim) {
        return dim == null
                ? unique(UNIQUE_CONSECUTIVE, self, returnInverse, returnCounts)
                : slices(self, dim, returnInverse, returnCounts, true);
    }

    @Operator("aten::unique_dim(Tensor self, int dim, bool sorted=True, bool return_inverse=False, bool"
            + " return_counts=False) -> (Tensor,"
            + " Tensor, Tensor)")
    static Tensor[] uniqueDim(Tensor self, long dim, boolean sorted, boolean returnInverse, boolean returnCounts) {
        return slices(self, dim, returnInverse, returnCounts, false);
    }

    @Operator("aten::unique_dim_consecutive(Tensor self, int dim, bool return_inverse=False, bool"
            + " return_counts=False) -> (Tensor, Tensor,"
            + " Tensor)")
    static Tensor[] uniqueDimConsecutive(Tensor self, long dim, boolean returnInverse, boolean returnCounts) {
        return slices(self, dim, returnInverse, returnCounts, true);
    }

    private static Tensor[] slices(
            Tensor self, long dim, boolean returnInverse, boolean returnCounts, boolean consecutive) {
        int d = self.wrapDim(dim);
        if (self.dim() == 0) {
            throw Checks.error("Dimension specified as %s but tensor has no dimensions", dim);
        }
        if (self.numel() == 0) {
            if (self.sizes()[d] != 0
                    || Arrays.stream(self.sizes()).filter(size -> size == 0).count() > 1) {
                throw Checks.error(
                        "unique cannot be applied along dimension %s: another one has size 0 in sizes %s",
                        dim, self.sizes());
            }
            Tensor nothing = Tensor.empty(DType.INT64, 0);
            return new Tensor[] {Tensor.empty(self.dtype(), self.sizes()), nothing, nothing};
        }
        Tensor rows = Out.contiguous(DimensionOps.movedim(self, d, 0));
        long n = rows.sizes()[0];
        Tensor order = Tensor.empty(DType.INT64, n);
        Tensor inverse = returnInverse ? Tensor.empty(DType.INT64, n) : null;
        Tensor counts = returnCounts ? Tensor.empty(DType.INT64, n) : null;
        Tensor found = Tensor.empty(DType.INT64, 1);
        UNIQUE_ROWS
                .call()
                .dtype(self.dtype())
                .write(order)
                .writeOrNull(inverse)
                .writeOrNull(counts)
                .write(found)
                .read(rows)
                .i64(n)
                .i64(rows.numel() / n)
                .bool(consecutive)
                .run();
        long count = Elements.toLong(found);
        Tensor result = ScatterOps.indexSelect(self, d, shortened(order, count), null);
        return new Tensor[] {result, orEmpty(inverse), orEmpty(shortened(counts, count))};
    }

    // --- histograms

    @Operator("aten::bincount(Tensor self, Tensor? weights=None, SymInt minlength=0) -> Tensor")
    static Tensor bincount(Tensor self, Tensor weights, long minlength) {
        if (minlength < 0) {
            throw new OperatorException("minlength should be >= 0");
        }
        if (self.dim() != 1 || !self.dtype().isIntegral(false)) {
            throw Checks.error("bincount only supports 1-d non-negative integral inputs, got %s", self);
        }
        if (weights != null && weights.numel() != self.numel()) {
            throw Checks.error(
                    "weights should be 1-d and have the same length as input, got %s and %s",
                    weights.sizes(), self.sizes());
        }
        if (self.numel() == 0) {
            return Elements.zero(Tensor.empty(DType.INT64, minlength));
        }
        Tensor in = Out.contiguous(ConversionOps.to(self, DType.INT64, false, null));
        if (Elements.toLong(ReductionOps.min(in, (Tensor) null)) < 0) {
            throw new OperatorException("bincount only supports 1-d non-negative integral inputs.");
        }
        long bins = Math.max(minlength, Elements.toLong(ReductionOps.max(in, (Tensor) null)) + 1);
        DType weightType =
                weights == null ? DType.INT64 : weights.dtype() == DType.FLOAT32 ? DType.FLOAT32 : DType.FLOAT64;
        Tensor scaled = weights == null ? null : Out.contiguous(ConversionOps.to(weights, weightType, false, null));
        Tensor out = Tensor.empty(weightType, bins);
        BINCOUNT.call()
                .dtype(DType.INT64)
                .dtype(weightType)
                .write(out)
                .read(in)
                .readOrNull(scaled)
                .i64(in.numel())
                .i64(bins)
                .f64(0)
                .f64(0)
                .run();
        return out;
    }

    @Operator("aten::histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0) -> Tensor")
    static Tensor histc(Tensor self, long bins, Scalar min, Scalar max) {
        if (bins <= 0) {
            throw new OperatorException("torch.histc: bins must be > 0");
        }
        Checks.floating("histc", self);
        double low = min.to(self.dtype()).toDouble();
        double high = max.to(self.dtype()).toDouble();
        if (low == high && self.numel() > 0) {
            low = Elements.toDouble(ReductionOps.min(self, (Tensor) null));
            high = Elements.toDouble(ReductionOps.max(self, (Tensor) null));
        }
        if (low == high) {
            low -= 1;
            high += 1;
        }
        if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw Checks.error("torch.histc: max must be larger than min and both finite, got [%s, %s]", low, high);
        }
        if (HalfPrecision.is(self.dtype())) {
            Tensor counts = histc(positions(self, bins, low, high), bins, 0, bins);
            return TensorIterator.cast(counts, self.dtype());
        }
        return histc(self, bins, low, high);
    }

    /** Where numbers of half precision stand among the bins, in 0..bins, rounded after each step as PyTorch does; NaN outside. */
    private static Tensor positions(Tensor self, long bins, double low, double high) {
        Tensor above = ArithmeticOps.sub(self, Scalar.of(low), Scalar.of(1L), null);
        Tensor scaled = ArithmeticOps.mul(above, Elements.of(Scalar.of(bins), self.dtype()), null);
        Tensor width =
                ArithmeticOps.sub(Elements.of(Scalar.of(high), self.dtype()), Scalar.of(low), Scalar.of(1L), null);
        Tensor places = TensorIterator.cast(ArithmeticOps.div(scaled, width, (Tensor) null), DType.FLOAT32);
        Tensor outside = ComparisonOps.logicalOr(
                ComparisonOps.lt(self, Scalar.of(low), null), ComparisonOps.gt(self, Scalar.of(high), null), null);
        return SelectionOps.maskedFill(places, outside, Scalar.of(Double.NaN), null);
    }

    private static Tensor histc(Tensor self, long bins, double low, double high) {
        Tensor in = Out.contiguous(self);
        Tensor out = Tensor.empty(self.dtype(), bins);
        HISTC.call()
                .dtype(self.dtype())
                .dtype(self.dtype())
                .write(out)
                .read(in)
                .readOrNull(null)
                .i64(in.numel())
                .i64(bins)
                .f64(low)
                .f64(high)
                .run();
        return out;
    }

    // --- quantiles

    @Operator("aten::quantile(Tensor self, Tensor q, int? dim=None, bool keepdim=False, *, str"
            + " interpolation=\"linear\") -> Tensor")
    static Tensor quantile(Tensor self, Tensor q, Long dim, boolean keepdim, String interpolation) {
        return quantile("quantile", self, q, dim, keepdim, interpolation, false);
    }

    @Operator("aten::quantile.scalar(Tensor self, float q, int? dim=None, bool keepdim=False, *, str"
            + " interpolation=\"linear\") -> Tensor")
    static Tensor quantile(Tensor self, double q, Long dim, boolean keepdim, String interpolation) {
        return quantile(self, Elements.of(Scalar.of(q), self.dtype()), dim, keepdim, interpolation);
    }

    @Operator("aten::nanquantile(Tensor self, Tensor q, int? dim=None, bool keepdim=False, *, str"
            + " interpolation=\"linear\") -> Tensor")
    static Tensor nanquantile(Tensor self, Tensor q, Long dim, boolean keepdim, String interpolation) {
        return quantile("nanquantile", self, q, dim, keepdim, interpolation, true);
    }

    @Operator("aten::nanquantile.scalar(Tensor self, float q, int? dim=None, bool keepdim=False, *, str"
            + " interpolation=\"linear\") -> Tensor")
    static Tensor nanquantile(Tensor self, double q, Long dim, boolean keepdim, String interpolation) {
        return nanquantile(self, Elements.of(Scalar.of(q), self.dtype()), dim, keepdim, interpolation);
    }

    private static Tensor quantile(
            String operator,
            Tensor self,
            Tensor q,
            Long dim,
            boolean keepdim,
            String interpolation,
            boolean ignoreNan) {
        if (self.numel() == 0 || !(self.dtype() == DType.FLOAT32 || self.dtype() == DType.FLOAT64)) {
            throw Checks.error(
                    "%s() input tensor must be either float or double dtype and not empty, got %s", operator, self);
        }
        if (q.dim() > 1 || q.dtype() != self.dtype()) {
            throw Checks.error(
                    "%s() q must be a scalar or 1D tensor of the same dtype as the input tensor, got %s", operator, q);
        }
        int d = dim == null ? 0 : self.wrapDim(dim);
        Tensor flat = dim == null ? ViewOps.reshape(self, new long[] {-1}) : DimensionOps.atLeast1d(self);
        // [..., n], sorted: NaN come last.
        Tensor sorted = SortOps.sort(DimensionOps.movedim(flat, d, -1), true, -1, false, null)[0];
        Tensor missing = ComparisonOps.isnan(sorted, null);
        Tensor points = DimensionOps.atLeast1d(q);
        long n = sorted.size(-1);
        Tensor ranks;
        if (ignoreNan) {
            Tensor present =
                    ReductionOps.sum(ComparisonOps.logicalNot(missing, null), new long[] {-1}, true, null, null);
            Tensor last = SelectionOps.clampMin(
                    ArithmeticOps.sub(present, Scalar.of(1L), Scalar.of(1L), null), Scalar.of(0L), null);
            ranks = ArithmeticOps.mul(points, last, null);
        } else {
            Tensor all = ReductionOps.any(missing, -1, true, null);
            long[] shape = Arrays.copyOf(sorted.sizes(), sorted.dim());
            shape[sorted.dim() - 1] = points.numel();
            Tensor plain = ViewOps.expand(ArithmeticOps.mul(points, Scalar.of((double) (n - 1)), null), shape, false);
            ranks = SelectionOps.maskedFill(plain, all, Scalar.of((double) (n - 1)), null);
        }
        ranks = switch (interpolation) {
            case "lower" -> NumericOps.floor(ranks, null);
            case "higher" -> NumericOps.ceil(ranks, null);
            case "nearest" -> NumericOps.round(ranks, (Tensor) null);
            case "linear", "midpoint" -> ranks;
            default ->
                throw Checks.error(
                        "%s() interpolation must be one of linear, lower, higher, midpoint or nearest, but got %s",
                        operator, interpolation);
        };
        Tensor below = TensorIterator.cast(ranks, DType.INT64);
        Tensor result = ScatterOps.gather(sorted, -1, below, false, null);
        if (interpolation.equals("linear") || interpolation.equals("midpoint")) {
            Tensor above = TensorIterator.cast(NumericOps.ceil(ranks, null), DType.INT64);
            Tensor upper = ScatterOps.gather(sorted, -1, above, false, null);
            Tensor weight = interpolation.equals("midpoint")
                    ? Elements.of(Scalar.of(0.5), self.dtype())
                    : ArithmeticOps.sub(ranks, TensorIterator.cast(below, ranks.dtype()), Scalar.of(1L), null);
            result = SelectionOps.lerp(result, upper, weight, null);
        }
        // The quantiles come first, as a dimension where q has one.
        Tensor front = DimensionOps.movedim(result, -1, 0);
        if (keepdim) {
            if (dim == null || self.dim() == 0) {
                long[] ones = new long[self.dim() + 1];
                Arrays.fill(ones, 1);
                ones[0] = points.numel();
                front = ViewOps.reshape(front, ones);
            } else {
                front = DimensionOps.unsqueeze(front, d + 1);
            }
        }
        return q.dim() == 0 ? DimensionOps.select(front, 0, 0) : front;
    }
}

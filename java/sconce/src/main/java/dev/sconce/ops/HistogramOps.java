package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Histograms over bins of any width, of points of one or more dimensions. */
final class HistogramOps {
    private HistogramOps() {}

    private static final Scalar ONE = Scalar.of(1L);

    @Operator(
            "aten::histogram.bins_tensor(Tensor self, Tensor bins, *, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)")
    @Operator(
            "aten::histogram.bins_tensor_out(Tensor self, Tensor bins, *, Tensor? weight=None, bool density=False, Tensor(a!) hist, Tensor(b!) bin_edges) -> (Tensor(a!) hist, Tensor(b!) bin_edges)")
    static Tensor[] histogram(Tensor self, Tensor bins, Tensor weight, boolean density, Tensor[] outs) {
        return Out.into(outs, count(points(self), new Tensor[] {bins}, flat(self, weight), density), bins);
    }

    @Operator(
            "aten::histogram.bin_ct(Tensor self, int bins=100, *, float[]? range=None, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)")
    @Operator(
            "aten::histogram.bin_ct_out(Tensor self, int bins=100, *, float[]? range=None, Tensor? weight=None, bool density=False, Tensor(a!) hist, Tensor(b!) bin_edges) -> (Tensor(a!) hist, Tensor(b!) bin_edges)")
    static Tensor[] histogram(Tensor self, long bins, double[] range, Tensor weight, boolean density, Tensor[] outs) {
        Tensor points = points(self);
        Tensor[] edges = edges(points, new long[] {bins}, range);
        return Out.into(outs, count(points, edges, flat(self, weight), density), edges[0]);
    }

    @Operator(
            "aten::histogramdd(Tensor self, int[] bins, float[]? range=None, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor[] bin_edges)")
    static Object[] histogramdd(Tensor self, long[] bins, double[] range, Tensor weight, boolean density) {
        Tensor[] edges = edges(rows(self), bins, range);
        return new Object[] {count(rows(self), edges, perRow(self, weight), density), Convert.from(edges)};
    }

    @Operator(
            "aten::histogramdd.int_bins(Tensor self, int bins, float[]? range=None, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor[] bin_edges)")
    static Object[] histogramdd(Tensor self, long bins, double[] range, Tensor weight, boolean density) {
        long[] each = new long[(int) self.size(-1)];
        Arrays.fill(each, bins);
        return histogramdd(self, each, range, weight, density);
    }

    @Operator(
            "aten::histogramdd.TensorList_bins(Tensor self, Tensor[] bins, float[]? range=None, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor[] bin_edges)")
    static Object[] histogramdd(Tensor self, Tensor[] bins, double[] range, Tensor weight, boolean density) {
        return new Object[] {count(rows(self), bins, perRow(self, weight), density), Convert.from(bins)};
    }

    private static Tensor points(Tensor self) {
        return ViewOps.reshape(self, new long[] {self.numel(), 1});
    }

    private static Tensor rows(Tensor self) {
        if (self.dim() < 2) {
            throw Checks.error(
                    "torch.histogramdd: input tensor should have at least 2 dimensions, but got %s", self.dim());
        }
        return ViewOps.reshape(self, new long[] {-1, self.size(-1)});
    }

    private static Tensor flat(Tensor self, Tensor weight) {
        if (weight != null && weight.numel() != self.numel()) {
            throw Checks.error(
                    "torch.histogram: weight tensor should have as many elements as the input, but got sizes %s and %s",
                    weight.sizes(), self.sizes());
        }
        return weight == null ? null : ViewOps.reshape(weight, new long[] {-1});
    }

    private static Tensor perRow(Tensor self, Tensor weight) {
        if (weight != null && !Arrays.equals(weight.sizes(), Arrays.copyOf(self.sizes(), self.dim() - 1))) {
            throw Checks.error(
                    "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor"
                            + " excluding its innermost dimension, but got input with shape %s and weight with shape %s",
                    self.sizes(), weight.sizes());
        }
        return weight == null ? null : ViewOps.reshape(weight, new long[] {-1});
    }

    /** Even bins between the least and the largest number of each column, or in {@code range}: two numbers a column. */
    private static Tensor[] edges(Tensor points, long[] bins, double[] range) {
        Checks.floating("histogram", points);
        int columns = (int) points.size(-1);
        if (bins.length != columns || (range != null && range.length != 2 * columns)) {
            throw Checks.error(
                    "torch.histogramdd(): The size of bins must be equal to the innermost dimension of the input, and range"
                            + " should contain twice as many numbers, got %s bins for %s columns",
                    bins.length, columns);
        }
        Tensor[] edges = new Tensor[columns];
        for (int d = 0; d < columns; d++) {
            if (bins[d] <= 0) {
                throw Checks.error("torch.histogram(): bins must be > 0, but got %s for dimension %s", bins[d], d);
            }
            Tensor column = DimensionOps.select(points, 1, d);
            double low = range != null ? range[2 * d] : 0;
            double high = range != null ? range[2 * d + 1] : 1;
            if (range == null && points.numel() > 0) {
                low = Elements.toDouble(ReductionOps.min(column, (Tensor) null));
                high = Elements.toDouble(ReductionOps.max(column, (Tensor) null));
            }
            if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
                throw Checks.error(
                        "torch.histogramdd(): dimension %s's range [%s, %s] is not finite or not in order",
                        d, low, high);
            }
            if (low == high) {
                low -= 0.5;
                high += 0.5;
            }
            edges[d] = SequenceOps.linspace(
                    Scalar.of(low), Scalar.of(high), bins[d] + 1, points.dtype(), null, null, null);
        }
        return edges;
    }

    /** How many points, or how much of their weight, each bin has; the last bin of a dimension has its right edge too. */
    private static Tensor count(Tensor points, Tensor[] edges, Tensor weight, boolean density) {
        Checks.floating("histogram", points);
        long[] shape = new long[edges.length];
        Tensor cell = null;
        Tensor inside = null;
        for (int d = 0; d < edges.length; d++) {
            Checks.sameDtype("torch.histogramdd", points, edges[d]);
            Tensor column = Out.contiguous(DimensionOps.select(points, 1, d));
            Tensor sorted = Out.contiguous(edges[d]);
            shape[d] = sorted.numel() - 1;
            Tensor behind = SearchOps.searchsorted(sorted, column, false, true, null, null);
            Tensor bin = SelectionOps.clamp(
                    ArithmeticOps.sub(behind, ONE, ONE, null), Scalar.of(0L), Scalar.of(shape[d] - 1), (Tensor) null);
            Tensor fits = ComparisonOps.logicalAnd(
                    ComparisonOps.ge(column, DimensionOps.select(sorted, 0, 0), null),
                    ComparisonOps.le(column, DimensionOps.select(sorted, 0, -1), null),
                    null);
            cell = cell == null
                    ? bin
                    : ArithmeticOps.add(ArithmeticOps.mul(cell, Scalar.of(shape[d]), null), bin, ONE, null);
            inside = inside == null ? fits : ComparisonOps.logicalAnd(inside, fits, null);
        }
        Tensor ones = weight == null ? Elements.fill(Tensor.empty(points.dtype(), points.sizes()[0]), ONE) : weight;
        Tensor counted = SelectionOps.where(inside, ones, Scalar.of(0.0), null);
        Tensor sums = Elements.zero(Tensor.empty(points.dtype(), Tensor.numel(shape)));
        Tensor hist = ViewOps.view(
                ScatterOps.scatterAdd(sums, 0, cell, TensorIterator.cast(counted, points.dtype()), null), shape);
        return density ? density(hist, edges) : hist;
    }

    /** Divided by the whole and by each bin's width. */
    private static Tensor density(Tensor hist, Tensor[] edges) {
        Tensor result = ArithmeticOps.div(hist, ReductionOps.sum(hist, (DType) null, null), (Tensor) null);
        for (int d = 0; d < edges.length; d++) {
            long[] shape = new long[edges.length];
            Arrays.fill(shape, 1);
            shape[d] = edges[d].numel() - 1;
            Tensor widths = ViewOps.reshape(ScanOps.diff(edges[d], 1, -1, null, null), shape);
            result = ArithmeticOps.div(result, widths, (Tensor) null);
        }
        return result;
    }
}

package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;

/** Maximum and average pooling, with fixed windows or to a given size, of one to three dimensions. */
final class PoolingOps {
    private PoolingOps() {}

    private static final Kernel MAX_POOL = Kernel.of("max_pool");
    private static final Kernel AVG_POOL = Kernel.of("avg_pool");
    private static final Kernel ADAPTIVE_MAX_POOL = Kernel.of("adaptive_max_pool");
    private static final Kernel ADAPTIVE_AVG_POOL = Kernel.of("adaptive_avg_pool");
    private static final Kernel MAX_UNPOOL = Kernel.of("max_unpool");

    // --- maximum

    @Operator("aten::max_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=[0], int[1]"
            + " dilation=[1], bool"
            + " ceil_mode=False) -> Tensor")
    static Tensor maxPool1d(
            Tensor self, long[] kernelSize, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
        return max("max_pool1d", 1, self, kernelSize, stride, padding, dilation, ceilMode, false)[0];
    }

    @Operator("aten::max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2]"
            + " dilation=1, bool"
            + " ceil_mode=False) -> Tensor")
    static Tensor maxPool2d(
            Tensor self, long[] kernelSize, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
        return max("max_pool2d", 2, self, kernelSize, stride, padding, dilation, ceilMode, false)[0];
    }

    @Operator("aten::max_pool3d(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, int[3]"
            + " dilation=1, bool"
            + " ceil_mode=False) -> Tensor")
    static Tensor maxPool3d(
            Tensor self, long[] kernelSize, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
        return max("max_pool3d", 3, self, kernelSize, stride, padding, dilation, ceilMode, false)[0];
    }

    @Operator("aten::max_pool1d_with_indices(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=[0],"
            + " int[1] dilation=[1],"
            + " bool ceil_mode=False) -> (Tensor, Tensor)")
    static Tensor[] maxPool1dWithIndices(
            Tensor self, long[] kernelSize, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
        return max("max_pool1d", 1, self, kernelSize, stride, padding, dilation, ceilMode, true);
    }

    @Operator("aten::max_pool2d_with_indices(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0,"
            + " int[2] dilation=1,"
            + " bool ceil_mode=False) -> (Tensor, Tensor)")
    static Tensor[] maxPool2dWithIndices(
            Tensor self, long[] kernelSize, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
        return max("max_pool2d", 2, self, kernelSize, stride, padding, dilation, ceilMode, true);
    }

    @Operator("aten::max_pool3d_with_indices(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0,"
            + " int[3] dilation=1,"
            + " bool ceil_mode=False) -> (Tensor, Tensor)")
    static Tensor[] maxPool3dWithIndices(
            Tensor self, long[] kernelSize, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
        return max("max_pool3d", 3, self, kernelSize, stride, padding, dilation, ceilMode, true);
    }

    /** The input of a pool: only its batch may be empty. */
    private static Spatial spatial(String operator, Tensor self, int rank) {
        Spatial spatial = Spatial.of(operator, self, rank);
        for (int d = self.dim() - rank - 1; d < self.dim(); d++) {
            if (self.sizes()[d] == 0) {
                throw Checks.error(
                        "%s: Expected %sD or %sD (batch mode) tensor with optional 0 dim batch size for input, but got: %s",
                        operator, rank + 1, rank + 2, self.sizes());
            }
        }
        return spatial;
    }

    private static Tensor[] max(
            String operator,
            int rank,
            Tensor self,
            long[] kernelSize,
            long[] stride,
            long[] padding,
            long[] dilation,
            boolean ceilMode,
            boolean withIndices) {
        Spatial spatial = spatial(operator, self, rank);
        Window window = new Window(operator, rank, spatial.size, kernelSize, stride, padding, dilation, ceilMode);
        Tensor out = spatial.empty(self.dtype(), spatial.channels, window.out);
        Tensor indices = withIndices ? spatial.empty(DType.INT64, spatial.channels, window.out) : null;
        if (out.numel() > 0) {
            window.put(
                            MAX_POOL.call()
                                    .dtype(self.dtype())
                                    .write(out)
                                    .writeOrNull(indices)
                                    .read(spatial.in),
                            spatial)
                    .i64s(0, 0)
                    .run();
        }
        return new Tensor[] {spatial.finish(out), withIndices ? spatial.finish(indices) : null};
    }

    // --- average

    @Operator("aten::avg_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=[0], bool"
            + " ceil_mode=False, bool"
            + " count_include_pad=True) -> Tensor")
    static Tensor avgPool1d(
            Tensor self, long[] kernelSize, long[] stride, long[] padding, boolean ceilMode, boolean countIncludePad) {
        return average("avg_pool1d", 1, self, kernelSize, stride, padding, ceilMode, countIncludePad, null);
    }

    @Operator("aten::avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool"
            + " ceil_mode=False, bool"
            + " count_include_pad=True, int? divisor_override=None) -> Tensor")
    static Tensor avgPool2d(
            Tensor self,
            long[] kernelSize,
            long[] stride,
            long[] padding,
            boolean ceilMode,
            boolean countIncludePad,
            Long divisorOverride) {
        return average("avg_pool2d", 2, self, kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride);
    }

    @Operator("aten::avg_pool3d(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, bool"
            + " ceil_mode=False, bool"
            + " count_include_pad=True, int? divisor_override=None) -> Tensor")
    static Tensor avgPool3d(
            Tensor self,
            long[] kernelSize,
            long[] stride,
            long[] padding,
            boolean ceilMode,
            boolean countIncludePad,
            Long divisorOverride) {
        return average("avg_pool3d", 3, self, kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride);
    }

    private static Tensor average(
            String operator,
            int rank,
            Tensor self,
            long[] kernelSize,
            long[] stride,
            long[] padding,
            boolean ceilMode,
            boolean countIncludePad,
            Long divisorOverride) {
        if (divisorOverride != null && divisorOverride == 0) {
            throw Checks.error("divisor must be not zero");
        }
        Spatial spatial = spatial(operator, self, rank);
        Window window = new Window(operator, rank, spatial.size, kernelSize, stride, padding, new long[] {1}, ceilMode);
        Tensor out = spatial.empty(self.dtype(), spatial.channels, window.out);
        if (out.numel() > 0) {
            window.put(
                            AVG_POOL.call()
                                    .dtype(self.dtype())
                                    .write(out)
                                    .writeOrNull(null)
                                    .read(spatial.in),
                            spatial)
                    .bool(countIncludePad)
                    .i64(divisorOverride == null ? 0 : divisorOverride)
                    .run();
        }
        return spatial.finish(out);
    }

    // --- to a given size

    @Operator("aten::adaptive_avg_pool1d(Tensor self, int[1] output_size) -> Tensor")
    static Tensor adaptiveAvgPool1d(Tensor self, long[] outputSize) {
        return adaptive(ADAPTIVE_AVG_POOL, "adaptive_avg_pool1d", 1, self, outputSize, false)[0];
    }

    @Operator("aten::adaptive_avg_pool2d(Tensor self, SymInt[2] output_size) -> Tensor")
    @Operator("aten::_adaptive_avg_pool2d(Tensor self, SymInt[2] output_size) -> Tensor")
    static Tensor adaptiveAvgPool2d(Tensor self, long[] outputSize) {
        return adaptive(ADAPTIVE_AVG_POOL, "adaptive_avg_pool2d", 2, self, outputSize, false)[0];
    }

    @Operator("aten::adaptive_avg_pool3d(Tensor self, SymInt[3] output_size) -> Tensor")
    @Operator("aten::_adaptive_avg_pool3d(Tensor self, SymInt[3] output_size) -> Tensor")
    static Tensor adaptiveAvgPool3d(Tensor self, long[] outputSize) {
        return adaptive(ADAPTIVE_AVG_POOL, "adaptive_avg_pool3d", 3, self, outputSize, false)[0];
    }

    @Operator("aten::adaptive_max_pool1d(Tensor self, int[1] output_size) -> (Tensor, Tensor)")
    static Tensor[] adaptiveMaxPool1d(Tensor self, long[] outputSize) {
        return adaptive(ADAPTIVE_MAX_POOL, "adaptive_max_pool1d", 1, self, outputSize, true);
    }

    @Operator("aten::adaptive_max_pool2d(Tensor self, int[2] output_size) -> (Tensor, Tensor)")
    static Tensor[] adaptiveMaxPool2d(Tensor self, long[] outputSize) {
        return adaptive(ADAPTIVE_MAX_POOL, "adaptive_max_pool2d", 2, self, outputSize, true);
    }

    @Operator("aten::adaptive_max_pool3d(Tensor self, int[3] output_size) -> (Tensor, Tensor)")
    static Tensor[] adaptiveMaxPool3d(Tensor self, long[] outputSize) {
        return adaptive(ADAPTIVE_MAX_POOL, "adaptive_max_pool3d", 3, self, outputSize, true);
    }

    private static Tensor[] adaptive(
            Kernel kernel, String operator, int rank, Tensor self, long[] outputSize, boolean withIndices) {
        Spatial spatial = Spatial.of(operator, self, rank);
        long[] out = Spatial.triple(operator, "output_size", outputSize, rank, 1);
        for (int i = 0; i < 3; i++) {
            if (out[i] < 0) {
                throw Checks.error(
                        "%s: elements of output_size must be greater than or equal to 0 but received %s",
                        operator, outputSize);
            }
            if (spatial.size[i] == 0) {
                throw Checks.error(
                        "%s(): Expected input to have non-zero size for non-batch dimensions, but input has sizes %s",
                        operator, self.sizes());
            }
        }
        Tensor result = spatial.empty(self.dtype(), spatial.channels, out);
        Tensor indices = withIndices ? spatial.empty(DType.INT64, spatial.channels, out) : null;
        if (result.numel() > 0) {
            kernel.call()
                    .dtype(self.dtype())
                    .write(result)
                    .writeOrNull(indices)
                    .read(spatial.in)
                    .i64(spatial.planes())
                    .i64(spatial.inner())
                    .i64s(spatial.size)
                    .i64s(out)
                    .i64s(1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0)
                    .run();
        }
        return new Tensor[] {spatial.finish(result), withIndices ? spatial.finish(indices) : null};
    }

    // --- back again

    @Operator("aten::max_unpool2d(Tensor self, Tensor indices, SymInt[2] output_size) -> Tensor")
    static Tensor maxUnpool2d(Tensor self, Tensor indices, long[] outputSize) {
        return unpool("max_unpool2d", 2, self, indices, outputSize);
    }

    @Operator("aten::max_unpool3d(Tensor self, Tensor indices, SymInt[3] output_size, int[3] stride, int[3] padding)"
            + " -> Tensor")
    static Tensor maxUnpool3d(Tensor self, Tensor indices, long[] outputSize, long[] stride, long[] padding) {
        return unpool("max_unpool3d", 3, self, indices, outputSize);
    }

    private static Tensor unpool(String operator, int rank, Tensor self, Tensor indices, long[] outputSize) {
        Checks.dtypeIs(operator, "indices", indices, DType.INT64);
        if (!TensorInfoOps.isSameSize(self, indices)
                || outputSize.length != rank
                || (self.dim() != rank + 1 && self.dim() != rank + 2)) {
            throw Checks.error(
                    "%s: expected input and indices of the same sizes and %s output sizes, got %s, %s and %s",
                    operator, rank, self.sizes(), indices.sizes(), outputSize);
        }
        long[] sizes = self.shape();
        long positions = 1;
        long planes = 1;
        for (int d = 0; d < self.dim(); d++) {
            int spatial = d - self.dim() + rank;
            if (spatial >= 0) {
                positions *= sizes[d];
                sizes[d] = outputSize[spatial];
            } else {
                planes *= sizes[d];
            }
        }
        Tensor out = Tensor.empty(self.dtype(), sizes);
        if (out.numel() > 0) {
            MAX_UNPOOL
                    .call()
                    .dtype(self.dtype())
                    .write(out)
                    .read(Out.contiguous(self))
                    .read(Out.contiguous(indices))
                    .i64(planes)
                    .i64(positions)
                    .i64(Tensor.numel(outputSize))
                    .run();
        }
        return out;
    }

    /** A pooling's geometry in three dimensions, checked, with the size of its output. */
    private static final class Window {
        final long[] kernel;
        final long[] stride;
        final long[] padding;
        final long[] dilation;
        final long[] out = new long[3];

        Window(
                String operator,
                int rank,
                long[] in,
                long[] kernelSize,
                long[] stride,
                long[] padding,
                long[] dilation,
                boolean ceilMode) {
            kernel = Spatial.triple(operator, "kernel_size", kernelSize, rank, 1);
            this.stride = stride.length == 0 ? kernel : Spatial.triple(operator, "stride", stride, rank, 1);
            this.padding = Spatial.triple(operator, "padding", padding, rank, 0);
            this.dilation = Spatial.triple(operator, "dilation", dilation, rank, 1);
            for (int i = 0; i < 3; i++) {
                if (kernel[i] <= 0 || this.stride[i] <= 0 || this.dilation[i] <= 0) {
                    throw Checks.error(
                            "%s: kernel size, stride and dilation should be greater than zero, but got %s, %s, %s",
                            operator, kernelSize, stride, dilation);
                }
                if (this.padding[i] < 0 || this.padding[i] > ((kernel[i] - 1) * this.dilation[i] + 1) / 2) {
                    throw Checks.error(
                            "pad should be at most half of effective kernel size, but got pad=%s, kernel_size=%s"
                                    + " and dilation=%s",
                            this.padding[i], kernel[i], this.dilation[i]);
                }
                long span = in[i] + 2 * this.padding[i] - this.dilation[i] * (kernel[i] - 1) - 1;
                out[i] = Math.floorDiv(span + (ceilMode ? this.stride[i] - 1 : 0), this.stride[i]) + 1;
                // The last window must start inside the input or its padding in front.
                if (ceilMode && (out[i] - 1) * this.stride[i] >= in[i] + this.padding[i]) {
                    out[i]--;
                }
                if (out[i] < 1) {
                    throw Checks.error(
                            "Given input size per channel: %s. Calculated output size: %s. Output size is too"
                                    + " small (%s)",
                            in[i], out[i], operator);
                }
            }
        }

        KernelCall put(KernelCall call, Spatial spatial) {
            return call.i64(spatial.planes())
                    .i64(spatial.inner())
                    .i64s(spatial.size)
                    .i64s(out)
                    .i64s(kernel)
                    .i64s(stride)
                    .i64s(padding)
                    .i64s(dilation);
        }
    }
}

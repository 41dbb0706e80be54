package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;

/** Resizing of sequences, images and volumes, by size or by factor. */
final class UpsampleOps {
    private UpsampleOps() {}

    private static final Kernel UPSAMPLE = Kernel.of("upsample");
    private static final Kernel UPSAMPLE_BYTES = Kernel.of("upsample_bytes");

    /** The numbers are the kernel's. */
    private enum Mode {
        NEAREST,
        NEAREST_EXACT,
        LINEAR,
        CUBIC,
        LINEAR_ANTIALIAS,
        CUBIC_ANTIALIAS,
        LANCZOS_ANTIALIAS
    }

    /** @param scales output over input, where the caller gave them; null where not */
    private static Tensor resize(
            Mode mode,
            String operator,
            int rank,
            Tensor self,
            long[] outputSize,
            boolean alignCorners,
            Double... scales) {
        if (self.dim() != rank + 2) {
            throw Checks.error(
                    "%s: It is expected input_size equals to %s, but got size %s", operator, rank + 2, self.dim());
        }
        Spatial spatial = Spatial.of(operator, self, rank);
        long[] out = Spatial.triple(operator, "output_size", outputSize, rank, 1);
        for (int i = 0; i < 3; i++) {
            if (out[i] <= 0 || spatial.size[i] <= 0) {
                throw Checks.error(
                        "Input and output sizes should be greater than 0, but got input %s and output_size %s",
                        self.sizes(), outputSize);
            }
        }
        double[] factors = new double[3];
        for (int i = 0; i < rank; i++) {
            factors[3 - rank + i] = scales[i] == null ? 0 : scales[i];
        }
        Tensor result = spatial.empty(self.dtype(), spatial.channels, out);
        if (result.numel() > 0) {
            // PyTorch resizes images of bytes only.
            boolean bytes = self.dtype() == DType.UINT8 && rank == 2 && mode.ordinal() >= Mode.LINEAR.ordinal();
            (bytes ? UPSAMPLE_BYTES : UPSAMPLE)
                    .call()
                    .dtype(self.dtype())
                    .write(result)
                    .read(spatial.in)
                    .i64(spatial.planes())
                    .i64(spatial.inner())
                    .i64s(spatial.size)
                    .i64s(out)
                    .i64(mode.ordinal())
                    .bool(alignCorners)
                    .f64(factors[0])
                    .f64(factors[1])
                    .f64(factors[2])
                    .run();
        }
        return result;
    }

    /** Either the size or the factors are given. */
    private static Tensor resize(
            Mode mode,
            String operator,
            int rank,
            Tensor self,
            long[] outputSize,
            boolean alignCorners,
            double[] scaleFactors) {
        if ((outputSize == null) == (scaleFactors == null)) {
            throw Checks.error("%s: Must specify exactly one of output_size and scale_factors", operator);
        }
        if (self.dim() != rank + 2) {
            throw Checks.error(
                    "%s: It is expected input_size equals to %s, but got size %s", operator, rank + 2, self.dim());
        }
        Double[] scales = new Double[rank];
        if (scaleFactors == null) {
            return resize(mode, operator, rank, self, outputSize, alignCorners, scales);
        }
        if (scaleFactors.length != rank) {
            throw Checks.error("%s: expected %s scale factors, got %s", operator, rank, scaleFactors.length);
        }
        long[] sizes = new long[rank];
        for (int i = 0; i < rank; i++) {
            scales[i] = scaleFactors[i];
            sizes[i] = (long) (self.sizes()[i + 2] * scaleFactors[i]);
        }
        return resize(mode, operator, rank, self, sizes, alignCorners, scales);
    }

    @Operator("aten::upsample_nearest1d(Tensor self, SymInt[1] output_size, float? scales=None) -> Tensor")
    static Tensor upsampleNearest1d(Tensor self, long[] outputSize, Double scales) {
        return resize(Mode.NEAREST, "upsample_nearest1d", 1, self, outputSize, false, scales);
    }

    @Operator("aten::upsample_nearest1d.vec(Tensor input, SymInt[]? output_size, float[]? scale_factors) -> Tensor")
    static Tensor upsampleNearest1d(Tensor input, long[] outputSize, double[] scaleFactors) {
        return resize(Mode.NEAREST, "upsample_nearest1d", 1, input, outputSize, false, scaleFactors);
    }

    @Operator("aten::upsample_nearest2d(Tensor self, SymInt[2] output_size, float? scales_h=None, float?"
            + " scales_w=None) -> Tensor")
    static Tensor upsampleNearest2d(Tensor self, long[] outputSize, Double scalesH, Double scalesW) {
        return resize(Mode.NEAREST, "upsample_nearest2d", 2, self, outputSize, false, scalesH, scalesW);
    }

    @Operator("aten::upsample_nearest2d.vec(Tensor input, SymInt[]? output_size, float[]? scale_factors) -> Tensor")
    static Tensor upsampleNearest2d(Tensor input, long[] outputSize, double[] scaleFactors) {
        return resize(Mode.NEAREST, "upsample_nearest2d", 2, input, outputSize, false, scaleFactors);
    }

    @Operator("aten::upsample_nearest3d(Tensor self, SymInt[3] output_size, float? scales_d=None, float?"
            + " scales_h=None, float? scales_w=None) -> Tensor")
    static Tensor upsampleNearest3d(Tensor self, long[] outputSize, Double scalesD, Double scalesH, Double scalesW) {
        return resize(Mode.NEAREST, "upsample_nearest3d", 3, self, outputSize, false, scalesD, scalesH, scalesW);
    }

    @Operator("aten::upsample_nearest3d.vec(Tensor input, SymInt[]? output_size, float[]? scale_factors) -> Tensor")
    static Tensor upsampleNearest3d(Tensor input, long[] outputSize, double[] scaleFactors) {
        return resize(Mode.NEAREST, "upsample_nearest3d", 3, input, outputSize, false, scaleFactors);
    }

    @Operator("aten::_upsample_nearest_exact1d(Tensor self, SymInt[1] output_size, float? scales=None) -> Tensor")
    static Tensor upsampleNearestExact1d(Tensor self, long[] outputSize, Double scales) {
        return resize(Mode.NEAREST_EXACT, "_upsample_nearest_exact1d", 1, self, outputSize, false, scales);
    }

    @Operator("aten::_upsample_nearest_exact1d.vec(Tensor input, SymInt[]? output_size, float[]? scale_factors) ->"
            + " Tensor")
    static Tensor upsampleNearestExact1d(Tensor input, long[] outputSize, double[] scaleFactors) {
        return resize(Mode.NEAREST_EXACT, "_upsample_nearest_exact1d", 1, input, outputSize, false, scaleFactors);
    }

    @Operator("aten::_upsample_nearest_exact2d(Tensor self, SymInt[2] output_size, float? scales_h=None, float?"
            + " scales_w=None) -> Tensor")
    static Tensor upsampleNearestExact2d(Tensor self, long[] outputSize, Double scalesH, Double scalesW) {
        return resize(Mode.NEAREST_EXACT, "_upsample_nearest_exact2d", 2, self, outputSize, false, scalesH, scalesW);
    }

    @Operator("aten::_upsample_nearest_exact2d.vec(Tensor input, SymInt[]? output_size, float[]? scale_factors) ->"
            + " Tensor")
    static Tensor upsampleNearestExact2d(Tensor input, long[] outputSize, double[] scaleFactors) {
        return resize(Mode.NEAREST_EXACT, "_upsample_nearest_exact2d", 2, input, outputSize, false, scaleFactors);
    }

    @Operator("aten::_upsample_nearest_exact3d(Tensor self, SymInt[3] output_size, float? scales_d=None, float?"
            + " scales_h=None, float? scales_w=None) -> Tensor")
    static Tensor upsampleNearestExact3d(
            Tensor self, long[] outputSize, Double scalesD, Double scalesH, Double scalesW) {
        return resize(
                Mode.NEAREST_EXACT, "_upsample_nearest_exact3d", 3, self, outputSize, false, scalesD, scalesH, scalesW);
    }

    @Operator("aten::_upsample_nearest_exact3d.vec(Tensor input, SymInt[]? output_size, float[]? scale_factors) ->"
            + " Tensor")
    static Tensor upsampleNearestExact3d(Tensor input, long[] outputSize, double[] scaleFactors) {
        return resize(Mode.NEAREST_EXACT, "_upsample_nearest_exact3d", 3, input, outputSize, false, scaleFactors);
    }

    @Operator("aten::upsample_linear1d(Tensor self, SymInt[1] output_size, bool align_corners, float? scales=None) ->"
            + " Tensor")
    static Tensor upsampleLinear1d(Tensor self, long[] outputSize, boolean alignCorners, Double scales) {
        return resize(Mode.LINEAR, "upsample_linear1d", 1, self, outputSize, alignCorners, scales);
    }

    @Operator("aten::upsample_linear1d.vec(Tensor input, SymInt[]? output_size, bool align_corners, float[]?"
            + " scale_factors) -> Tensor")
    static Tensor upsampleLinear1d(Tensor input, long[] outputSize, boolean alignCorners, double[] scaleFactors) {
        return resize(Mode.LINEAR, "upsample_linear1d", 1, input, outputSize, alignCorners, scaleFactors);
    }

    @Operator("aten::upsample_bilinear2d(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None,"
            + " float? scales_w=None) -> Tensor")
    static Tensor upsampleBilinear2d(
            Tensor self, long[] outputSize, boolean alignCorners, Double scalesH, Double scalesW) {
        return resize(Mode.LINEAR, "upsample_bilinear2d", 2, self, outputSize, alignCorners, scalesH, scalesW);
    }

    @Operator("aten::upsample_bilinear2d.vec(Tensor input, SymInt[]? output_size, bool align_corners, float[]?"
            + " scale_factors) -> Tensor")
    static Tensor upsampleBilinear2d(Tensor input, long[] outputSize, boolean alignCorners, double[] scaleFactors) {
        return resize(Mode.LINEAR, "upsample_bilinear2d", 2, input, outputSize, alignCorners, scaleFactors);
    }

    @Operator("aten::upsample_trilinear3d(Tensor self, SymInt[3] output_size, bool align_corners, float?"
            + " scales_d=None, float? scales_h=None, float? scales_w=None) -> Tensor")
    static Tensor upsampleTrilinear3d(
            Tensor self, long[] outputSize, boolean alignCorners, Double scalesD, Double scalesH, Double scalesW) {
        return resize(
                Mode.LINEAR, "upsample_trilinear3d", 3, self, outputSize, alignCorners, scalesD, scalesH, scalesW);
    }

    @Operator("aten::upsample_trilinear3d.vec(Tensor input, SymInt[]? output_size, bool align_corners, float[]?"
            + " scale_factors) -> Tensor")
    static Tensor upsampleTrilinear3d(Tensor input, long[] outputSize, boolean alignCorners, double[] scaleFactors) {
        return resize(Mode.LINEAR, "upsample_trilinear3d", 3, input, outputSize, alignCorners, scaleFactors);
    }

    @Operator("aten::upsample_bicubic2d(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None,"
            + " float? scales_w=None) -> Tensor")
    static Tensor upsampleBicubic2d(
            Tensor self, long[] outputSize, boolean alignCorners, Double scalesH, Double scalesW) {
        return resize(Mode.CUBIC, "upsample_bicubic2d", 2, self, outputSize, alignCorners, scalesH, scalesW);
    }

    @Operator("aten::upsample_bicubic2d.vec(Tensor input, SymInt[]? output_size, bool align_corners, float[]?"
            + " scale_factors) -> Tensor")
    static Tensor upsampleBicubic2d(Tensor input, long[] outputSize, boolean alignCorners, double[] scaleFactors) {
        return resize(Mode.CUBIC, "upsample_bicubic2d", 2, input, outputSize, alignCorners, scaleFactors);
    }

    @Operator("aten::_upsample_bilinear2d_aa(Tensor self, SymInt[2] output_size, bool align_corners, float?"
            + " scales_h=None, float? scales_w=None) -> Tensor")
    static Tensor upsampleBilinear2dAa(
            Tensor self, long[] outputSize, boolean alignCorners, Double scalesH, Double scalesW) {
        return resize(
                Mode.LINEAR_ANTIALIAS, "_upsample_bilinear2d_aa", 2, self, outputSize, alignCorners, scalesH, scalesW);
    }

    @Operator("aten::_upsample_bilinear2d_aa.vec(Tensor input, SymInt[]? output_size, bool align_corners, float[]?"
            + " scale_factors) -> Tensor")
    static Tensor upsampleBilinear2dAa(Tensor input, long[] outputSize, boolean alignCorners, double[] scaleFactors) {
        return resize(
                Mode.LINEAR_ANTIALIAS, "_upsample_bilinear2d_aa", 2, input, outputSize, alignCorners, scaleFactors);
    }

    @Operator("aten::_upsample_bicubic2d_aa(Tensor self, SymInt[2] output_size, bool align_corners, float?"
            + " scales_h=None, float? scales_w=None) -> Tensor")
    static Tensor upsampleBicubic2dAa(
            Tensor self, long[] outputSize, boolean alignCorners, Double scalesH, Double scalesW) {
        return resize(
                Mode.CUBIC_ANTIALIAS, "_upsample_bicubic2d_aa", 2, self, outputSize, alignCorners, scalesH, scalesW);
    }

    @Operator("aten::_upsample_bicubic2d_aa.vec(Tensor input, SymInt[]? output_size, bool align_corners, float[]?"
            + " scale_factors) -> Tensor")
    static Tensor upsampleBicubic2dAa(Tensor input, long[] outputSize, boolean alignCorners, double[] scaleFactors) {
        return resize(Mode.CUBIC_ANTIALIAS, "_upsample_bicubic2d_aa", 2, input, outputSize, alignCorners, scaleFactors);
    }

    @Operator("aten::_upsample_lanczos2d_aa(Tensor self, SymInt[2] output_size, bool align_corners, float?"
            + " scales_h=None, float? scales_w=None) -> Tensor")
    static Tensor upsampleLanczos2dAa(
            Tensor self, long[] outputSize, boolean alignCorners, Double scalesH, Double scalesW) {
        return resize(
                Mode.LANCZOS_ANTIALIAS, "_upsample_lanczos2d_aa", 2, self, outputSize, alignCorners, scalesH, scalesW);
    }

    @Operator("aten::_upsample_lanczos2d_aa.vec(Tensor input, SymInt[]? output_size, bool align_corners, float[]?"
            + " scale_factors) -> Tensor")
    static Tensor upsampleLanczos2dAa(Tensor input, long[] outputSize, boolean alignCorners, double[] scaleFactors) {
        return resize(
                Mode.LANCZOS_ANTIALIAS, "_upsample_lanczos2d_aa", 2, input, outputSize, alignCorners, scaleFactors);
    }
}

package dev.sconce.ops;

import dev.sconce.Tensor;
import java.util.Arrays;

/**
 * {@code F.interpolate} and {@code F.upsample} as one operator, which PyTorch up to 1.4 wrote into archives. Where the caller does not say
 * otherwise, the factor is that of the sizes, as it was then.
 */
final class InterpolateOps {
    private InterpolateOps() {}

    private static final String REST =
            " str mode=\"nearest\", bool? align_corners=None, bool? recompute_scale_factor=None, bool antialias=False)"
                    + " -> Tensor";

    @Operator("aten::__interpolate(Tensor input, int? size=None, float? scale_factor=None," + REST)
    static Tensor interpolate(
            Tensor input,
            Long size,
            Double factor,
            String mode,
            Boolean alignCorners,
            Boolean recompute,
            boolean antialias) {
        return interpolate(
                input, repeated(input, size), repeated(input, factor), mode, alignCorners, recompute, antialias);
    }

    @Operator("aten::__interpolate.scale_list(Tensor input, int? size=None, float[]? scale_factor=None," + REST)
    static Tensor interpolate(
            Tensor input,
            Long size,
            double[] factor,
            String mode,
            Boolean alignCorners,
            Boolean recompute,
            boolean antialias) {
        return interpolate(input, repeated(input, size), factor, mode, alignCorners, recompute, antialias);
    }

    @Operator("aten::__interpolate.size_list(Tensor input, int[]? size=None, float? scale_factor=None," + REST)
    static Tensor interpolate(
            Tensor input,
            long[] size,
            Double factor,
            String mode,
            Boolean alignCorners,
            Boolean recompute,
            boolean antialias) {
        return interpolate(input, size, repeated(input, factor), mode, alignCorners, recompute, antialias);
    }

    @Operator("aten::__interpolate.size_list_scale_list(Tensor input, int[]? size=None, float[]? scale_factor=None,"
            + REST)
    static Tensor interpolate(
            Tensor input,
            long[] size,
            double[] factor,
            String mode,
            Boolean alignCorners,
            Boolean recompute,
            boolean antialias) {
        if (antialias) {
            throw Checks.error("Antialias is not yet supported: by this operator, in PyTorch");
        }
        int rank = rank(input);
        if ((size == null) == (factor == null)) {
            throw Checks.error("interpolate: exactly one of size and scale_factor must be defined");
        }
        if (size != null && size.length != rank) {
            throw Checks.error("interpolate: expected %s sizes, got %s", rank, size);
        }
        double[] factors = factor;
        long[] sizes = size;
        boolean area = mode.equals("area");
        if (factors != null && (area || recompute == null || recompute)) {
            sizes = scaled(input, factors);
            factors = null;
        }
        if (area || mode.equals("nearest")) {
            if (alignCorners != null) {
                throw Checks.error(
                        "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic |"
                                + " trilinear");
            }
            return area ? areas(input, sizes, rank) : nearest(input, sizes, factors, rank);
        }
        boolean corners = alignCorners != null && alignCorners;
        return switch (mode + " of " + input.dim() + "D") {
            case "linear of 3D" -> UpsampleOps.upsampleLinear1d(input, sizes, corners, factors);
            case "bilinear of 4D" -> UpsampleOps.upsampleBilinear2d(input, sizes, corners, factors);
            case "bicubic of 4D" -> UpsampleOps.upsampleBicubic2d(input, sizes, corners, factors);
            case "trilinear of 5D" -> UpsampleOps.upsampleTrilinear3d(input, sizes, corners, factors);
            default ->
                throw Checks.error(
                        "Input Error: Only 3D, 4D and 5D input Tensors supported (got %sD) for the modes: nearest | linear |"
                                + " bilinear | trilinear (got %s)",
                        input.dim(), mode);
        };
    }

    private static Tensor areas(Tensor input, long[] sizes, int rank) {
        return switch (rank) {
            case 1 -> PoolingOps.adaptiveAvgPool1d(input, sizes);
            case 2 -> PoolingOps.adaptiveAvgPool2d(input, sizes);
            default -> PoolingOps.adaptiveAvgPool3d(input, sizes);
        };
    }

    private static Tensor nearest(Tensor input, long[] sizes, double[] factors, int rank) {
        return switch (rank) {
            case 1 -> UpsampleOps.upsampleNearest1d(input, sizes, factors);
            case 2 -> UpsampleOps.upsampleNearest2d(input, sizes, factors);
            default -> UpsampleOps.upsampleNearest3d(input, sizes, factors);
        };
    }

    @Operator("aten::__upsample(Tensor input, int? size=None, int? scale_factor=None, str mode=\"nearest\", bool?"
            + " align_corners=None) -> Tensor")
    static Tensor upsample(Tensor input, Long size, Long factor, String mode, Boolean alignCorners) {
        return upsample(input, repeated(input, size), factor, mode, alignCorners);
    }

    @Operator("aten::__upsample.size_list(Tensor input, int[]? size=None, int? scale_factor=None, str mode=\"nearest\","
            + " bool? align_corners=None) -> Tensor")
    static Tensor upsample(Tensor input, long[] size, Long factor, String mode, Boolean alignCorners) {
        double[] factors = repeated(input, factor == null ? null : factor.doubleValue());
        return interpolate(input, size, factors, mode, alignCorners, null, false);
    }

    @Operator("aten::__upsample_nearest(Tensor input, int? size=None, int? scale_factor=None) -> Tensor")
    static Tensor upsampleNearest(Tensor input, Long size, Long factor) {
        return upsample(input, repeated(input, size), factor, "nearest", null);
    }

    @Operator("aten::__upsample_nearest.size_list(Tensor input, int[]? size=None, int? scale_factor=None) -> Tensor")
    static Tensor upsampleNearest(Tensor input, long[] size, Long factor) {
        return upsample(input, size, factor, "nearest", null);
    }

    @Operator("aten::__upsample_bilinear(Tensor input, int? size=None, int? scale_factor=None) -> Tensor")
    static Tensor upsampleBilinear(Tensor input, Long size, Long factor) {
        return upsample(input, repeated(input, size), factor, "bilinear", true);
    }

    @Operator("aten::__upsample_bilinear.size_list(Tensor input, int[]? size=None, int? scale_factor=None) -> Tensor")
    static Tensor upsampleBilinear(Tensor input, long[] size, Long factor) {
        return upsample(input, size, factor, "bilinear", true);
    }

    @Operator("aten::__upsample_bilinear.scale_list(Tensor input, int? size=None, int[]? scale_factor=None) -> Tensor")
    static Tensor upsampleBilinear(Tensor input, Long size, long[] factor) {
        return upsampleBilinear(input, repeated(input, size), factor);
    }

    @Operator("aten::__upsample_bilinear.size_list_scale_list(Tensor input, int[]? size=None, int[]? scale_factor=None)"
            + " -> Tensor")
    static Tensor upsampleBilinear(Tensor input, long[] size, long[] factor) {
        double[] factors =
                factor == null ? null : Arrays.stream(factor).asDoubleStream().toArray();
        return interpolate(input, size, factors, "bilinear", true, null, false);
    }

    /** One number stands for all dimensions but batch and channels. */
    private static long[] repeated(Tensor input, Long value) {
        return value == null ? null : Checks.expanded("interpolate", "size", new long[] {value}, rank(input));
    }

    private static double[] repeated(Tensor input, Double value) {
        if (value == null) {
            return null;
        }
        double[] values = new double[rank(input)];
        Arrays.fill(values, value);
        return values;
    }

    private static int rank(Tensor input) {
        if (input.dim() < 3 || input.dim() > 5) {
            throw Checks.error("interpolate: only 3D, 4D and 5D inputs are supported, got sizes %s", input.sizes());
        }
        return input.dim() - 2;
    }

    private static long[] scaled(Tensor input, double[] factors) {
        if (factors.length != input.dim() - 2) {
            throw Checks.error(
                    "scale_factor shape must match input shape. Input is %sD, scale_factor size is %s",
                    input.dim() - 2, factors.length);
        }
        long[] sizes = new long[factors.length];
        Arrays.setAll(sizes, d -> (long) Math.floor(input.sizes()[d + 2] * factors[d]));
        return sizes;
    }
}

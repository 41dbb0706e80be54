package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.MemoryFormat;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Batch, instance, layer, group and root-mean-square normalisation. Half precision is computed as float32. */
final class NormalizationOps {
    private NormalizationOps() {}

    private static final Kernel BATCH_NORM_FACTORS = Kernel.of("batch_norm_factors");
    private static final Kernel SCALE_SHIFT = Kernel.of("scale_shift");
    private static final Kernel LAYER_NORM = Kernel.of("layer_norm");
    private static final Kernel RMS_NORM = Kernel.of("rms_norm");
    private static final Kernel GROUP_NORM = Kernel.of("group_norm");

    private static void checkFloating(String operator, Tensor input, Tensor... parameters) {
        Checks.floating(operator, input);
        for (Tensor parameter : parameters) {
            if (parameter != null && HalfPrecision.widened(parameter.dtype()) != HalfPrecision.widened(input.dtype())) {
                throw Checks.error(
                        "%s: expected parameters of scalar type %s but found %s",
                        operator, input.dtype(), parameter.dtype());
            }
        }
    }

    private static final String[] PER_CHANNEL = {"weight", "bias", "running_mean", "running_var"};

    /** Of weight, bias, running mean and variance: as many numbers as channels, those from {@code vectors} on in one dimension. */
    private static void checkPerChannel(long channels, int vectors, Tensor... parameters) {
        for (int i = 0; i < parameters.length; i++) {
            Tensor parameter = parameters[i];
            if (parameter != null && parameter.numel() != channels) {
                throw Checks.error("%s should contain %s elements not %s", PER_CHANNEL[i], channels, parameter.numel());
            }
            if (parameter != null && i >= vectors && parameter.dim() != 1) {
                throw Checks.error("%s should have one dimension, got sizes %s", PER_CHANNEL[i], parameter.sizes());
            }
        }
    }

    // --- batch and instance

    @Operator("aten::batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor?"
            + " running_var, bool training,"
            + " float momentum, float eps, bool cudnn_enabled) -> Tensor")
    static Tensor batchNorm(
            Tensor input,
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            boolean training,
            double momentum,
            double eps,
            boolean cudnnEnabled) {
        if (input.numel() == 0) {
            return Out.copy(input);
        }
        if (input.dim() < 2) {
            throw Checks.error("batch_norm: expected at least 2 dimensions, got sizes %s", input.sizes());
        }
        long channels = input.sizes()[1];
        checkPerChannel(channels, 2, weight, bias, runningMean, runningVar);
        checkFloating("batch_norm", input, weight, bias, runningMean, runningVar);
        Tensor mean = runningMean;
        Tensor var = runningVar;
        if (training) {
            Tensor[] statistics = statistics(input);
            var = statistics[0];
            mean = statistics[1];
            update(runningMean, mean, momentum, 1);
            long count = input.numel() / Math.max(channels, 1);
            update(runningVar, var, momentum, (double) count / (count - 1));
        } else if (mean == null || var == null) {
            throw Checks.error("Expected running_mean and running_var to be defined when training=False");
        }
        return normalized(input, mean, var, weight, bias, eps);
    }

    /** Of each channel: the variance, without Bessel's correction, and the mean. */
    private static Tensor[] statistics(Tensor input) {
        if (input.numel() == 0) {
            throw Checks.error("input tensor must have at least one element, but got input_sizes = %s", input.sizes());
        }
        long[] dims = new long[input.dim() - 1];
        Arrays.setAll(dims, d -> d == 0 ? 0 : d + 1);
        return StatisticsOps.varMean(input, dims, Scalar.of(0L), false);
    }

    /** {@code running = (1 - momentum) * running + momentum * scale * seen}, in place. */
    private static void update(Tensor running, Tensor seen, double momentum, double scale) {
        if (running != null) {
            ArithmeticOps.mul(running, Scalar.of(1 - momentum), running);
            ArithmeticOps.add(running, seen, Scalar.of(momentum * scale), running);
        }
    }

    private static Tensor normalized(Tensor input, Tensor mean, Tensor var, Tensor weight, Tensor bias, double eps) {
        Tensor wide = HalfPrecision.widened(input);
        boolean last = wide.memoryFormat() != MemoryFormat.CONTIGUOUS && !wide.isContiguous();
        Tensor in = ConversionOps.to(wide, null, false, last ? wide.memoryFormat() : MemoryFormat.CONTIGUOUS);
        Tensor out = Tensor.emptyStrided(
                in.dtype(), in.sizes(), in.isContiguous() ? Strides.contiguous(in.sizes()) : in.strides());
        long channels = in.sizes()[1];
        Tensor factors = Tensor.empty(in.dtype(), 2, channels);
        BATCH_NORM_FACTORS
                .call()
                .dtype(in.dtype())
                .write(factors)
                .read(vector(mean))
                .read(vector(var))
                .readOrNull(vector(weight))
                .readOrNull(vector(bias))
                .i64(channels)
                .f64(eps)
                .run();
        // each of the channels, whatever dimensions come after them
        long[] perChannel = new long[in.dim() - 1];
        Arrays.fill(perChannel, 1);
        perChannel[0] = channels;
        long[] strides = Strides.contiguous(perChannel);
        TensorIterator.of(SCALE_SHIFT)
                .input(in)
                .input(factors.asStrided(perChannel, strides, 0))
                .input(factors.asStrided(perChannel, strides, channels))
                .out(out)
                .run();
        return out.dtype() == input.dtype() ? out : TensorIterator.cast(out, input.dtype());
    }

    private static Tensor vector(Tensor parameter) {
        return Out.contiguous(HalfPrecision.widened(parameter));
    }

    @Operator("aten::native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor?"
            + " running_var, bool"
            + " training, float momentum, float eps) -> (Tensor, Tensor, Tensor)")
    static Tensor[] nativeBatchNorm(
            Tensor input,
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            boolean training,
            double momentum,
            double eps) {
        Tensor out = batchNorm(input, weight, bias, runningMean, runningVar, training, momentum, eps, false);
        if (!training) {
            return new Tensor[] {out, Tensor.empty(input.dtype(), 0), Tensor.empty(input.dtype(), 0)};
        }
        Tensor[] statistics = statistics(input);
        return new Tensor[] {out, statistics[1], inverseDeviation(statistics[0], eps)};
    }

    @Operator("aten::_native_batch_norm_legit_no_training(Tensor input, Tensor? weight, Tensor? bias, Tensor"
            + " running_mean, Tensor"
            + " running_var, float momentum, float eps) -> (Tensor, Tensor, Tensor)")
    static Tensor[] nativeBatchNormNoTraining(
            Tensor input,
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            double momentum,
            double eps) {
        return nativeBatchNorm(input, weight, bias, runningMean, runningVar, false, momentum, eps);
    }

    private static Tensor inverseDeviation(Tensor var, double eps) {
        return UnaryMathOps.rsqrt(ArithmeticOps.add(var, Scalar.of(eps), Scalar.of(1L), null), null);
    }

    /** In training mode, with the batch's mean and the inverse of its deviation; the fourth result is empty here. */
    @Operator(
            "aten::_batch_norm_with_update(Tensor input, Tensor? weight, Tensor? bias, Tensor(a!) running_mean, Tensor(b!) running_var, float momentum, float eps) -> (Tensor, Tensor, Tensor, Tensor)")
    static Tensor[] batchNormWithUpdate(
            Tensor input,
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            double momentum,
            double eps) {
        Tensor[] statistics = statistics(input);
        Tensor deviation = ArithmeticOps.add(statistics[0], Scalar.of(eps), Scalar.of(1L), null);
        Tensor out = batchNorm(input, weight, bias, runningMean, runningVar, true, momentum, eps, false);
        return new Tensor[] {out, statistics[1], UnaryMathOps.rsqrt(deviation, null), Tensor.empty(DType.UINT8, 0)};
    }

    @Operator("aten::instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor?"
            + " running_var, bool"
            + " use_input_stats, float momentum, float eps, bool cudnn_enabled) -> Tensor")
    static Tensor instanceNorm(
            Tensor input,
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            boolean useInputStats,
            double momentum,
            double eps,
            boolean cudnnEnabled) {
        if (input.dim() < 2) {
            throw Checks.error("instance_norm: expected at least 2 dimensions, got sizes %s", input.sizes());
        }
        checkPerChannel(input.sizes()[1], 0, weight, bias, runningMean, runningVar);
        if (!useInputStats) {
            return batchNorm(input, weight, bias, runningMean, runningVar, false, momentum, eps, false);
        }
        long batch = input.sizes()[0];
        long channels = input.sizes()[1];
        // Every channel of every image is a channel of its own.
        long[] shape = input.shape();
        shape[0] = 1;
        shape[1] = batch * channels;
        Tensor flat = ViewOps.reshape(Out.contiguous(input), shape);
        Tensor means = repeated(runningMean, batch);
        Tensor vars = repeated(runningVar, batch);
        Tensor result = batchNorm(
                flat, repeated(weight, batch), repeated(bias, batch), means, vars, true, momentum, eps, false);
        storeMean(runningMean, means, batch);
        storeMean(runningVar, vars, batch);
        return ViewOps.view(result, input.sizes());
    }

    /** The statistics of every image, averaged, in place. */
    private static void storeMean(Tensor running, Tensor each, long batch) {
        if (running != null) {
            Tensor images = ViewOps.view(each, new long[] {batch, running.numel()});
            TensorIterator.copy(running, ReductionOps.mean(images, new long[] {0}, false, null, null));
        }
    }

    private static Tensor repeated(Tensor parameter, long times) {
        return parameter == null ? null : ShapeOps.repeat(parameter, new long[] {times}, null);
    }

    // --- layer

    /** Over the last dimensions, which must be {@code shape}; returns the number of rows. */
    private static long rows(String operator, Tensor input, long[] shape, Tensor... parameters) {
        int leading = input.dim() - shape.length;
        if (shape.length == 0
                || leading < 0
                || !Arrays.equals(Arrays.copyOfRange(input.sizes(), leading, input.dim()), shape)) {
            throw Checks.error(
                    "Given normalized_shape=%s, expected input with shape [*, %s], but got input of size%s",
                    shape, shape, input.sizes());
        }
        for (Tensor parameter : parameters) {
            if (parameter != null && !Arrays.equals(parameter.sizes(), shape)) {
                throw Checks.error(
                        "%s: expected weight and bias to be of same shape as normalized_shape, but got %s and"
                                + " normalized_shape = %s",
                        operator, parameter.sizes(), shape);
            }
        }
        return Tensor.numel(Arrays.copyOf(input.sizes(), leading));
    }

    @Operator("aten::layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, Tensor? bias=None,"
            + " float eps=1e-05, bool"
            + " cudnn_enable=True) -> Tensor")
    static Tensor layerNorm(
            Tensor input, long[] normalizedShape, Tensor weight, Tensor bias, double eps, boolean cudnnEnable) {
        return layerNorm(input, normalizedShape, weight, bias, eps, null, null);
    }

    private static Tensor layerNorm(
            Tensor input, long[] shape, Tensor weight, Tensor bias, double eps, Tensor mean, Tensor rstd) {
        checkFloating("LayerNormKernelImpl", input, weight, bias);
        long rows = rows("layer_norm", input, shape, weight, bias);
        Tensor in = Out.contiguous(HalfPrecision.widened(input));
        Tensor out = Tensor.empty(in.dtype(), in.sizes());
        long n = Tensor.numel(shape);
        if (in.numel() > 0) {
            LAYER_NORM
                    .call()
                    .dtype(in.dtype())
                    .write(out)
                    .writeOrNull(mean)
                    .writeOrNull(rstd)
                    .read(in)
                    .readOrNull(vector(weight))
                    .readOrNull(vector(bias))
                    .i64s(rows, n, n, n)
                    .f64(eps)
                    .run();
        }
        return out.dtype() == input.dtype() ? out : TensorIterator.cast(out, input.dtype());
    }

    @Operator("aten::native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float"
            + " eps) -> (Tensor,"
            + " Tensor, Tensor)")
    static Tensor[] nativeLayerNorm(Tensor input, long[] normalizedShape, Tensor weight, Tensor bias, double eps) {
        Tensor mean = statistic(input, normalizedShape);
        Tensor rstd = statistic(input, normalizedShape);
        return withStatistics(
                input, weight, layerNorm(input, normalizedShape, weight, bias, eps, mean, rstd), mean, rstd);
    }

    /** Statistics of half precision are of it too, unless the weight is of float32. */
    private static Tensor[] withStatistics(Tensor input, Tensor weight, Tensor out, Tensor mean, Tensor rstd) {
        boolean half = HalfPrecision.is(input.dtype()) && (weight == null || weight.dtype() == input.dtype());
        return new Tensor[] {
            out,
            half ? TensorIterator.cast(mean, input.dtype()) : mean,
            half ? TensorIterator.cast(rstd, input.dtype()) : rstd
        };
    }

    @Operator("aten::rms_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, float? eps=None) -> Tensor")
    static Tensor rmsNorm(Tensor input, long[] normalizedShape, Tensor weight, Double eps) {
        return input.dtype().isComplex()
                ? complexRmsNorm(input, normalizedShape, weight, eps)
                : rmsNorm(input, normalizedShape, weight, eps, null);
    }

    private static double epsilonOf(Double eps, DType dtype) {
        return eps != null ? eps : dtype.toReal() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1.0f);
    }

    /** What is averaged are the squares themselves, not the squared sizes: as PyTorch has it. */
    private static Tensor complexRmsNorm(Tensor input, long[] normalizedShape, Tensor weight, Double eps) {
        rows("rms_norm", input, normalizedShape, weight);
        long[] dims = new long[normalizedShape.length];
        Arrays.setAll(dims, d -> d - dims.length);
        Tensor mean = ReductionOps.mean(ArithmeticOps.mul(input, input, null), dims, true, null, null);
        Tensor shifted = ArithmeticOps.add(mean, Scalar.of(epsilonOf(eps, input.dtype())), Scalar.of(1L), null);
        Tensor scaled = ArithmeticOps.mul(input, UnaryMathOps.rsqrt(shifted, null), null);
        return weight == null ? scaled : ArithmeticOps.mul(scaled, weight, null);
    }

    private static Tensor rmsNorm(Tensor input, long[] normalizedShape, Tensor weight, Double eps, Tensor rstd) {
        checkFloating("rms_norm", input, weight);
        long rows = rows("rms_norm", input, normalizedShape, weight);
        Tensor in = Out.contiguous(HalfPrecision.widened(input));
        Tensor out = Tensor.empty(in.dtype(), in.sizes());
        long n = Tensor.numel(normalizedShape);
        double epsilon = epsilonOf(eps, in.dtype());
        if (in.numel() > 0) {
            RMS_NORM.call()
                    .dtype(in.dtype())
                    .write(out)
                    .writeOrNull(null)
                    .writeOrNull(rstd)
                    .read(in)
                    .readOrNull(vector(weight))
                    .readOrNull(null)
                    .i64s(rows, n, n, n)
                    .f64(epsilon)
                    .run();
        }
        return out.dtype() == input.dtype() ? out : TensorIterator.cast(out, input.dtype());
    }

    /** {@code rms_norm}, and the reciprocal roots of the mean squares, in float32 for half precision. */
    @Operator(
            "aten::_fused_rms_norm(Tensor input, int[] normalized_shape, Tensor? weight, float? eps) -> (Tensor, Tensor)")
    static Tensor[] fusedRmsNorm(Tensor input, long[] normalizedShape, Tensor weight, Double eps) {
        Tensor rstd = statistic(input, normalizedShape);
        return new Tensor[] {rmsNorm(input, normalizedShape, weight, eps, rstd), rstd};
    }

    /** An uninitialised number for each row. */
    private static Tensor statistic(Tensor input, long[] normalizedShape) {
        long[] sizes = input.shape();
        Arrays.fill(sizes, Math.max(0, sizes.length - normalizedShape.length), sizes.length, 1);
        return Tensor.empty(HalfPrecision.widened(input.dtype()), sizes);
    }

    // --- group

    @Operator("aten::group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float"
            + " eps=1e-05, bool"
            + " cudnn_enabled=True) -> Tensor")
    static Tensor groupNorm(
            Tensor input, long numGroups, Tensor weight, Tensor bias, double eps, boolean cudnnEnabled) {
        return groupNorm(input, numGroups, weight, bias, eps, null, null);
    }

    private static Tensor groupNorm(
            Tensor input, long groups, Tensor weight, Tensor bias, double eps, Tensor mean, Tensor rstd) {
        if (input.dim() < 2) {
            throw Checks.error("Expected at least 2 dimensions for input tensor but received %s", input.dim());
        }
        checkFloating("GroupNormKernelImpl", input, weight, bias);
        long channels = input.sizes()[1];
        if (groups <= 0 || channels % groups != 0) {
            throw Checks.error(
                    "Expected number of channels in input to be divisible by num_groups, but got input of shape %s and"
                            + " num_groups=%s",
                    input.sizes(), groups);
        }
        for (Tensor parameter : new Tensor[] {weight, bias}) {
            if (parameter != null && (parameter.dim() != 1 || parameter.numel() != channels)) {
                throw Checks.error(
                        "Expected weight and bias to be vectors of size equal to the number of channels in input,"
                                + " but got shape"
                                + " %s and input of shape %s",
                        parameter.sizes(), input.sizes());
            }
        }
        Tensor wide = HalfPrecision.widened(input);
        boolean last = wide.memoryFormat() != MemoryFormat.CONTIGUOUS && !wide.isContiguous();
        Tensor in = ConversionOps.to(wide, null, false, last ? wide.memoryFormat() : MemoryFormat.CONTIGUOUS);
        Tensor out = Tensor.emptyStrided(
                in.dtype(), in.sizes(), in.isContiguous() ? Strides.contiguous(in.sizes()) : in.strides());
        if (in.numel() > 0) {
            GROUP_NORM
                    .call()
                    .dtype(in.dtype())
                    .write(out)
                    .writeOrNull(mean)
                    .writeOrNull(rstd)
                    .read(in)
                    .readOrNull(vector(weight))
                    .readOrNull(vector(bias))
                    .i64s(in.sizes()[0], channels, in.numel() / channels / in.sizes()[0], groups)
                    .bool(last)
                    .f64(eps)
                    .run();
        }
        return out.dtype() == input.dtype() ? out : TensorIterator.cast(out, input.dtype());
    }

    @Operator("aten::native_group_norm(Tensor input, Tensor? weight, Tensor? bias, SymInt N, SymInt C, SymInt HxW,"
            + " int group, float eps)"
            + " -> (Tensor, Tensor, Tensor)")
    static Tensor[] nativeGroupNorm(
            Tensor input, Tensor weight, Tensor bias, long n, long c, long hxw, long group, double eps) {
        if (input.dim() < 2
                || input.sizes()[0] != n
                || input.sizes()[1] != c
                || Tensor.numel(Arrays.copyOfRange(input.sizes(), 2, input.dim())) != hxw
                || group <= 0) {
            throw Checks.error(
                    "native_group_norm: expected an input of N=%s, C=%s and HxW=%s, but got sizes %s",
                    n, c, hxw, input.sizes());
        }
        DType dtype = HalfPrecision.widened(input.dtype());
        Tensor mean = Tensor.empty(dtype, n, group);
        Tensor rstd = Tensor.empty(dtype, n, group);
        return withStatistics(input, weight, groupNorm(input, group, weight, bias, eps, mean, rstd), mean, rstd);
    }

    @Operator("aten::_native_batch_norm_legit(Tensor input, Tensor? weight, Tensor? bias, Tensor(a!) running_mean,"
            + " Tensor(b!)"
            + " running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)")
    static Tensor[] nativeBatchNormLegit(
            Tensor input,
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            boolean training,
            double momentum,
            double eps) {
        return nativeBatchNorm(input, weight, bias, runningMean, runningVar, training, momentum, eps);
    }

    @Operator("aten::_native_batch_norm_legit.no_stats(Tensor input, Tensor? weight, Tensor? bias, bool training,"
            + " float momentum, float"
            + " eps) -> (Tensor, Tensor, Tensor)")
    static Tensor[] nativeBatchNormWithoutStatistics(
            Tensor input, Tensor weight, Tensor bias, boolean training, double momentum, double eps) {
        return nativeBatchNorm(input, weight, bias, null, null, training, momentum, eps);
    }
}

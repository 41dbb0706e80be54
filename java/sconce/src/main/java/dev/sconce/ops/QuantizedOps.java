package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Quantizer;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Operators on quantized tensors whose result has a scale and zero point of its own. Sums and products are one kernel; a function of
 * each element is a table of its 256 results; the others compute on the numbers and round these.
 */
final class QuantizedOps {
    private QuantizedOps() {}

    private static final Kernel BINARY = Kernel.of("quantized_binary");

    private static final String TO = "float output_scale, int output_zero_point";

    // --- sums and products

    @Operator("quantized::add(Tensor qa, Tensor qb, float scale, int zero_point) -> Tensor qc")
    static Tensor add(Tensor a, Tensor b, double scale, long zeroPoint) {
        return binary(a, b, false, false, Quantizer.perTensor(scale, zeroPoint));
    }

    @Operator("quantized::add_relu(Tensor qa, Tensor qb, float scale, int zero_point) -> Tensor qc")
    static Tensor addRelu(Tensor a, Tensor b, double scale, long zeroPoint) {
        return binary(a, b, false, true, Quantizer.perTensor(scale, zeroPoint));
    }

    @Operator("quantized::mul(Tensor qa, Tensor qb, float scale, int zero_point) -> Tensor qc")
    static Tensor mul(Tensor a, Tensor b, double scale, long zeroPoint) {
        return binary(a, b, true, false, Quantizer.perTensor(scale, zeroPoint));
    }

    @Operator("quantized::mul_relu(Tensor qa, Tensor qb, float scale, int zero_point) -> Tensor qc")
    static Tensor mulRelu(Tensor a, Tensor b, double scale, long zeroPoint) {
        return binary(a, b, true, true, Quantizer.perTensor(scale, zeroPoint));
    }

    private static Tensor binary(Tensor a, Tensor b, boolean multiply, boolean relu, Quantizer to) {
        require(a);
        require(b);
        if (a.dtype() != b.dtype() || a.dtype() == DType.QINT32) {
            throw Checks.error(
                    "quantized sums and products need two of quint8 or two of qint8, got %s and %s",
                    a.dtype(), b.dtype());
        }
        Quantized.requireZeroPoint(a.dtype(), to.zeroPoint());
        long[] shape = TensorIterator.broadcast(a.sizes(), b.sizes());
        boolean like = Arrays.equals(a.sizes(), shape) && a.isNonOverlappingAndDense();
        Tensor out = Tensor.emptyStrided(a.dtype(), to, shape, like ? a.strides() : Strides.contiguous(shape));
        BINARY.call()
                .dtype(Quantized.integers(a.dtype()))
                .write(out)
                .read(laidOutAs(out, a))
                .read(laidOutAs(out, b))
                .i64(out.numel())
                .bool(multiply)
                .bool(relu)
                .f64(a.quantizer().scale())
                .i64(a.quantizer().zeroPoint())
                .f64(b.quantizer().scale())
                .i64(b.quantizer().zeroPoint())
                .f64(to.scale())
                .i64(to.zeroPoint())
                .run();
        return out;
    }

    /** The integers of a tensor, broadcast, in the order of another's. */
    private static Tensor laidOutAs(Tensor out, Tensor tensor) {
        Tensor raw = Quantized.raw(tensor);
        if (Arrays.equals(raw.sizes(), out.sizes()) && Arrays.equals(raw.strides(), out.strides())) {
            return raw;
        }
        Tensor copy = Tensor.emptyStrided(raw.dtype(), out.sizes(), out.strides());
        TensorIterator.copy(copy, raw);
        return copy;
    }

    @Operator("quantized::add.Scalar(Tensor qa, Scalar b) -> Tensor qc")
    @Operator("quantized::add_scalar(Tensor qa, Scalar b) -> Tensor qc")
    static Tensor add(Tensor a, Scalar b) {
        return addScalar(a, b, false);
    }

    @Operator("quantized::add_relu.Scalar(Tensor qa, Scalar b) -> Tensor qc")
    @Operator("quantized::add_scalar_relu(Tensor qa, Scalar b) -> Tensor qc")
    static Tensor addRelu(Tensor a, Scalar b) {
        return addScalar(a, b, true);
    }

    @Operator("quantized::mul.Scalar(Tensor qa, Scalar b) -> Tensor qc")
    @Operator("quantized::mul_scalar(Tensor qa, Scalar b) -> Tensor qc")
    static Tensor mul(Tensor a, Scalar b) {
        return mulScalar(a, b, false);
    }

    @Operator("quantized::mul_relu.Scalar(Tensor qa, Scalar b) -> Tensor qc")
    @Operator("quantized::mul_scalar_relu(Tensor qa, Scalar b) -> Tensor qc")
    static Tensor mulRelu(Tensor a, Scalar b) {
        return mulScalar(a, b, true);
    }

    /** As PyTorch chooses the result's parameters: the zero point moves, and where it would leave the dtype the scale grows. */
    private static Tensor addScalar(Tensor a, Scalar b, boolean relu) {
        require(a);
        double scale = a.quantizer().scale();
        long zero = a.quantizer().zeroPoint();
        long least = a.dtype() == DType.QUINT8 ? 0 : -128;
        long most = least + 255;
        long moved = zero - (long) Math.rint(b.toDouble() / scale);
        Quantizer to = Quantizer.perTensor(scale, moved);
        if (moved < least) {
            to = Quantizer.perTensor((float) ((double) (most - moved) / (most - least) * scale), least);
        } else if (moved > most) {
            to = Quantizer.perTensor((float) ((double) (moved - least) / (most - least) * scale), most);
        }
        return map(a, to, x -> relu(ArithmeticOps.add(x, Elements.of(b, DType.FLOAT32), Scalar.of(1L), null), relu));
    }

    /** The scale is multiplied; by a negative number the integers are mirrored, by 0 they become 0. */
    private static Tensor mulScalar(Tensor a, Scalar b, boolean relu) {
        require(a);
        double factor = b.toDouble();
        long zero = a.quantizer().zeroPoint();
        long ends = a.dtype() == DType.QUINT8 ? 255 : -1;
        Quantizer to = factor == 0
                ? Quantizer.perTensor(1, 0)
                : factor > 0
                        ? Quantizer.perTensor(factor * a.quantizer().scale(), zero)
                        : Quantizer.perTensor(-factor * a.quantizer().scale(), ends - zero);
        return map(a, to, x -> relu(ArithmeticOps.mul(x, Elements.of(b, DType.FLOAT32), null), relu));
    }

    private static Tensor relu(Tensor x, boolean relu) {
        return relu ? ActivationOps.relu(x, null) : x;
    }

    // --- functions of each element

    @Operator("quantized::relu6(Tensor qx, bool inplace=False) -> Tensor")
    static Tensor relu6(Tensor x, boolean inplace) {
        return clamp(x, Scalar.of(0L), Scalar.of(6L));
    }

    @Operator("quantized::clamp(Tensor qx, Scalar? min=None, Scalar? max=None) -> Tensor qy")
    static Tensor clamp(Tensor x, Scalar min, Scalar max) {
        return map(x, require(x), y -> SelectionOps.clamp(y, min, max, null));
    }

    @Operator("quantized::threshold(Tensor qx, Scalar threshold, Scalar value) -> Tensor qy")
    static Tensor threshold(Tensor x, Scalar threshold, Scalar value) {
        return map(x, require(x), y -> ActivationOps.threshold(y, threshold, value, null));
    }

    @Operator("quantized::hardswish(Tensor input, " + TO + ") -> Tensor")
    static Tensor hardswish(Tensor x, double scale, long zeroPoint) {
        return map(x, Quantizer.perTensor(scale, zeroPoint), y -> ActivationOps.hardswish(y, null));
    }

    @Operator("quantized::sigmoid(Tensor qx, " + TO + ") -> Tensor")
    static Tensor sigmoid(Tensor x, double scale, long zeroPoint) {
        return map(x, Quantizer.perTensor(scale, zeroPoint), y -> UnaryMathOps.sigmoid(y, null));
    }

    @Operator("quantized::elu(Tensor self, " + TO + ", Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor")
    static Tensor elu(Tensor x, double scale, long zeroPoint, Scalar alpha, Scalar outer, Scalar inner) {
        return map(x, Quantizer.perTensor(scale, zeroPoint), y -> ActivationOps.elu(y, alpha, outer, inner, null));
    }

    @Operator("quantized::celu(Tensor self, " + TO + ", Scalar alpha=1) -> Tensor")
    static Tensor celu(Tensor x, double scale, long zeroPoint, Scalar alpha) {
        return map(x, Quantizer.perTensor(scale, zeroPoint), y -> ActivationOps.celu(y, alpha, null));
    }

    @Operator("quantized::leaky_relu(Tensor qx, Scalar negative_slope, bool inplace, " + TO + ") -> Tensor")
    static Tensor leakyRelu(Tensor x, Scalar slope, boolean inplace, double scale, long zeroPoint) {
        return map(x, Quantizer.perTensor(scale, zeroPoint), y -> ActivationOps.leakyRelu(y, slope, null));
    }

    @Operator("quantized::dropout(Tensor self, " + TO + ", Scalar p=0.5, bool training=False) -> Tensor")
    static Tensor dropout(Tensor x, double scale, long zeroPoint, Scalar p, boolean training) {
        if (training) {
            throw Checks.error("quantized::dropout is for inference: training must be False");
        }
        return x;
    }

    // --- on the numbers

    private static final String NORM =
            "(Tensor qx, Tensor? weight, Tensor? bias, Tensor mean, Tensor var, float eps, " + TO + ") -> Tensor";

    @Operator("quantized::batch_norm" + NORM)
    @Operator("quantized::batch_norm1d" + NORM)
    @Operator("quantized::batch_norm2d" + NORM)
    @Operator("quantized::batch_norm3d" + NORM)
    static Tensor batchNorm(
            Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor var, double eps, double scale, long zeroPoint) {
        return compute(x, scale, zeroPoint, y -> normalized(y, weight, bias, mean, var, eps));
    }

    @Operator("quantized::batch_norm_relu" + NORM)
    @Operator("quantized::batch_norm1d_relu" + NORM)
    @Operator("quantized::batch_norm2d_relu" + NORM)
    @Operator("quantized::batch_norm3d_relu" + NORM)
    static Tensor batchNormRelu(
            Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor var, double eps, double scale, long zeroPoint) {
        return compute(x, scale, zeroPoint, y -> relu(normalized(y, weight, bias, mean, var, eps), true));
    }

    private static Tensor normalized(Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor var, double eps) {
        return NormalizationOps.batchNorm(x, weight, bias, mean, var, false, 0, eps, false);
    }

    @Operator("quantized::layer_norm(Tensor input, int[] normalized_shape, Tensor? weight, Tensor? bias, float eps, "
            + TO + ") -> Tensor")
    static Tensor layerNorm(
            Tensor x, long[] shape, Tensor weight, Tensor bias, double eps, double scale, long zeroPoint) {
        return compute(x, scale, zeroPoint, y -> NormalizationOps.layerNorm(y, shape, weight, bias, eps, false));
    }

    @Operator("quantized::group_norm(Tensor input, int num_groups, Tensor? weight, Tensor? bias, float eps, " + TO
            + ") -> Tensor")
    static Tensor groupNorm(
            Tensor x, long groups, Tensor weight, Tensor bias, double eps, double scale, long zeroPoint) {
        return compute(x, scale, zeroPoint, y -> NormalizationOps.groupNorm(y, groups, weight, bias, eps, false));
    }

    @Operator("quantized::instance_norm(Tensor input, Tensor? weight, Tensor? bias, float eps, " + TO + ") -> Tensor")
    static Tensor instanceNorm(Tensor x, Tensor weight, Tensor bias, double eps, double scale, long zeroPoint) {
        return compute(
                x,
                scale,
                zeroPoint,
                y -> NormalizationOps.instanceNorm(y, weight, bias, null, null, true, 0, eps, false));
    }

    @Operator("quantized::softmax(Tensor qx, int dim, " + TO + ") -> Tensor")
    static Tensor softmax(Tensor x, long dim, double scale, long zeroPoint) {
        return compute(x, scale, zeroPoint, y -> SoftmaxOps.softmax(y, dim, null, null));
    }

    @Operator("quantized::prelu(Tensor qx, Tensor weight, " + TO + ") -> Tensor")
    static Tensor prelu(Tensor x, Tensor weight, double scale, long zeroPoint) {
        Tensor slope = QuantizationOps.dequantize(weight);
        return compute(x, scale, zeroPoint, y -> ActivationOps.prelu(y, slope));
    }

    @Operator("quantized::matmul(Tensor qa, Tensor qb, float scale, int zero_point) -> Tensor qc")
    static Tensor matmul(Tensor a, Tensor b, double scale, long zeroPoint) {
        require(b);
        Tensor right = Quantized.dequantize(b);
        return compute(a, scale, zeroPoint, y -> LinearAlgebraOps.matmul(y, right, null));
    }

    // --- moving

    @Operator("quantized::cat(Tensor[] qx, int dim, float? scale, int? zero_point) -> Tensor")
    static Tensor cat(Tensor[] tensors, long dim, Double scale, Long zeroPoint) {
        return cat(tensors, dim, scale, zeroPoint, false);
    }

    @Operator("quantized::cat_relu(Tensor[] qx, int dim, float? scale, int? zero_point) -> Tensor")
    static Tensor catRelu(Tensor[] tensors, long dim, Double scale, Long zeroPoint) {
        return cat(tensors, dim, scale, zeroPoint, true);
    }

    private static Tensor cat(Tensor[] tensors, long dim, Double scale, Long zeroPoint, boolean relu) {
        if (tensors.length == 0) {
            throw Checks.error("quantized::cat expects a non-empty list of tensors");
        }
        Quantizer first = require(tensors[0]);
        Quantizer to = Quantizer.perTensor(
                scale == null ? first.scale() : scale, zeroPoint == null ? first.zeroPoint() : zeroPoint);
        Tensor[] alike = new Tensor[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            if (tensors[i].dtype() != tensors[0].dtype()) {
                throw Checks.error("quantized::cat expects tensors of one dtype");
            }
            boolean asItIs = !relu && require(tensors[i]).equals(to);
            alike[i] = Quantized.raw(asItIs ? tensors[i] : map(tensors[i], to, y -> relu(y, relu)));
        }
        return Quantized.of(ShapeOps.cat(alike, dim, null), tensors[0].dtype(), to);
    }

    @Operator("quantized::max_pool1d(Tensor qx, int[] kernel_size, int[] stride, int[] padding, int[] dilation, bool"
            + " ceil_mode) -> Tensor")
    @Operator("aten::quantized_max_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=[0], int[1]"
            + " dilation=[1], bool ceil_mode=False) -> Tensor")
    static Tensor maxPool1d(Tensor x, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
        return moved(x, raw -> PoolingOps.maxPool1d(raw, kernel, stride, padding, dilation, ceilMode));
    }

    @Operator("quantized::max_pool2d(Tensor qx, int[] kernel_size, int[] stride, int[] padding, int[] dilation, bool"
            + " ceil_mode) -> Tensor")
    @Operator("aten::quantized_max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2]"
            + " dilation=1, bool ceil_mode=False) -> Tensor")
    static Tensor maxPool2d(Tensor x, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
        return moved(x, raw -> PoolingOps.maxPool2d(raw, kernel, stride, padding, dilation, ceilMode));
    }

    private static Tensor moved(Tensor x, UnaryOperator<Tensor> move) {
        return Quantized.of(move.apply(Quantized.raw(x)), x.dtype(), require(x));
    }

    // --- how

    /** The quantizer of a tensor that is quantized per tensor. */
    static Quantizer require(Tensor x) {
        if (!x.dtype().isQuantized()) {
            throw Checks.error("expected a quantized tensor, got one of %s", x.dtype());
        }
        x.quantizer().scale();
        return x.quantizer();
    }

    private static Tensor map(Tensor x, Quantizer to, UnaryOperator<Tensor> function) {
        require(x);
        if (x.dtype().itemSize() != 1) {
            return Quantized.quantize(function.apply(Quantized.dequantize(x)), x.dtype(), to);
        }
        Tensor all = Quantized.dequantize(Quantized.allBytes(x.dtype(), x.quantizer()));
        return Quantized.lookup(x, Quantized.quantize(function.apply(all), x.dtype(), to));
    }

    private static Tensor compute(Tensor x, double scale, long zeroPoint, UnaryOperator<Tensor> function) {
        require(x);
        Quantizer to = Quantizer.perTensor(scale, zeroPoint);
        return Quantized.quantize(function.apply(Quantized.dequantize(x)), x.dtype(), to);
    }
}

package dev.sconce.ops;

import dev.sconce.ArchiveException;
import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Quantizer;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Scalar;
import dev.sconce.runtime.TupleValue;
import java.util.Arrays;

/**
 * Objects of the classes that PyTorch itself defines for quantized layers: a weight, a bias, and the weight in the order in which the
 * kernels read it. Immutable.
 */
public final class PackedParams {
    private static final String CLASSES = "__torch__.torch.classes.";
    private static final Kernel PACK = Kernel.of("quantized_pack");

    private static final String[] LAYER = {"weight", "bias", "packed", "sums", "scales", "zero_points", "shape"};
    static final ClassType LINEAR = declare("quantized.LinearPackedParamsBase", LAYER);
    static final ClassType CONV_2D = declare("quantized.Conv2dPackedParamsBase", LAYER);
    static final ClassType CONV_3D = declare("quantized.Conv3dPackedParamsBase", LAYER);
    static final ClassType CELL = declare("rnn.CellParamsBase", "input", "hidden", "reduce_range");

    private static final int WEIGHT = 0;
    private static final int BIAS = 1;
    private static final int PACKED = 2;
    private static final int SUMS = 3;
    private static final int SCALES = 4;
    private static final int ZERO_POINTS = 5;
    private static final int SHAPE = 6;

    private static final int INPUT = 0;
    private static final int HIDDEN = 1;
    private static final int REDUCE_RANGE = 2;

    private PackedParams() {}

    private static ClassType declare(String name, String... slots) {
        ClassType type = ClassType.builtin(CLASSES + name);
        for (String slot : slots) {
            type.addAttribute(new ClassType.Attribute(slot, Type.ANY, false, false));
        }
        return type;
    }

    /** How a convolution moves over its input, each of {@code rank} values. */
    record ConvShape(
            int rank,
            long[] stride,
            long[] padding,
            long[] dilation,
            long[] outputPadding,
            long groups,
            boolean transposed) {}

    /**
     * The object that an archive's state describes.
     *
     * @param state as PyTorch's {@code __getstate__} of the class gives it
     */
    public static ObjectValue of(ClassType type, Object state) {
        try {
            TupleValue tuple = (TupleValue) state;
            if (type == LINEAR) {
                return linear((Tensor) tuple.get(0), (Tensor) tuple.get(1));
            } else if (type == CONV_2D || type == CONV_3D) {
                return convolution(type == CONV_2D ? 2 : 3, tuple);
            } else if (type == CELL) {
                return cell(tuple);
            }
        } catch (ClassCastException | IndexOutOfBoundsException | NullPointerException | OperatorException wrong) {
            throw new ArchiveException(
                    "the state of an object of " + type.qualifiedName() + " is not as PyTorch writes it", wrong);
        }
        throw new UnsupportedException("objects of " + type.qualifiedName()
                + " are not supported: of PyTorch's own classes only the packed parameters of quantized layers are");
    }

    private static ObjectValue convolution(int rank, TupleValue state) {
        Tensor weight;
        Tensor bias;
        long[] numbers;
        if (state.get(0) instanceof Tensor first) {
            weight = first;
            bias = (Tensor) state.get(1);
            numbers = new long[4 * rank + 3];
            numbers[0] = rank;
            for (int part = 0; part < 3; part++) {
                ListValue values = (ListValue) state.get(2 + part);
                for (int i = 0; i < rank; i++) {
                    numbers[1 + part * rank + i] = Elements.toLong((Tensor) values.get(i));
                }
            }
            numbers[1 + 4 * rank] = Elements.toLong((Tensor) state.get(5));
        } else if ("2".equals(state.get(0))) {
            ListValue tensors = (ListValue) state.get(1);
            ListValue optional = (ListValue) state.get(2);
            numbers = Elements.longs((Tensor) tensors.get(0));
            weight = (Tensor) tensors.get(1);
            bias = optional.size() == 0 ? null : (Tensor) optional.get(0);
        } else {
            ListValue optional = (ListValue) state.get(2);
            numbers = Convert.toLongs(state.get(1));
            weight = (Tensor) optional.get(1);
            bias = (Tensor) optional.get(2);
        }
        if (numbers.length != 4 * rank + 3 || numbers[0] != rank) {
            throw Checks.error("expected %s numbers of a convolution, got %s", 4 * rank + 3, numbers);
        }
        return convolution(
                weight,
                bias,
                new ConvShape(
                        rank,
                        Arrays.copyOfRange(numbers, 1, 1 + rank),
                        Arrays.copyOfRange(numbers, 1 + rank, 1 + 2 * rank),
                        Arrays.copyOfRange(numbers, 1 + 2 * rank, 1 + 3 * rank),
                        Arrays.copyOfRange(numbers, 1 + 3 * rank, 1 + 4 * rank),
                        numbers[1 + 4 * rank],
                        numbers[2 + 4 * rank] != 0));
    }

    /** (kind, tensors, numbers, integers, packed layers) of a cell: of the kinds, the dynamic one and that of float16 are there. */
    private static ObjectValue cell(TupleValue state) {
        String kind = (String) state.get(0);
        ListValue layers = (ListValue) state.get(4);
        ListValue integers = (ListValue) state.get(3);
        return switch (kind) {
            case "quantized_dynamic" ->
                cell(layers.get(0), layers.get(1), integers.size() > 0 && (Long) integers.get(0) != 0);
            case "quantized_fp16" -> cell(layers.get(0), layers.get(1), false);
            default -> throw new UnsupportedException("recurrent cells of kind " + kind + " are not supported");
        };
    }

    // --- making

    /** {@code quantized::linear_prepack}, or {@code linear_prepack_fp16} of a float32 weight. */
    static ObjectValue linear(Tensor weight, Tensor bias) {
        Checks.rank("linear_prepack", "weight", weight, 2);
        if (weight.dtype() == DType.FLOAT32) {
            ObjectValue params = new ObjectValue(LINEAR);
            Tensor rounded = TensorIterator.cast(halfRange(weight), DType.FLOAT16);
            params.setSlot(WEIGHT, TensorIterator.cast(rounded, DType.FLOAT32));
            params.setSlot(BIAS, bias);
            return params;
        }
        return packed(LINEAR, weight, bias, 1, weight.sizes()[1], 1);
    }

    private static Tensor halfRange(Tensor weight) {
        return SelectionOps.clamp(weight, Scalar.of(-65504.0), Scalar.of(65504.0), null);
    }

    /** {@code quantized::conv2d_prepack} and its like. */
    static ObjectValue convolution(Tensor weight, Tensor bias, ConvShape shape) {
        Checks.rank("conv_prepack", "weight", weight, shape.rank + 2);
        if (shape.groups < 1 || weight.sizes()[0] % shape.groups != 0) {
            throw Checks.error("conv_prepack: %s output channels in %s groups", weight.sizes()[0], shape.groups);
        }
        for (long stride : shape.stride) {
            if (stride < 1) {
                throw Checks.error("conv_prepack: strides are positive, got %s", shape.stride);
            }
        }
        ClassType type = shape.rank == 3 ? CONV_3D : CONV_2D;
        ObjectValue params;
        if (shape.transposed) {
            params = new ObjectValue(type);
            params.setSlot(WEIGHT, weight);
            params.setSlot(BIAS, bias);
        } else {
            long taps = Tensor.numel(Arrays.copyOfRange(weight.sizes(), 2, weight.dim()));
            params = packed(type, weight, bias, shape.groups, weight.sizes()[1] * shape.groups, taps);
        }
        params.setSlot(SHAPE, shape);
        return params;
    }

    /** The parameters of a recurrent cell: two linear layers. */
    static ObjectValue cell(Object input, Object hidden, boolean reduceRange) {
        ObjectValue params = new ObjectValue(CELL);
        params.setSlot(INPUT, require(input, LINEAR));
        params.setSlot(HIDDEN, require(hidden, LINEAR));
        params.setSlot(REDUCE_RANGE, reduceRange);
        return params;
    }

    private static ObjectValue packed(ClassType type, Tensor weight, Tensor bias, long groups, long in, long taps) {
        if (weight.dtype() != DType.QINT8) {
            throw Checks.error("packed parameters need a weight of qint8, got %s", weight.dtype());
        }
        long out = weight.sizes()[0];
        Quantizer quantizer = weight.quantizer();
        if (quantizer.isPerChannel() && quantizer.axis() != 0) {
            throw Checks.error(
                    "packed parameters need scales of the output channels, axis 0, got axis %s", quantizer.axis());
        }
        if (bias != null && (bias.dtype() != DType.FLOAT32 || bias.dim() != 1 || bias.numel() != out)) {
            throw Checks.error("packed parameters need a bias of %s float32 numbers, got %s", out, bias);
        }
        Tensor packed = Tensor.empty(DType.INT8, capacity(groups, in, out, taps));
        Tensor sums = Tensor.empty(DType.INT32, out);
        PACK.call()
                .write(packed)
                .write(sums)
                .read(Out.contiguous(Quantized.raw(weight)))
                .i64s(groups, in, out, taps, packed.numel())
                .run();
        ObjectValue params = new ObjectValue(type);
        params.setSlot(WEIGHT, weight);
        params.setSlot(BIAS, bias == null ? null : Out.contiguous(bias));
        params.setSlot(PACKED, packed);
        params.setSlot(SUMS, sums);
        params.setSlot(SCALES, scales(quantizer, out));
        params.setSlot(ZERO_POINTS, zeroPoints(quantizer, out));
        return params;
    }

    /** {@code pack_capacity} of quantized.h. */
    private static long capacity(long groups, long in, long out, long taps) {
        if (groups > 1 && groups == in && in == out) {
            return (out + 63) / 64 * 64 * ((taps + 3) / 4 * 4);
        }
        long columns = (out / groups + 31) / 32 * 32;
        return groups * columns * ((in / groups * taps + 3) / 4 * 4);
    }

    private static Tensor scales(Quantizer quantizer, long channels) {
        Tensor scales = Tensor.empty(DType.FLOAT32, channels);
        double[] values = quantizer.scales();
        for (int i = 0; i < channels; i++) {
            scales.storage().buffer(i * 4L, 4).putFloat(0, (float) values[values.length == 1 ? 0 : i]);
        }
        return scales;
    }

    /** Null where all are 0, as those of weights usually are. */
    private static Tensor zeroPoints(Quantizer quantizer, long channels) {
        long[] values = quantizer.zeroPoints();
        if (Arrays.stream(values).allMatch(zero -> zero == 0)) {
            return null;
        }
        Tensor zeros = Tensor.empty(DType.INT32, channels);
        for (int i = 0; i < channels; i++) {
            zeros.storage().buffer(i * 4L, 4).putInt(0, (int) values[values.length == 1 ? 0 : i]);
        }
        return zeros;
    }

    // --- reading

    static ObjectValue require(Object params, ClassType type) {
        if (params instanceof ObjectValue object && object.type() == type) {
            return object;
        }
        throw Checks.error("expected packed parameters of %s", type.qualifiedName());
    }

    static Tensor weight(ObjectValue params) {
        return (Tensor) params.slot(WEIGHT);
    }

    static Tensor bias(ObjectValue params) {
        return (Tensor) params.slot(BIAS);
    }

    static ConvShape shape(ObjectValue params) {
        return (ConvShape) params.slot(SHAPE);
    }

    /** Puts the words of the packed weight, its sums, scales and zero points, and the bias. */
    static KernelCall read(KernelCall call, ObjectValue params) {
        Tensor packed = (Tensor) params.slot(PACKED);
        if (packed == null) {
            throw new UnsupportedException("parameters of float16 are for linear_dynamic_fp16 only");
        }
        return call.read(packed)
                .read((Tensor) params.slot(SUMS))
                .read((Tensor) params.slot(SCALES))
                .readOrNull((Tensor) params.slot(ZERO_POINTS))
                .readOrNull(bias(params));
    }

    /** Elements of the packed weight. */
    static long capacity(ObjectValue params) {
        return ((Tensor) params.slot(PACKED)).numel();
    }

    /** Whether it is of float16: a plain weight, rounded, and nothing packed. */
    static boolean isHalf(ObjectValue params) {
        return params.slot(PACKED) == null;
    }

    static ObjectValue inputLayer(ObjectValue cell) {
        return (ObjectValue) cell.slot(INPUT);
    }

    static ObjectValue hiddenLayer(ObjectValue cell) {
        return (ObjectValue) cell.slot(HIDDEN);
    }

    static boolean reducesRange(ObjectValue cell) {
        return (Boolean) cell.slot(REDUCE_RANGE);
    }
}

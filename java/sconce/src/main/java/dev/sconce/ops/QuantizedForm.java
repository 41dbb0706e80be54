package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Quantizer;
import dev.sconce.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What an operator of plain tensors does where it is called on quantized ones (PyTorch's dispatch key QuantizedCPU). An operator that is
 * not listed fails for them where it makes a tensor of their dtype, which has to have a {@link Quantizer}, or where its kernel refuses
 * the dtype; views keep the quantizer and need no form.
 */
final class QuantizedForm {
    private enum Kind {
        /** Moves or compares elements: it is done to the integers, and the result has the quantizer of the first. */
        MOVED,
        /** A function of each element: of 8 bits, a table of all 256 results. */
        MAPPED,
        /** On the numbers, which are quantized again. */
        COMPUTED,
        /** On the numbers, with a result that is not quantized. */
        READ
    }

    private static final Map<String, QuantizedForm> FORMS = new HashMap<>();

    static {
        list(
                Kind.MOVED,
                "clone contiguous copy alias_copy permute_copy view_copy flip roll repeat index_select index stack");
        list(
                Kind.MOVED,
                "channel_shuffle pixel_shuffle pixel_unshuffle gather select_copy max_pool1d max_pool2d max_pool3d");
        list(Kind.MOVED, "upsample_nearest1d upsample_nearest2d upsample_nearest3d _upsample_nearest_exact1d");
        list(
                Kind.MOVED,
                "_upsample_nearest_exact2d _upsample_nearest_exact3d reflection_pad1d reflection_pad2d sort topk max");
        list(Kind.MOVED, "min argmax argmin empty_like masked_select repeat_interleave unfold_copy");
        list(
                Kind.MAPPED,
                "relu relu_ relu6 relu6_ hardtanh hardtanh_ clamp clamp_ leaky_relu leaky_relu_ elu elu_ threshold");
        list(Kind.MAPPED, "celu gelu hardswish hardswish_");
        list(Kind.COMPUTED, "mean avg_pool1d avg_pool2d avg_pool3d adaptive_avg_pool1d adaptive_avg_pool2d");
        list(Kind.COMPUTED, "adaptive_avg_pool3d _adaptive_avg_pool2d _adaptive_avg_pool3d upsample_bilinear2d");
        list(Kind.COMPUTED, "constant_pad_nd cat concat std prelu _prelu_kernel");
        list(Kind.READ, "eq ne lt le gt ge equal item Float select_item select_Float isnan");
        // Their results lie in a range that is known.
        list(Kind.MAPPED, Quantizer.perTensor(1.0 / 256, 0), "sigmoid hardsigmoid");
        list(Kind.MAPPED, Quantizer.perTensor(2.0 / 256, 128), "tanh");
    }

    private final Kind kind;
    private final boolean inPlace;
    /** Of the result; null where it is that of the first argument. */
    private final Quantizer result;

    private QuantizedForm(Kind kind, boolean inPlace, Quantizer result) {
        this.kind = kind;
        this.inPlace = inPlace;
        this.result = result;
    }

    private static void list(Kind kind, String names) {
        list(kind, null, names);
    }

    private static void list(Kind kind, Quantizer result, String names) {
        for (String name : names.split(" ")) {
            FORMS.put("aten::" + name, new QuantizedForm(kind, name.endsWith("_"), result));
        }
    }

    /** The form of an operator by its name, such as {@code aten::relu}, or null. */
    static QuantizedForm of(String operator) {
        return FORMS.get(operator);
    }

    /** Whether some argument is quantized, or a list that begins with such. */
    static boolean applies(Object[] arguments) {
        return first(arguments) != null;
    }

    private static Tensor first(Object[] arguments) {
        return TensorArguments.first(arguments, tensor -> tensor.dtype().isQuantized());
    }

    /**
     * The operator's result on quantized arguments.
     *
     * @param operator on plain ones
     */
    Object apply(Function<Object[], Object> operator, Object[] arguments) {
        Tensor self = first(arguments);
        Quantizer quantizer = result == null ? self.quantizer() : result;
        boolean bytes = self.dtype().itemSize() == 1 && !self.quantizer().isPerChannel();
        Object value =
                switch (kind) {
                    case MOVED -> {
                        boolean alike = isAlike(self, arguments);
                        UnaryOperator<Tensor> in = alike ? Quantized::raw : QuantizedForm::dequantized;
                        yield TensorArguments.results(operator.apply(TensorArguments.with(in, arguments)), tensor -> {
                            boolean ours = tensor.dtype() == (alike ? Quantized.integers(self.dtype()) : DType.FLOAT32);
                            return !ours
                                    ? tensor
                                    : alike
                                            ? Quantized.of(tensor, self.dtype(), quantizer)
                                            : Quantized.quantize(tensor, self.dtype(), quantizer);
                        });
                    }
                    case MAPPED -> {
                        if (!bytes) {
                            yield computed(operator, arguments, self, quantizer);
                        }
                        Tensor all = Quantized.dequantize(Quantized.allBytes(self.dtype(), self.quantizer()));
                        Object[] once = arguments.clone();
                        once[0] = all;
                        Tensor table = Quantized.quantize((Tensor) operator.apply(once), self.dtype(), quantizer);
                        yield Quantized.lookup(self, table);
                    }
                    case COMPUTED -> computed(operator, arguments, self, quantizer);
                    case READ -> operator.apply(TensorArguments.with(QuantizedForm::dequantized, arguments));
                };
        if (!inPlace) {
            return value;
        }
        TensorIterator.copy(Quantized.raw(self), Quantized.raw((Tensor) value));
        return self;
    }

    private static Object computed(
            Function<Object[], Object> operator, Object[] arguments, Tensor self, Quantizer quantizer) {
        Object value = operator.apply(TensorArguments.with(QuantizedForm::dequantized, arguments));
        return TensorArguments.results(value, tensor -> Quantized.quantize(tensor, self.dtype(), quantizer));
    }

    private static Tensor dequantized(Tensor tensor) {
        return tensor.dtype().isQuantized() ? Quantized.dequantize(tensor) : tensor;
    }

    /** Whether all quantized arguments stand for numbers in the same way. */
    private static boolean isAlike(Tensor self, Object[] arguments) {
        boolean[] alike = {true};
        TensorArguments.with(
                tensor -> {
                    alike[0] &= !tensor.dtype().isQuantized()
                            || tensor.dtype() == self.dtype()
                                    && tensor.quantizer().equals(self.quantizer());
                    return tensor;
                },
                arguments);
        return alike[0];
    }
}

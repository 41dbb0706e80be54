package dev.sconce.pass;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Dtypes of tensors, as far as they follow from constants: a convolution of a float32 weight gives float32 (or fails). One
 * object knows a graph as long as its nodes' inputs stay of the dtypes that they were.
 */
final class KnownDTypes {
    /** Operators that fail unless input and weight are of one dtype, which is the result's; the weight's position. */
    private static final Map<String, Integer> WEIGHTED = Map.ofEntries(
            Map.entry("aten::conv1d", 1),
            Map.entry("aten::conv2d", 1),
            Map.entry("aten::conv3d", 1),
            Map.entry("aten::conv_transpose1d", 1),
            Map.entry("aten::conv_transpose2d", 1),
            Map.entry("aten::conv_transpose3d", 1),
            Map.entry("aten::convolution", 1),
            Map.entry("aten::_convolution", 1),
            Map.entry("sconce::convolution", 1),
            Map.entry("aten::linear", 1),
            Map.entry("aten::embedding", 0),
            Map.entry("aten::layer_norm", 2));

    /** Operators whose result has the dtype of their first tensor, where that is floating. */
    private static final Set<String> FIRST = Set.of(
            "aten::batch_norm",
            "aten::instance_norm",
            "aten::group_norm",
            "aten::relu",
            "aten::relu6",
            "aten::hardtanh",
            "aten::hardswish",
            "aten::hardsigmoid",
            "aten::silu",
            "aten::mish",
            "aten::gelu",
            "aten::elu",
            "aten::leaky_relu",
            "aten::sigmoid",
            "aten::tanh",
            "aten::clamp",
            "aten::dropout",
            "aten::max_pool1d",
            "aten::max_pool2d",
            "aten::max_pool3d",
            "aten::avg_pool1d",
            "aten::avg_pool2d",
            "aten::avg_pool3d",
            "aten::adaptive_avg_pool1d",
            "aten::adaptive_avg_pool2d",
            "aten::adaptive_avg_pool3d",
            "aten::upsample_nearest2d",
            "aten::upsample_bilinear2d",
            "aten::constant_pad_nd",
            "aten::view",
            "aten::reshape",
            "aten::flatten",
            "aten::permute",
            "aten::transpose",
            "aten::contiguous",
            "aten::squeeze",
            "aten::unsqueeze",
            "aten::select",
            "aten::slice",
            "aten::expand",
            "aten::expand_as",
            "aten::neg",
            "aten::abs");

    /** Those whose result has the dtype of their tensors where these agree, beside numbers. */
    private static final Set<String> ALL =
            Set.of("aten::add", "aten::sub", "aten::mul", "aten::div", "aten::matmul", "aten::bmm", "aten::pow");

    private final Map<Value, DType> known = new IdentityHashMap<>();

    /** The dtype, or null where it does not follow from constants. */
    DType of(Value value) {
        if (value.type() != Type.TENSOR) {
            return null;
        }
        if (known.containsKey(value)) {
            return known.get(value);
        }
        known.put(value, null); // of a value that depends on itself nothing is known
        DType dtype = find(value);
        known.put(value, dtype);
        return dtype;
    }

    boolean isFloating(Value value) {
        DType dtype = of(value);
        return dtype != null && dtype.isFloatingPoint();
    }

    private DType find(Value value) {
        Node node = value.node();
        if (Constants.valueOf(value) instanceof Tensor tensor) {
            return tensor.dtype();
        }
        Integer weight = WEIGHTED.get(node.kind());
        if (weight != null) {
            return of(node.input(weight));
        }
        if (FIRST.contains(node.kind())) {
            return isFloating(node.input(0)) ? of(node.input(0)) : null;
        }
        if (ALL.contains(node.kind())) {
            return ofAll(node);
        }
        return null;
    }

    /** Of tensors that are equal in dtype, and floating, so that a number beside them changes nothing. */
    private DType ofAll(Node node) {
        DType common = null;
        for (Value input : node.inputs()) {
            if (input.type() != Type.TENSOR) {
                continue;
            }
            if (!isFloating(input) || common != null && of(input) != common) {
                return null;
            }
            common = of(input);
        }
        return common;
    }
}

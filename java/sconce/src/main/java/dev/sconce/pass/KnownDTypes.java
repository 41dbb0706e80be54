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
    /** Operators whose result has the dtype of their tensors where these agree, beside numbers. */
    private static final Set<String> ALL = Set.of(
            "aten::add",
            "aten::clamp",
            "aten::sub",
            "aten::mul",
            "aten::div",
            "aten::matmul",
            "aten::bmm",
            "aten::pow");

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
        ResultTraits traits = ResultTraits.of(node);
        if (traits != null) {
            Value input = node.input(traits.dtype());
            return isFloating(input) ? of(input) : null;
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

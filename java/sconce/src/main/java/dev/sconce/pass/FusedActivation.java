package dev.sconce.pass;

import dev.sconce.ir.Node;
import dev.sconce.ir.Value;

/**
 * An activation that a product or a convolution can apply to what it is about to store.
 *
 * @param name as {@code sconce::convolution} and its like have it
 * @param lo {@code clamp}: the lower bound; {@code leaky_relu}: the slope
 * @param hi {@code clamp}: the upper bound
 */
record FusedActivation(String name, double lo, double hi) {
    static final FusedActivation NONE = new FusedActivation("none", 0, 0);

    /** What the node applies to its first input; null where it is no such activation, or its parameters are not known. */
    static FusedActivation of(Node node) {
        return switch (node.kind()) {
            case "aten::relu" -> new FusedActivation("relu", 0, 0);
            case "aten::relu6" -> new FusedActivation("clamp", 0, 6);
            case "aten::hardtanh" -> clamp(node.input(1), node.input(2));
            case "aten::clamp" -> node.schema().overload().isEmpty() ? clamp(node.input(1), node.input(2)) : null;
            case "aten::silu" -> new FusedActivation("silu", 0, 0);
            case "aten::sigmoid" -> new FusedActivation("sigmoid", 0, 0);
            case "aten::tanh" -> new FusedActivation("tanh", 0, 0);
            case "aten::hardswish" -> new FusedActivation("hardswish", 0, 0);
            case "aten::hardsigmoid" -> new FusedActivation("hardsigmoid", 0, 0);
            case "aten::leaky_relu" -> {
                Double slope = number(node.input(1));
                yield slope == null ? null : new FusedActivation("leaky_relu", slope, 0);
            }
            case "aten::gelu" ->
                Constants.valueOf(node.input(1)) instanceof String approximate
                        ? new FusedActivation(approximate.equals("tanh") ? "gelu_tanh" : "gelu", 0, 0)
                        : null;
            default -> null;
        };
    }

    private static FusedActivation clamp(Value lo, Value hi) {
        Double low = Constants.isNone(lo) ? Double.valueOf(Double.NEGATIVE_INFINITY) : number(lo);
        Double high = Constants.isNone(hi) ? Double.valueOf(Double.POSITIVE_INFINITY) : number(hi);
        return low == null || high == null || low.isNaN() || high.isNaN()
                ? null
                : new FusedActivation("clamp", low, high);
    }

    private static Double number(Value value) {
        return Constants.valueOf(value) instanceof Number number ? number.doubleValue() : null;
    }
}

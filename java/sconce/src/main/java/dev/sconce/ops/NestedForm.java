package dev.sconce.ops;

import dev.sconce.UnsupportedException;
import dev.sconce.runtime.ListValue;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * What an operator of plain tensors does where it is called on a nested one: some tell what is alike for the padded batch, and the fast
 * path of the encoder computes on that with a mask. All others refuse: their methods take a {@link dev.sconce.Tensor}, and a nested one
 * is none.
 */
final class NestedForm {
    private static final String ENCODER_LAYER = "aten::_transformer_encoder_layer_fwd";
    private static final Set<String> READ =
            Set.of("aten::dim", "prim::device", "prim::dtype", "prim::layout", "prim::requires_grad");
    private static final int MASK = 18;
    private static final int MASK_TYPE = 19;
    private static final long PADDING = 1;

    private NestedForm() {}

    /**
     * The operator's result on arguments that its method did not take.
     *
     * @param operator on plain tensors
     * @throws UnsupportedException where some argument is nested and the operator has no form for that
     * @throws RuntimeException the one given, where none is
     */
    static Object apply(
            String name, Function<Object[], Object> operator, Object[] arguments, RuntimeException refusal) {
        if (Arrays.stream(arguments).noneMatch(NestedForm::isNested)) {
            throw refusal;
        }
        Object[] plain = arguments.clone();
        if (arguments[0] instanceof NestedTensor nested) {
            plain[0] = nested.padded();
            if (READ.contains(name)) {
                return operator.apply(plain);
            }
            if (name.equals(ENCODER_LAYER) && arguments[MASK] == null) {
                plain[MASK] = ComparisonOps.logicalNot(nested.present(), null);
                plain[MASK_TYPE] = PADDING;
                return new NestedTensor((dev.sconce.Tensor) operator.apply(plain), nested.present());
            }
        }
        throw new UnsupportedException("nested tensors are not supported by " + name
                + (name.equals(ENCODER_LAYER) ? " with a mask" : "") + ": call to_padded_tensor before");
    }

    private static boolean isNested(Object argument) {
        return argument instanceof NestedTensor
                || argument instanceof ListValue list
                        && list.items().stream().filter(Objects::nonNull).anyMatch(NestedForm::isNested);
    }
}

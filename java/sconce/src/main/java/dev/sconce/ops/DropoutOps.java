package dev.sconce.ops;

import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;

/**
 * Dropouts. A model in eval mode passes its input on as it is; training mode is refused, but where nothing is dropped.
 */
final class DropoutOps {
    private DropoutOps() {}

    @Operator("aten::dropout(Tensor input, float p, bool train) -> Tensor")
    @Operator("aten::dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)")
    @Operator("aten::feature_dropout(Tensor input, float p, bool train) -> Tensor")
    @Operator("aten::feature_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)")
    @Operator("aten::alpha_dropout(Tensor input, float p, bool train) -> Tensor")
    @Operator("aten::alpha_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)")
    @Operator("aten::feature_alpha_dropout(Tensor input, float p, bool train) -> Tensor")
    @Operator("aten::feature_alpha_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)")
    static Tensor dropout(Tensor input, double p, boolean train) {
        if (p < 0 || p > 1) {
            throw Checks.error("dropout probability has to be between 0 and 1, but got %s", p);
        }
        if (train && p > 0 && input.numel() > 0) {
            throw new UnsupportedException(
                    "dropout in training mode is not supported: call eval() before the model is exported");
        }
        return input;
    }
}

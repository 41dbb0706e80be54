package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Dropouts: in training mode with PyTorch's random numbers; in eval mode the input passes as it is. */
final class DropoutOps {
    private DropoutOps() {}

    /** The negative saturation of SELU: what alpha dropout puts in place of the dropped. */
    private static final double ALPHA = 1.7580993408473766;

    private static final Scalar ONE = Scalar.of(1L);

    private static boolean dropsNothing(Tensor input, double p, boolean train) {
        if (!(p >= 0 && p <= 1)) {
            throw Checks.error("dropout probability has to be between 0 and 1, but got %s", p);
        }
        return p == 0 || !train || input.numel() == 0;
    }

    /** For each element, or for each channel, 1 with probability 1 - p, else 0. */
    private static Tensor kept(Tensor input, double p, boolean channels) {
        Tensor noise;
        if (channels) {
            if (input.dim() < 2) {
                throw Checks.error("Feature dropout requires at least 2 dimensions in the input");
            }
            long[] sizes = new long[input.dim()];
            Arrays.fill(sizes, 1);
            sizes[0] = input.sizes()[0];
            sizes[1] = input.sizes()[1];
            noise = Tensor.empty(input.dtype(), sizes);
        } else {
            noise = Out.emptyLike(input, input.dtype());
        }
        return RandomOps.bernoulli(noise, 1 - p, null);
    }

    private static Tensor scaled(Tensor input, double p, boolean channels, Tensor out) {
        if (p == 1) {
            return ArithmeticOps.mul(input, Scalar.of(0L), out);
        }
        Tensor noise = kept(input, p, channels);
        return ArithmeticOps.mul(input, ArithmeticOps.div(noise, Scalar.of(1 - p), noise), out);
    }

    /** Keeps mean and variance of inputs that are normal. */
    private static Tensor alpha(Tensor input, double p, boolean channels, Tensor out) {
        if (p == 1) {
            return ArithmeticOps.mul(input, Scalar.of(0L), out);
        }
        double a = 1 / Math.sqrt((ALPHA * ALPHA * p + 1) * (1 - p));
        Tensor noise = kept(input, p, channels);
        Tensor dropped = ArithmeticOps.mul(ArithmeticOps.sub(noise, ONE, ONE, null), Scalar.of(ALPHA * a), null);
        Tensor shift = ArithmeticOps.add(dropped, Scalar.of(ALPHA * a * p), ONE, null);
        Tensor product = ArithmeticOps.mul(input, ArithmeticOps.mul(noise, Scalar.of(a), null), null);
        return ArithmeticOps.add(product, shift, ONE, out);
    }

    @Operator("aten::dropout(Tensor input, float p, bool train) -> Tensor")
    @Operator("aten::dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)")
    static Tensor dropout(Tensor input, double p, boolean train, Tensor out) {
        return dropsNothing(input, p, train) ? input : scaled(input, p, false, out);
    }

    @Operator("aten::feature_dropout(Tensor input, float p, bool train) -> Tensor")
    @Operator("aten::feature_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)")
    static Tensor featureDropout(Tensor input, double p, boolean train, Tensor out) {
        return dropsNothing(input, p, train) ? input : scaled(input, p, true, out);
    }

    @Operator("aten::alpha_dropout(Tensor input, float p, bool train) -> Tensor")
    @Operator("aten::alpha_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)")
    static Tensor alphaDropout(Tensor input, double p, boolean train, Tensor out) {
        return dropsNothing(input, p, train) ? input : alpha(input, p, false, out);
    }

    @Operator("aten::feature_alpha_dropout(Tensor input, float p, bool train) -> Tensor")
    @Operator("aten::feature_alpha_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)")
    static Tensor featureAlphaDropout(Tensor input, double p, boolean train, Tensor out) {
        return dropsNothing(input, p, train) ? input : alpha(input, p, true, out);
    }

    /** With the mask of what was kept; train null counts as true. */
    @Operator("aten::native_dropout(Tensor input, float p, bool? train) -> (Tensor, Tensor)")
    static Tensor[] nativeDropout(Tensor input, double p, Boolean train) {
        Tensor mask = Out.emptyLike(input, DType.BOOL);
        if (dropsNothing(input, p, train == null || train)) {
            return new Tensor[] {Out.copy(input), Elements.fill(mask, ONE)};
        }
        RandomOps.bernoulli(mask, 1 - p, null);
        Tensor product = ArithmeticOps.mul(input, mask, null);
        return new Tensor[] {ArithmeticOps.mul(product, Scalar.of(p == 1 ? 0 : 1 / (1 - p)), product), mask};
    }
}

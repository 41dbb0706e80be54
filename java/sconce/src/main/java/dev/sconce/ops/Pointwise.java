package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;

/**
 * The usual ways to run a pointwise kernel. Operands are a Tensor or a number each; {@code out} is null for a new
 * tensor.
 */
final class Pointwise {
    private Pointwise() {}

    static TensorIterator inputs(Kernel kernel, Object... operands) {
        TensorIterator iterator = TensorIterator.of(kernel);
        for (Object operand : operands) {
            if (operand instanceof Tensor tensor) {
                iterator.input(tensor);
            } else {
                iterator.input(Convert.toScalar(operand));
            }
        }
        return iterator;
    }

    /** In the tensor's own dtype. */
    static Tensor same(Kernel kernel, Tensor self, Tensor out) {
        return TensorIterator.of(kernel).input(self).out(out).run();
    }

    /** In the promoted dtype. */
    static Tensor promoted(Kernel kernel, Object a, Object b, Tensor out) {
        return inputs(kernel, a, b).promote().out(out).run();
    }

    /** Integers are computed as float32. */
    static Tensor floating(Kernel kernel, Tensor self, Tensor out) {
        return TensorIterator.of(kernel).input(self).promoteToFloat().out(out).run();
    }

    static Tensor floating(Kernel kernel, Object a, Object b, Tensor out) {
        return inputs(kernel, a, b).promoteToFloat().out(out).run();
    }

    /** The result is bool. */
    static Tensor test(Kernel kernel, Tensor self, Tensor out) {
        return TensorIterator.of(kernel).input(self).result(DType.BOOL).out(out).run();
    }

    static Tensor test(Kernel kernel, Object a, Object b, Tensor out) {
        return inputs(kernel, a, b).promote().result(DType.BOOL).out(out).run();
    }
}

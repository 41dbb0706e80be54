package dev.sconce.exec;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ListValue;
import java.util.function.IntFunction;

/** {@code x.tolist()}: a tensor's elements as nested lists of numbers. Equals PyTorch's {@code prim::tolist}. */
final class TensorLists {
    private TensorLists() {}

    /**
     * The elements as a value of the annotated type: of a tensor without dimensions a number, else lists in lists.
     *
     * @throws OperatorException when the tensor has other dimensions, or elements of another kind, than the type says
     */
    static Object of(Tensor tensor, Type type) {
        int depth = 0;
        Type element = type;
        while (element instanceof Type.ListType list) {
            depth++;
            element = list.element();
        }
        if (depth != tensor.dim()) {
            throw new OperatorException(
                    "Output annotation list dimension and runtime tensor dimension must match for tolist(): "
                            + type.annotation() + " and a tensor of " + tensor.dim() + " dimensions");
        }
        int[] next = {0};
        return nested(tensor.shape(), 0, type, elements(tensor, element, type), next);
    }

    private static IntFunction<Object> elements(Tensor tensor, Type element, Type type) {
        DType dtype = tensor.dtype();
        if (element == Type.INT && dtype == DType.INT64) {
            long[] data = tensor.getDataAsLongArray();
            return i -> data[i];
        } else if (element == Type.BOOL && dtype == DType.BOOL) {
            boolean[] data = tensor.getDataAsBooleanArray();
            return i -> data[i];
        } else if (element == Type.FLOAT && dtype == DType.FLOAT64) {
            double[] data = tensor.getDataAsDoubleArray();
            return i -> data[i];
        } else if (element == Type.FLOAT && dtype == DType.FLOAT32) {
            float[] data = tensor.getDataAsFloatArray();
            return i -> (double) data[i];
        }
        throw new OperatorException(
                "Output annotation element type and runtime tensor element type must match for tolist(): "
                        + (element == Type.INT ? DType.INT64 : element == Type.BOOL ? DType.BOOL : DType.FLOAT64)
                                .scalarTypeName()
                        + " vs " + dtype.scalarTypeName());
    }

    private static Object nested(long[] shape, int dimension, Type type, IntFunction<Object> elements, int[] next) {
        if (dimension == shape.length) {
            return elements.apply(next[0]++);
        }
        Type inner = ((Type.ListType) type).element();
        ListValue list = new ListValue(inner);
        for (long i = 0; i < shape[dimension]; i++) {
            list.add(nested(shape, dimension + 1, inner, elements, next));
        }
        return list;
    }
}

package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import java.util.StringJoiner;

/** A tensor's elements as text for a model's {@code print}: nested brackets, and the type below as PyTorch's C++ side writes it. */
final class TensorText {
    /** Elements printed before the rest is left out. */
    private static final int MOST = 1000;

    private TensorText() {}

    static String of(Tensor tensor) {
        StringJoiner shape = new StringJoiner(",", "{", "}");
        for (long size : tensor.sizes()) {
            shape.add(Long.toString(size));
        }
        String type = "[ CPU" + tensor.dtype().scalarTypeName() + "Type" + shape + " ]";
        if (tensor.numel() > MOST) {
            return "(" + tensor.numel() + " elements)\n" + type;
        }
        if (tensor.dtype().isComplex()) {
            throw new UnsupportedException("printing a tensor of " + tensor.dtype());
        }
        double[] values = TensorIterator.cast(tensor, DType.FLOAT64).getDataAsDoubleArray();
        StringBuilder text = new StringBuilder();
        long rowLength = tensor.dim() == 0 ? 1 : tensor.sizes()[tensor.dim() - 1];
        for (int i = 0; i < values.length; i++) {
            boolean whole = values[i] == Math.rint(values[i]) && Math.abs(values[i]) < 1e10;
            text.append(' ').append(whole ? Long.toString((long) values[i]) : Text.significant(values[i], 5));
            if ((i + 1) % rowLength == 0) {
                text.append('\n');
            }
        }
        return text + type;
    }
}

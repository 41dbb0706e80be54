package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * A tensor as text for a model's {@code print} and {@code str}, as PyTorch's C++ side writes it: a vector line by line, a matrix in rows, in
 * blocks of columns that fit into a line, and matrices of more dimensions one after another; the type below. Complex numbers show their real
 * parts.
 */
final class TensorText {
    private static final int LINE = 80;

    private final StringBuilder text = new StringBuilder();

    private TensorText() {}

    static String of(Tensor tensor) {
        StringJoiner shape = new StringJoiner(",", "{", "}");
        for (long size : tensor.sizes()) {
            shape.add(Long.toString(size));
        }
        Tensor real = tensor.dtype().isComplex() ? ComplexOps.real(tensor) : tensor;
        Tensor values = TensorIterator.cast(real, DType.FLOAT64);
        TensorText printed = new TensorText();
        if (tensor.dim() == 0) {
            printed.text.append(shortest(Elements.toDouble(values))).append('\n');
        } else if (tensor.numel() > 0) {
            printed.append(values.getDataAsDoubleArray(), tensor.sizes());
        }
        return printed.text + "[ CPU" + tensor.dtype().scalarTypeName() + "Type" + shape + " ]";
    }

    /** The fewest digits that tell the number from all others. */
    private static String shortest(double value) {
        if (!Double.isFinite(value)) {
            return Text.of(value);
        }
        String text = "";
        for (int digits = 15; digits <= 17; digits++) {
            text = Text.significant(value, digits);
            if (Double.parseDouble(text) == value) {
                break;
            }
        }
        return text;
    }

    private void append(double[] values, long[] sizes) {
        if (sizes.length == 1) {
            Format format = Format.of(values, 0, values.length);
            appendScale(format, 0);
            for (double value : values) {
                text.append(format.of(value)).append('\n');
            }
            return;
        }
        int rows = (int) sizes[sizes.length - 2];
        int columns = (int) sizes[sizes.length - 1];
        if (sizes.length == 2) {
            appendMatrix(values, 0, rows, columns, 0);
            return;
        }
        // The first dimension counts fastest.
        int matrices = values.length / (rows * columns);
        int[] counter = new int[sizes.length - 2];
        for (int i = 0; i < matrices; i++) {
            text.append(i == 0 ? "(" : "\n(");
            int at = 0;
            for (int d = 0; d < counter.length; d++) {
                text.append(counter[d] + 1).append(',');
                at = at * (int) sizes[d] + counter[d];
            }
            text.append(".,.) = \n");
            appendMatrix(values, at * rows * columns, rows, columns, 1);
            for (int d = 0; d < counter.length && ++counter[d] == sizes[d]; d++) {
                counter[d] = 0;
            }
        }
    }

    private void appendMatrix(double[] values, int from, int rows, int columns, int indent) {
        Format format = Format.of(values, from, from + rows * columns);
        int columnsALine = (LINE - indent) / (format.width + 1);
        for (int first = 0; first < columns; first += columnsALine) {
            int last = Math.min(first + columnsALine, columns);
            if (columnsALine < columns) {
                text.append(first == 0 ? "" : "\n").append("Columns ").append(first + 1);
                text.append(" to ").append(last).append(" ".repeat(indent));
            }
            appendScale(format, indent);
            for (int r = 0; r < rows; r++) {
                for (int c = first; c < last; c++) {
                    text.append(format.of(values[from + r * columns + c])).append(c < last - 1 ? ' ' : '\n');
                }
                if (r < rows - 1) {
                    text.append(" ".repeat(format.scale == 1 ? indent : indent + 1));
                }
            }
        }
    }

    private void appendScale(Format format, int indent) {
        if (format.scale != 1) {
            text.append(Text.significant(format.scale, 6)).append(" *\n").append(" ".repeat(indent));
        }
    }

    /** How the numbers of a matrix are written: all alike. */
    private record Format(int width, double scale, boolean whole, boolean scientific) {
        static Format of(double[] values, int from, int to) {
            boolean whole = true;
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (int i = from; i < to; i++) {
                if (Double.isFinite(values[i])) {
                    whole &= values[i] == Math.ceil(values[i]);
                    least = Math.min(least, Math.abs(values[i]));
                    most = Math.max(most, Math.abs(values[i]));
                }
            }
            // Digits before the point; numbers that are none count as 1.
            int low = least == Double.POSITIVE_INFINITY ? 1 : digits(least);
            int high = least == Double.POSITIVE_INFINITY ? 1 : digits(most);
            if (whole) {
                return high > 9 ? new Format(11, 1, false, true) : new Format(high + 1, 1, true, false);
            }
            if (high - low > 4) {
                return new Format(Math.abs(high) > 99 || Math.abs(low) > 99 ? 12 : 11, 1, false, true);
            }
            return high > 5 || high < 0
                    ? new Format(7, Math.pow(10, high - 1), false, false)
                    : new Format(high == 0 ? 7 : high + 6, 1, false, false);
        }

        private static int digits(double value) {
            return value == 0 ? 1 : (int) Math.floor(Math.log10(value)) + 1;
        }

        String of(double value) {
            double scaled = value / scale;
            String number = !Double.isFinite(scaled)
                    ? Text.of(scaled)
                    : whole
                            ? Text.significant(scaled, 17)
                            : String.format(Locale.ROOT, scientific ? "%.4e" : "%.4f", scaled);
            return " ".repeat(Math.max(0, width - number.length())) + number;
        }
    }
}

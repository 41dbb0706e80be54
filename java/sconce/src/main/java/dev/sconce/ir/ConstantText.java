package dev.sconce.ir;

import dev.sconce.Device;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.TupleValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.StringJoiner;

/**
 * Writes values as PyTorch's schemas and graphs do: {@code None}, {@code True}, {@code 1.}, {@code "text"}, {@code
 * [1, 2]}.
 */
final class ConstantText {
    private ConstantText() {}

    /**
     * The text of a value in the interpreter's representation; what has no literal is named by its class in angle
     * brackets.
     */
    static String of(Object value) {
        if (value == null) {
            return "None";
        } else if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        } else if (value instanceof Double number) {
            return ofDouble(number);
        } else if (value instanceof String text) {
            return quoted(text);
        } else if (value instanceof Number || value instanceof Type) {
            return value.toString();
        } else if (value instanceof Complex number) {
            String imaginary = ofDouble(number.imaginary());
            return ofDouble(number.real()) + (imaginary.startsWith("-") ? "" : "+") + imaginary + "j";
        } else if (value instanceof Device) {
            return quoted(value.toString());
        } else if (value instanceof List<?> list) {
            return joined("[", list, "]");
        } else if (value instanceof ListValue list) {
            return joined("[", list.items(), "]");
        } else if (value instanceof TupleValue tuple) {
            return joined("(", tuple.items(), ")");
        } else if (value instanceof DictValue dict) {
            StringJoiner text = new StringJoiner(", ", "{", "}");
            dict.entries().forEach((k, v) -> text.add(of(k) + ": " + of(v)));
            return text.toString();
        }
        return "<" + value.getClass().getSimpleName() + ">";
    }

    private static String joined(String open, List<?> elements, String close) {
        StringJoiner text = new StringJoiner(", ", open, close);
        elements.forEach(e -> text.add(of(e)));
        return text.toString();
    }

    /** Whole numbers below 1e10 end in a point; others have the 17 digits that C's {@code %.17g} gives. */
    static String ofDouble(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (Math.abs(value) < 1e10 && value == (long) value) {
            return (value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value)) + ".";
        }
        BigDecimal rounded = new BigDecimal(value)
                .round(new MathContext(17, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < 17) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        return (value < 0 ? "-" : "")
                + digits.charAt(0)
                + fraction
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> quoted.append("\\\\");
                case '"' -> quoted.append("\\\"");
                case '\'' -> quoted.append("\\'");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                case '\u0007' -> quoted.append("\\a");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\u000b' -> quoted.append("\\v");
                default -> {
                    if (c < ' ' || c == 127) {
                        quoted.append('\\').append(String.format("%03o", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}

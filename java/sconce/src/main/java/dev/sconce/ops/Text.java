package dev.sconce.ops;

import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.TupleValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.StringJoiner;

/** Values as text in TorchScript's manner, which is not quite Python's: {@code 1.} for a float that is whole, 17 digits for others. */
public final class Text {
    /** Floats below this, which fit into an int, are printed as integers with a point where they are whole. */
    private static final double MOST_WHOLE = 0x1p63;

    private Text() {}

    /** {@code str(value)}, and what {@code print} and {@code format} write. */
    public static String str(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean b) {
            return b ? "True" : "False";
        }
        if (value instanceof Double d) {
            return of(d);
        }
        if (value instanceof Complex c) {
            return of(c.real()) + (c.imaginary() < 0 || Double.isNaN(c.imaginary()) ? "" : "+") + of(c.imaginary())
                    + "j";
        }
        if (value instanceof ListValue list) {
            StringJoiner text = new StringJoiner(", ", "[", "]");
            list.items().forEach(item -> text.add(str(item)));
            return text.toString();
        }
        if (value instanceof TupleValue tuple) {
            StringJoiner text = new StringJoiner(", ", "(", tuple.size() == 1 ? ",)" : ")");
            tuple.items().forEach(item -> text.add(str(item)));
            return text.toString();
        }
        if (value instanceof DictValue dict) {
            StringJoiner text = new StringJoiner(", ", "{", "}");
            dict.entries().forEach((k, v) -> text.add(str(k) + ": " + str(v)));
            return text.toString();
        }
        if (value instanceof Tensor tensor) {
            return TensorText.of(tensor);
        }
        return value.toString();
    }

    /** A float as C++'s {@code setprecision(17)} prints it: the shorter of fixed and scientific, without trailing zeros. */
    static String of(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (Math.abs(value) < MOST_WHOLE && value == Math.rint(value)) {
            return (long) value + ".";
        }
        return significant(value, 17);
    }

    /** C's {@code %.Ng}. */
    static String significant(double value, int digits) {
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
        int exponent = rounded.precision() - rounded.scale() - 1;
        BigDecimal stripped = rounded.stripTrailingZeros();
        if (exponent >= -4 && exponent < digits) {
            return stripped.toPlainString();
        }
        String unscaled = stripped.unscaledValue().abs().toString();
        String mantissa = unscaled.length() == 1 ? unscaled : unscaled.charAt(0) + "." + unscaled.substring(1);
        return (value < 0 ? "-" : "") + mantissa + "e" + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /** As C's {@code strtod} and {@code strtoll} begin: blanks of ASCII are skipped. What follows a number, they leave, and PyTorch refuses. */
    static String withoutLeadingBlanks(String text) {
        int from = 0;
        while (from < text.length() && " \t\n\u000b\f\r".indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        return text.substring(from);
    }

    /** {@code float(text)}: what {@code std::stod} reads, which are hexadecimal numbers too, and none whose exponent is out of range. */
    static double parseFloat(String text) {
        String plain = withoutLeadingBlanks(text).toLowerCase(Locale.ROOT);
        switch (plain) {
            case "inf", "+inf", "infinity", "+infinity":
                return Double.POSITIVE_INFINITY;
            case "-inf", "-infinity":
                return Double.NEGATIVE_INFINITY;
            case "nan", "+nan", "-nan":
                return Double.NaN;
            default:
        }
        boolean decimal = plain.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)(e[-+]?\\d+)?");
        if (!decimal && !plain.matches("[-+]?0x(\\p{XDigit}+\\.?\\p{XDigit}*|\\.\\p{XDigit}+)(p[-+]?\\d+)?")) {
            throw new OperatorException("could not convert string to float: '" + text + "'");
        }
        // Java wants an exponent of a hexadecimal number.
        double value = Double.parseDouble(decimal || plain.contains("p") ? plain : plain + "p0");
        boolean zero = plain.replaceFirst("^[-+]?(0x)?", "").matches("[0.]+([ep].*)?");
        if (Double.isInfinite(value) || Math.abs(value) < Double.MIN_NORMAL && !zero) {
            throw new OperatorException("stod: '" + text + "' is out of the range of a float");
        }
        return value;
    }

    /** {@code aten::format}: the first argument with each {@code {}} replaced by the next of the others. */
    static String format(Object[] arguments) {
        String pattern = (String) arguments[0];
        StringBuilder text = new StringBuilder();
        int used = 1;
        int from = 0;
        for (int at = pattern.indexOf("{}"); at >= 0; at = pattern.indexOf("{}", from)) {
            if (used >= arguments.length) {
                throw new OperatorException("Too few arguments for format string: " + pattern);
            }
            text.append(pattern, from, at).append(str(arguments[used++]));
            from = at + 2;
        }
        return text.append(pattern.substring(from)).toString();
    }

    /** {@code aten::percentFormat}: {@code pattern % arguments} with the specifiers that TorchScript has: s, d, i, f, F, e, E, c. */
    static String percentFormat(Object[] arguments) {
        if (arguments.length == 2 && arguments[1] instanceof TupleValue several) {
            Object[] unpacked = new Object[several.size() + 1];
            unpacked[0] = arguments[0];
            System.arraycopy(several.items().toArray(), 0, unpacked, 1, several.size());
            return percentFormat(unpacked);
        }
        String pattern = (String) arguments[0];
        StringBuilder text = new StringBuilder();
        int used = 1;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%') {
                text.append(c);
                continue;
            }
            if (++i >= pattern.length()) {
                throw new OperatorException("Incomplete format specifier");
            }
            char specifier = pattern.charAt(i);
            if (specifier == '%') {
                text.append('%');
                continue;
            }
            if (used >= arguments.length) {
                throw new OperatorException("Too few arguments for format string: " + pattern);
            }
            text.append(specified(specifier, arguments[used++]));
        }
        if (used < arguments.length) {
            throw new OperatorException("Too many arguments for format string: " + pattern);
        }
        return text.toString();
    }

    private static String specified(char specifier, Object value) {
        return switch (specifier) {
            case 's' -> str(value);
            case 'd', 'i' -> Long.toString(integer(number(specifier, value)));
            case 'f', 'F', 'e', 'E' -> fraction(specifier, NumberOps.toFloat(number(specifier, value)));
            case 'c' -> character(value);
            default ->
                throw new OperatorException(
                        "The specifier %" + specifier + " is not supported in TorchScript format strings");
        };
    }

    private static String character(Object value) {
        if (value instanceof Long code) {
            return Utf8.text(Character.toString(code.intValue() & 0xff));
        }
        if (value instanceof String text && Utf8.bytes(text).length() == 1) {
            return text;
        }
        throw new OperatorException("%c requires an int or char for formatting, but got " + kind(value));
    }

    /** With the digits of a float32, which TorchScript makes of the number first. */
    private static String fraction(char specifier, double value) {
        if (!Double.isFinite(value)) {
            return specifier == 'E'
                    ? of(value).toUpperCase(Locale.ROOT)
                    : of(value); // the stream is told so for E, not for F
        }
        double single = (float) value;
        String format = specifier == 'F' ? "%.6f" : "%.6" + specifier;
        if (single == 0) {
            return String.format(Locale.ROOT, format, single); // with its sign
        }
        // C rounds what lies in the middle to the even digit, Java upwards.
        BigDecimal exact = new BigDecimal(single);
        BigDecimal rounded = Character.toLowerCase(specifier) == 'f'
                ? exact.setScale(6, RoundingMode.HALF_EVEN)
                : exact.round(new MathContext(7, RoundingMode.HALF_EVEN));
        return String.format(Locale.ROOT, format, rounded);
    }

    /** A float is made a C int, which one that does not fit becomes the least of. */
    private static long integer(Object number) {
        if (number instanceof Double d) {
            return d > Integer.MIN_VALUE - 1.0 && d < Integer.MAX_VALUE + 1.0 ? d.intValue() : Integer.MIN_VALUE;
        }
        return NumberOps.toInt(number);
    }

    private static Object number(char specifier, Object value) {
        if (value instanceof Long || value instanceof Double) {
            return value;
        }
        throw new OperatorException("%" + specifier + " requires a number for formatting, but got " + kind(value));
    }

    /** What PyTorch calls a value of this kind. */
    private static String kind(Object value) {
        if (value == null) {
            return "None";
        }
        return value instanceof Boolean
                ? "Bool"
                : value instanceof ListValue
                        ? "GenericList"
                        : value.getClass().getSimpleName().replace("Value", "");
    }
}

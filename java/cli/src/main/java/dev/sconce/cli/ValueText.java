package dev.sconce.cli;

import dev.sconce.Tensor;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.TupleValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values in words: what {@code run} prints of a result. */
final class ValueText {
    private static final int FIRST = 8;

    private ValueText() {}

    /** The type as Python names it. */
    static String kind(Object value) {
        if (value == null) {
            return "None";
        } else if (value instanceof Tensor) {
            return "Tensor";
        } else if (value instanceof Long) {
            return "int";
        } else if (value instanceof Double) {
            return "float";
        } else if (value instanceof Boolean) {
            return "bool";
        } else if (value instanceof String) {
            return "str";
        } else if (value instanceof Complex) {
            return "complex";
        } else if (value instanceof ListValue) {
            return "list";
        } else if (value instanceof TupleValue) {
            return "tuple";
        } else if (value instanceof DictValue) {
            return "dict";
        } else if (value instanceof ObjectValue object) {
            return object.type().qualifiedName();
        }
        return value.getClass().getSimpleName();
    }

    /** A plain value as Python writes it; a container by its type and size. */
    static String brief(Object value) {
        if (value == null) {
            return "None";
        } else if (value instanceof Boolean bool) {
            return bool ? "True" : "False";
        } else if (value instanceof String text) {
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
        } else if (value instanceof ListValue list) {
            return "list of " + list.size();
        } else if (value instanceof TupleValue tuple) {
            return "tuple of " + tuple.size();
        } else if (value instanceof DictValue dict) {
            return "dict of " + dict.size();
        }
        return value.toString();
    }

    /** A line for each tensor and plain value in {@code value}, headed by where it is: {@code result['scores'][0]}. */
    static List<String> lines(Object value) {
        List<String> lines = new ArrayList<>();
        describe("result", value, lines);
        return lines;
    }

    private static void describe(String path, Object value, List<String> lines) {
        if (value instanceof Tensor tensor) {
            lines.add(path + "  Tensor  " + tensor.dtype() + "  " + Arrays.toString(tensor.sizes()) + "  "
                    + first(tensor));
            return;
        }
        lines.add(path + "  " + kind(value) + "  " + brief(value));
        if (value instanceof ListValue list) {
            for (int i = 0; i < list.size(); i++) {
                describe(path + "[" + i + "]", list.get(i), lines);
            }
        } else if (value instanceof TupleValue tuple) {
            for (int i = 0; i < tuple.size(); i++) {
                boolean isNamed = tuple.type() != null && tuple.type().name() != null;
                describe(path + (isNamed ? "." + tuple.type().fields().get(i) : "[" + i + "]"), tuple.get(i), lines);
            }
        } else if (value instanceof DictValue dict) {
            dict.entries().forEach((key, item) -> describe(path + "[" + brief(key) + "]", item, lines));
        }
    }

    private static String first(Tensor tensor) {
        List<Object> values = elements(tensor, FIRST);
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            text.append(text.isEmpty() ? "" : " ").append(value instanceof Boolean b ? (b ? "True" : "False") : value);
        }
        return tensor.numel() > FIRST ? text + " …" : text.toString();
    }

    /** The first elements in row-major order: Double, Long, Boolean or {@link Complex}. */
    private static List<Object> elements(Tensor tensor, int limit) {
        int count = (int) Math.min(tensor.numel(), limit);
        List<Object> out = new ArrayList<>(count);
        if (tensor.dtype().isComplex()) {
            double[] parts = TensorElements.floating(tensor, count);
            for (int i = 0; i < count; i++) {
                out.add(new Complex(parts[2 * i], parts[2 * i + 1]));
            }
        } else if (tensor.dtype().isFloatingPoint()) {
            double[] values = TensorElements.floating(tensor, count);
            for (int i = 0; i < count; i++) {
                out.add(tensor.dtype() == dev.sconce.DType.FLOAT64 ? (Object) values[i] : (Object) (float) values[i]);
            }
        } else {
            long[] values = TensorElements.integral(tensor, count);
            for (int i = 0; i < count; i++) {
                out.add(tensor.dtype() == dev.sconce.DType.BOOL ? (Object) (values[i] != 0) : (Object) values[i]);
            }
        }
        return out;
    }

    /** The same as {@link #lines} for JSON: type, dtype, shape, first values, elements. */
    static Map<String, Object> json(Object value) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("type", kind(value));
        if (value instanceof Tensor tensor) {
            out.put("dtype", tensor.dtype().toString());
            out.put("shape", tensor.shape());
            out.put(
                    "first",
                    elements(tensor, FIRST).stream().map(ValueText::plain).toList());
        } else if (value instanceof ListValue list) {
            out.put("elements", list.items().stream().map(ValueText::json).toList());
        } else if (value instanceof TupleValue tuple) {
            out.put("elements", tuple.items().stream().map(ValueText::json).toList());
        } else if (value instanceof DictValue dict) {
            List<Object> entries = new ArrayList<>();
            dict.entries().forEach((key, item) -> entries.add(Map.of("key", plain(key), "value", json(item))));
            out.put("entries", entries);
        } else {
            out.put("value", plain(value));
        }
        return out;
    }

    private static Object plain(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return Json.number(((Number) value).doubleValue());
        }
        return value == null || value instanceof Long || value instanceof Boolean || value instanceof String
                ? value
                : value.toString();
    }
}

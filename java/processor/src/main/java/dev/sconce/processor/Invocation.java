package dev.sconce.processor;

import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;

/** One operator's call as Java source: {@code method(conversion(a[0]), ...)}, its result converted back. */
record Invocation(String schema, String call, boolean isVoid) {

    private static final String TENSOR = "dev.sconce.Tensor";

    /**
     * The call of {@code method} for {@code schema}. A method may have one Tensor parameter more than the schema has arguments, the
     * last: where the result goes. It gets {@code self} in an in-place schema and null else, so that {@code relu}, {@code relu_} and
     * {@code relu.out} are one method. A last Tensor[] parameter likewise: it gets all tensors at the end of an {@code .out} schema that
     * are written, so that {@code sort} and {@code sort.values} are one method, and null where a schema has none.
     */
    static Invocation of(String schema, ExecutableElement method) {
        int close = closing(schema);
        List<String> arguments = split(schema.substring(schema.indexOf('(') + 1, close));
        arguments.removeIf(a -> a.equals("*"));
        boolean vararg = arguments.remove("...");
        List<? extends VariableElement> parameters = method.getParameters();
        int written = vararg || !takesDestinations(parameters) ? 0 : writtenAtEnd(arguments);
        boolean destinations =
                !vararg && takesDestinations(parameters) && parameters.size() == arguments.size() - written + 1;
        boolean destination =
                !vararg && parameters.size() == arguments.size() + 1 && isTensor(parameters.get(arguments.size()));
        if (vararg ? parameters.size() != 1 : parameters.size() != arguments.size() && !destination && !destinations) {
            throw new IllegalArgumentException("the schema has " + arguments.size() + " arguments, the method "
                    + parameters.size() + " parameters");
        }
        List<String> converted = new ArrayList<>();
        int plain = arguments.size() - (destinations ? written : 0);
        for (int i = 0; i < plain && !vararg; i++) {
            converted.add(argument(parameters.get(i).asType().toString(), arguments.get(i), "a[" + i + "]"));
        }
        if (destination) {
            converted.add("(" + TENSOR + ") " + (arguments.get(0).startsWith("Tensor(a!)") ? "a[0]" : "null"));
        }
        if (destinations) {
            List<String> tensors = new ArrayList<>();
            for (int i = plain; i < arguments.size(); i++) {
                tensors.add("(" + TENSOR + ") a[" + i + "]");
            }
            converted.add(
                    written == 0
                            ? "(" + TENSOR + "[]) null"
                            : "new " + TENSOR + "[] {" + String.join(", ", tensors) + "}");
        }
        String call = method.getSimpleName() + "(" + (vararg ? "a" : String.join(", ", converted)) + ")";
        String returned = method.getReturnType().toString();
        return new Invocation(schema, result(returned, schema.substring(close), call), returned.equals("void"));
    }

    private static boolean isTensor(VariableElement parameter) {
        return parameter.asType().toString().equals(TENSOR);
    }

    private static boolean takesDestinations(List<? extends VariableElement> parameters) {
        return !parameters.isEmpty()
                && parameters.get(parameters.size() - 1).asType().toString().equals(TENSOR + "[]");
    }

    /** How many arguments at the end are tensors that are written, as {@code Tensor(a!) values, Tensor(b!) indices}. */
    private static int writtenAtEnd(List<String> arguments) {
        int count = 0;
        while (count < arguments.size()
                && arguments.get(arguments.size() - 1 - count).matches("Tensor\\([a-z]!\\) .*")) {
            count++;
        }
        return count;
    }

    /** The position of the parenthesis that ends the arguments. */
    private static int closing(String schema) {
        int depth = 0;
        for (int i = 0; i < schema.length(); i++) {
            char c = schema.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ')' && depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("the schema's parentheses do not match");
    }

    /** Splits at the commas that stand in no bracket. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            } else if (c == ',' && (depth == 0 || i == text.length())) {
                String part = text.substring(start, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                start = i + 1;
            }
        }
        return parts;
    }

    private static String argument(String javaType, String argument, String a) {
        return switch (javaType) {
            case "java.lang.Object" -> a;
            case "long" -> "(Long) " + a;
            case "boolean" -> "(Boolean) " + a;
            case "double" -> "Convert.toDouble(" + a + ")";
            case "java.lang.Double" -> "Convert.toDoubleOrNull(" + a + ")";
            case "dev.sconce.runtime.Scalar" -> "Convert.toScalar(" + a + ")";
            case "dev.sconce.DType" -> "Convert.toDType(" + a + ")";
            case "dev.sconce.Layout" -> "Convert.toLayout(" + a + ")";
            case "dev.sconce.MemoryFormat" -> "Convert.toMemoryFormat(" + a + ")";
            case "dev.sconce.Device" -> "Convert.toDevice(" + a + ")";
            case "long[]" -> "Convert.toLongs(" + a + ")";
            case "double[]" -> "Convert.toDoubles(" + a + ")";
            case "boolean[]" -> "Convert.toBooleans(" + a + ")";
            case "java.lang.String[]" -> "Convert.toStrings(" + a + ")";
            case "dev.sconce.Tensor[]" -> "Convert.toTensors(" + a + ")";
            case "dev.sconce.runtime.Scalar[]" -> "Convert.toScalars(" + a + ")";
            case "java.lang.Object[]" -> "((dev.sconce.runtime.ListValue) " + a + ").items().toArray()";
            case "java.lang.Long",
                    "java.lang.Boolean",
                    "java.lang.String",
                    "dev.sconce.Tensor",
                    "dev.sconce.runtime.ListValue",
                    "dev.sconce.runtime.DictValue",
                    "dev.sconce.runtime.TupleValue",
                    "dev.sconce.runtime.ObjectValue",
                    "dev.sconce.runtime.EnumValue",
                    "dev.sconce.runtime.FutureValue",
                    "dev.sconce.runtime.Complex",
                    "dev.sconce.runtime.Generator" -> "(" + javaType + ") " + a;
            default -> throw new IllegalArgumentException("no conversion to " + javaType + " for \"" + argument + "\"");
        };
    }

    private static String result(String javaType, String returns, String call) {
        boolean several =
                split(returns.substring(returns.indexOf("->") + 2).strip().replaceFirst("^\\((.*)\\)$", "$1"))
                                .size()
                        > 1;
        if (several) {
            if (javaType.endsWith("[]")) {
                return call;
            }
            throw new IllegalArgumentException("several returns need an array, not " + javaType);
        }
        return switch (javaType) {
            case "long[]",
                    "double[]",
                    "boolean[]",
                    "java.lang.String[]",
                    "dev.sconce.Tensor[]",
                    "dev.sconce.DType",
                    "dev.sconce.Layout",
                    "dev.sconce.MemoryFormat",
                    "dev.sconce.runtime.Scalar" -> "Convert.from(" + call + ")";
            default -> call;
        };
    }
}

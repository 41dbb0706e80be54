package dev.sconce.ir;

import dev.sconce.ir.FunctionSchema.Argument;
import dev.sconce.ir.FunctionSchema.Refinement;
import java.util.List;
import java.util.StringJoiner;

/** Writes arguments and returns of schemas as PyTorch does: {@code Tensor(a!) self}, {@code int[2] stride=1}. */
final class SchemaText {
    private SchemaText() {}

    static String argument(Argument argument) {
        StringBuilder text = new StringBuilder(type(argument));
        if (!argument.name().isEmpty()) {
            text.append(' ').append(argument.name());
        }
        if (argument.hasDefault()) {
            text.append('=').append(defaultValue(argument));
        }
        return text.toString();
    }

    /**
     * One return stands alone, unless its text would then read as a tuple of returns; the others are listed in
     * parentheses.
     */
    static String returns(List<Argument> returns, boolean varret) {
        if (varret && returns.isEmpty()) {
            return "...";
        }
        StringJoiner text = new StringJoiner(", ", "(", ")");
        returns.forEach(r -> text.add(argument(r)));
        if (varret) {
            text.add("...");
        } else if (returns.size() == 1) {
            String only = argument(returns.get(0));
            return only.startsWith("(") ? text.toString() : only;
        }
        return text.toString();
    }

    /** The type with size, alias mark and the refined name: {@code SymInt[2]?}, {@code Tensor(a!)[]}. */
    private static String type(Argument argument) {
        boolean optional = argument.type() instanceof Type.OptionalType;
        Type type = optional ? ((Type.OptionalType) argument.type()).element() : argument.type();
        String mark = mark(argument);
        StringBuilder text = new StringBuilder();
        if (type instanceof Type.ListType list) {
            text.append(refined(list.element(), argument.refinement()));
            text.append(argument.aliasOfElements() ? mark : "");
            text.append('[').append(argument.size() > 0 ? argument.size() : "").append(']');
            text.append(argument.aliasOfElements() ? "" : mark);
        } else {
            text.append(refined(type, argument.refinement())).append(mark);
        }
        return text.append(optional ? "?" : "").toString();
    }

    private static String refined(Type type, Refinement refinement) {
        String name =
                switch (refinement) {
                    case NONE -> "int";
                    case SYM_INT -> "SymInt";
                    case SCALAR_TYPE -> "ScalarType";
                    case LAYOUT -> "Layout";
                    case MEMORY_FORMAT -> "MemoryFormat";
                };
        return type == Type.INT
                ? name
                : refinement == Refinement.NONE
                        ? type.toString()
                        : type.toString().replace("int", name);
    }

    private static String mark(Argument argument) {
        String alias = argument.alias();
        if (alias == null) {
            return "";
        }
        int arrow = alias.indexOf(" -> ");
        int end = arrow < 0 ? alias.length() : arrow;
        return "(" + alias.substring(0, end) + (argument.isWrite() ? "!" : "") + alias.substring(end) + ")";
    }

    private static String defaultValue(Argument argument) {
        Object value = argument.defaultValue();
        boolean sizedInts = argument.size() > 0
                && argument.refinement() == Refinement.NONE
                && argument.type().equals(new Type.ListType(Type.INT));
        if (sizedInts
                && value instanceof List<?> list
                && list.size() > 1
                && list.stream().distinct().count() == 1) {
            return ConstantText.of(list.get(0));
        }
        return ConstantText.of(value);
    }
}

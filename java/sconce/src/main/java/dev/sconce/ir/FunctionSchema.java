package dev.sconce.ir;

import java.util.List;
import java.util.StringJoiner;

/**
 * The signature of an operator, function or method. {@link SchemaParser} reads PyTorch's text form; {@link
 * #toString()} writes it.
 */
public final class FunctionSchema {
    private final String name;
    private final String overload;
    private final List<Argument> arguments;
    private final List<Argument> returns;
    private final boolean vararg;
    private final boolean varret;
    private final boolean saysOfMemory;
    private final boolean writes;

    /** The type behind a schema's {@code int} where the schema said something more exact. */
    public enum Refinement {
        NONE,
        SYM_INT,
        SCALAR_TYPE,
        LAYOUT,
        MEMORY_FORMAT
    }

    /**
     * An argument or a return.
     *
     * @param size N of {@code int[N]}, which accepts a single int for the list; 0 where there is none
     * @param hasDefault whether it may be left out; {@code defaultValue} is then a value in the representation of the
     *     interpreter (a list is a {@code List<Object>})
     * @param alias the alias sets as the schema writes them, without the exclamation mark: {@code a}, {@code a|b},
     *     {@code *}, {@code a -> *}; null where there is none
     * @param isWrite whether the alias is marked with an exclamation mark: the operator writes to the argument
     * @param aliasOfElements whether the mark stands on a list's elements ({@code Tensor(a!)[]}), not on the list
     *     ({@code t[](a!)})
     * @param refinement what an {@code int} stands for
     */
    public record Argument(
            String name,
            Type type,
            int size,
            boolean keywordOnly,
            boolean hasDefault,
            Object defaultValue,
            String alias,
            boolean isWrite,
            boolean aliasOfElements,
            Refinement refinement) {
        public Argument(String name, Type type) {
            this(name, type, 0, false, false, null, null, false, false, Refinement.NONE);
        }

        /** As a function's source declares it: no alias marks, a default value or none. */
        public Argument(String name, Type type, boolean keywordOnly, boolean hasDefault, Object defaultValue) {
            this(name, type, 0, keywordOnly, hasDefault, defaultValue, null, false, false, Refinement.NONE);
        }
    }

    /**
     * @param name without overload, for instance {@code aten::add}; a method's plain name
     * @param overload for instance {@code Tensor}; empty where there is none
     * @param vararg whether it takes any number of further arguments ({@code prim::Print(...)})
     * @param varret whether it returns any number of values
     */
    public FunctionSchema(
            String name,
            String overload,
            List<Argument> arguments,
            List<Argument> returns,
            boolean vararg,
            boolean varret) {
        this.name = name;
        this.overload = overload;
        this.arguments = List.copyOf(arguments);
        this.returns = List.copyOf(returns);
        this.vararg = vararg;
        this.varret = varret;
        this.saysOfMemory = saysOfMemory(this.arguments) || saysOfMemory(this.returns);
        this.writes = writes(this.arguments);
    }

    private static boolean writes(List<Argument> arguments) {
        for (Argument argument : arguments) {
            if (argument.isWrite) {
                return true;
            }
        }
        return false;
    }

    private static boolean saysOfMemory(List<Argument> arguments) {
        for (Argument argument : arguments) {
            if (argument.alias != null || argument.type.hasFreeVariables()) {
                return true;
            }
        }
        return false;
    }

    public FunctionSchema(String name, List<Argument> arguments, List<Argument> returns) {
        this(name, "", arguments, returns, false, false);
    }

    public String name() {
        return name;
    }

    public String overload() {
        return overload;
    }

    public List<Argument> arguments() {
        return arguments;
    }

    public List<Argument> returns() {
        return returns;
    }

    public boolean vararg() {
        return vararg;
    }

    public boolean varret() {
        return varret;
    }

    /** Whether some argument or return is marked as an alias, or has a type that only a call decides. */
    public boolean saysOfMemory() {
        return saysOfMemory;
    }

    /** Whether some argument is marked as written to. */
    public boolean writes() {
        return writes;
    }

    /** Name and overload as one: {@code aten::add.Tensor}. */
    public String fullName() {
        return overload.isEmpty() ? name : name + "." + overload;
    }

    /** The number of the argument of that name, or -1. */
    public int argumentIndex(String argument) {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).name().equals(argument)) {
                return i;
            }
        }
        return -1;
    }

    /** The type of a call: the one return's, None for no return, a tuple for several. */
    public Type returnType() {
        return switch (returns.size()) {
            case 0 -> Type.NONE;
            case 1 -> returns.get(0).type();
            default -> new Type.TupleType(returns.stream().map(Argument::type).toList());
        };
    }

    /**
     * Whether a function of this schema can be called where {@code required} is expected, arguments before {@code
     * from} not compared.
     */
    public boolean fits(FunctionSchema required, int from) {
        if (arguments.size() != required.arguments.size()) {
            return false;
        }
        for (int i = from; i < arguments.size(); i++) {
            if (!required.arguments.get(i).type().isSubtypeOf(arguments.get(i).type())) {
                return false;
            }
        }
        return returnType().isSubtypeOf(required.returnType());
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof FunctionSchema that
                        && name.equals(that.name)
                        && overload.equals(that.overload)
                        && vararg == that.vararg
                        && varret == that.varret
                        && arguments.equals(that.arguments)
                        && returns.equals(that.returns);
    }

    @Override
    public int hashCode() {
        // Of the types too: operators in TorchScript differ in nothing else, and comparing them would link what records
        // compare by.
        return toString().hashCode();
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", fullName() + "(", ")");
        boolean star = false;
        for (Argument argument : arguments) {
            if (argument.keywordOnly() && !star) {
                text.add("*");
                star = true;
            }
            text.add(SchemaText.argument(argument));
        }
        if (vararg) {
            text.add("...");
        }
        return text + " -> " + SchemaText.returns(returns, varret);
    }
}

package dev.sconce.ops;

/** Calls the operators of one family; implementations are generated from {@link Operator} methods. */
public abstract class Invoker {
    /**
     * Calls an operator.
     *
     * @param index of the operator in its family
     * @param arguments as many as the schema has, in the interpreter's representation; borrowed
     * @return the result; an {@code Object[]} where the schema has several returns; null for none
     */
    public abstract Object invoke(int index, Object[] arguments);
}

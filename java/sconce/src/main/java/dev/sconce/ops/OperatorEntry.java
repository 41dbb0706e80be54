package dev.sconce.ops;

import dev.sconce.SconceException;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.SchemaParser;

/**
 * An operator of the table: its schema, parsed when first asked for, and its method behind a generated invoker.
 * Thread-safe.
 */
public final class OperatorEntry {
    private final String schemaText;
    private final String invokerClass;
    private final int index;
    /** This and {@code widened} are known once there is an invoker. */
    private QuantizedForm quantized;

    private boolean widened;
    private volatile FunctionSchema schema;
    private volatile Invoker invoker;

    OperatorEntry(String schemaText, String invokerClass, int index) {
        this.schemaText = schemaText;
        this.invokerClass = invokerClass;
        this.index = index;
    }

    public FunctionSchema schema() {
        FunctionSchema known = schema;
        if (known == null) {
            known = SchemaParser.parse(schemaText);
            schema = known;
        }
        return known;
    }

    /** The schema as it stands at the method. */
    public String schemaText() {
        return schemaText;
    }

    /** The generated class that calls the method: its family's name and "Invoker". */
    String invokerClass() {
        return invokerClass;
    }

    /**
     * Calls the method, for quantized tensors as its {@link QuantizedForm} says and for half precision as its {@link WidenedForm};
     * where an argument is a {@link NestedTensor}, as {@link NestedForm} says. See {@link Invoker#invoke}.
     */
    public Object invoke(Object[] arguments) {
        if (invoker == null) {
            load();
        }
        if (quantized != null && QuantizedForm.applies(arguments)) {
            return quantized.apply(this::call, arguments);
        }
        return widened && WidenedForm.applies(arguments) ? WidenedForm.apply(this::call, arguments) : call(arguments);
    }

    private Object call(Object[] arguments) {
        try {
            return invoker.invoke(index, arguments);
        } catch (ClassCastException | ArrayStoreException refusal) {
            return NestedForm.apply(Operators.nameOf(schemaText), this::call, arguments, refusal);
        }
    }

    private synchronized void load() {
        if (invoker != null) {
            return;
        }
        try {
            String name = Operators.nameOf(schemaText);
            quantized = QuantizedForm.of(name);
            widened = WidenedForm.has(name);
            invoker = (Invoker)
                    Class.forName(invokerClass).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException broken) {
            throw new SconceException(
                    "the operator table names " + invokerClass + ", which cannot be loaded: rebuild", broken);
        }
    }

    @Override
    public String toString() {
        return schemaText;
    }
}

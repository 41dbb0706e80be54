package dev.sconce.exec;

import dev.sconce.DType;
import dev.sconce.Quantizer;
import dev.sconce.Tensor;
import dev.sconce.ir.Type;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import java.util.ArrayList;
import java.util.List;

/** How a replay makes a value that its region hands on. A value that appears twice is made once. */
sealed interface PlanOutput {
    /** What is the same whatever comes in: a number, a string, or an object of the module. */
    record Constant(Object value) implements PlanOutput {}

    /** What came in. */
    record Input(int place) implements PlanOutput {}

    /** A tensor over memory that the plan made, was given, or keeps. */
    record View(
            PlanSlot slot,
            DType dtype,
            Quantizer quantizer,
            long[] sizes,
            long[] strides,
            long byteOffset,
            boolean wrappedNumber)
            implements PlanOutput {}

    record Items(Type elementType, List<PlanOutput> items) implements PlanOutput {}

    record Tuple(Type.TupleType type, List<PlanOutput> items) implements PlanOutput {}

    record Dict(Type keyType, Type valueType, List<Object> keys, List<PlanOutput> values) implements PlanOutput {}

    /** Makes outputs of one replay. */
    interface Maker {
        /** The storage of a slot, and where in it the slot begins. */
        Storage storage(PlanSlot slot);

        long begin(PlanSlot slot);

        Object input(int place);

        /** What was made of an output before, or null. */
        Object made(PlanOutput output);

        void remember(PlanOutput output, Object value);
    }

    /** The value; new ones belong to the open scope. */
    static Object make(PlanOutput output, Maker maker) {
        Object known = maker.made(output);
        if (known != null) {
            return known;
        }
        Object value;
        if (output instanceof View view) {
            long offset = (maker.begin(view.slot()) + view.byteOffset())
                    / view.dtype().itemSize();
            Tensor tensor = Tensor.of(
                    maker.storage(view.slot()), view.dtype(), view.quantizer(), view.sizes(), view.strides(), offset);
            value = view.wrappedNumber() ? tensor.asWrappedNumber() : tensor;
        } else if (output instanceof Constant constant) {
            return constant.value();
        } else if (output instanceof Input input) {
            return maker.input(input.place());
        } else if (output instanceof Items items) {
            value = new ListValue(items.elementType(), all(items.items(), maker));
        } else if (output instanceof Tuple tuple) {
            value = new TupleValue(tuple.type(), all(tuple.items(), maker).toArray());
        } else {
            Dict dict = (Dict) output;
            DictValue made = new DictValue(dict.keyType(), dict.valueType());
            List<Object> values = all(dict.values(), maker);
            for (int i = 0; i < values.size(); i++) {
                made.put(dict.keys().get(i), values.get(i));
            }
            value = made;
        }
        maker.remember(output, value);
        return value;
    }

    private static List<Object> all(List<PlanOutput> outputs, Maker maker) {
        List<Object> values = new ArrayList<>(outputs.size());
        for (PlanOutput output : outputs) {
            values.add(make(output, maker));
        }
        return values;
    }
}

package dev.sconce.ops;

import dev.sconce.Tensor;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ListValue;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The tensors among an operator's arguments and results, lists opened: for forms that change them on the way in and out. */
final class TensorArguments {
    private TensorArguments() {}

    /** The first that is so; null where none is. Of a list only its first element counts. */
    static Tensor first(Object[] arguments, Predicate<Tensor> which) {
        for (Object argument : arguments) {
            Object value = argument instanceof ListValue list && list.size() > 0 ? list.get(0) : argument;
            if (value instanceof Tensor tensor && which.test(tensor)) {
                return tensor;
            }
        }
        return null;
    }

    /** The arguments with each tensor changed; those given stay as they are. */
    static Object[] with(UnaryOperator<Tensor> change, Object[] arguments) {
        Object[] changed = arguments.clone();
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] instanceof Tensor tensor) {
                changed[i] = change.apply(tensor);
            } else if (changed[i] instanceof ListValue list && list.size() > 0 && list.get(0) instanceof Tensor) {
                ListValue all = new ListValue(Type.TENSOR);
                list.items().forEach(item -> all.add(change.apply((Tensor) item)));
                changed[i] = all;
            }
        }
        return changed;
    }

    /** The result, or several, with each tensor changed. */
    static Object results(Object value, UnaryOperator<Tensor> change) {
        if (value instanceof Tensor tensor) {
            return change.apply(tensor);
        }
        if (value instanceof Object[] several) {
            Object[] changed = new Object[several.length];
            for (int i = 0; i < changed.length; i++) {
                changed[i] = several[i] instanceof Tensor tensor ? change.apply(tensor) : several[i];
            }
            return changed;
        }
        return value;
    }
}

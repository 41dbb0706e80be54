package dev.sconce.bench.peers;

import dev.sconce.ir.Type;
import dev.sconce.runtime.ListValue;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.BoolType;
import org.bytedeco.pytorch.FloatType;
import org.bytedeco.pytorch.GenericDict;
import org.bytedeco.pytorch.GenericDictEntryRef;
import org.bytedeco.pytorch.GenericDictIterator;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueArrayRef;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.IntType;
import org.bytedeco.pytorch.StringType;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.TupleElements;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Values to libtorch and back. */
final class LibtorchValues {
    private LibtorchValues() {}

    static IValueVector vector(List<Object> values) {
        IValueVector vector = new IValueVector();
        values.forEach(value -> vector.push_back(of(value)));
        return vector;
    }

    private static IValue of(Object value) {
        if (value instanceof dev.sconce.Tensor tensor) {
            Tensor copy = tensor(tensor);
            boolean last = tensor.memoryFormat() == dev.sconce.MemoryFormat.CHANNELS_LAST;
            return new IValue(last ? copy.contiguous(MemoryFormat.ChannelsLast) : copy);
        } else if (value instanceof Long number) {
            return new IValue(number.longValue());
        } else if (value instanceof Double number) {
            return new IValue(number.doubleValue());
        } else if (value instanceof Boolean bool) {
            return new IValue(bool.booleanValue());
        } else if (value instanceof String text) {
            return new IValue(text);
        } else if (value == null) {
            return new IValue();
        } else if (value instanceof ListValue list
                && list.items().stream().allMatch(dev.sconce.Tensor.class::isInstance)) {
            TensorVector tensors = new TensorVector();
            list.items().forEach(item -> tensors.push_back(tensor((dev.sconce.Tensor) item)));
            return new IValue(tensors);
        } else if (value instanceof ListValue list) {
            GenericList items = new GenericList(new org.bytedeco.pytorch.Type.TypePtr(type(list.elementType())));
            list.items().forEach(item -> items.push_back(of(item)));
            return new IValue(items);
        }
        throw new IllegalArgumentException(
                "an argument of " + value.getClass().getSimpleName() + " is not passed to libtorch");
    }

    private static org.bytedeco.pytorch.Type type(Type element) {
        if (element == Type.STRING) {
            return StringType.get().get();
        } else if (element == Type.INT) {
            return IntType.getIntTypePtr().get();
        } else if (element == Type.FLOAT) {
            return FloatType.getFloatTypePtr().get();
        } else if (element == Type.BOOL) {
            return BoolType.get().get();
        }
        throw new IllegalArgumentException("a list of " + element + " is not passed to libtorch");
    }

    private static Tensor tensor(dev.sconce.Tensor tensor) {
        long[] shape = tensor.shape();
        return switch (tensor.dtype()) {
            case FLOAT32 -> Tensor.create(tensor.getDataAsFloatArray(), shape);
            case FLOAT64 -> Tensor.create(tensor.getDataAsDoubleArray(), shape);
            case INT64 -> Tensor.create(tensor.getDataAsLongArray(), shape);
            case INT32 -> Tensor.create(tensor.getDataAsIntArray(), shape);
            case BOOL -> Tensor.create(tensor.getDataAsBooleanArray(), shape);
            default ->
                throw new IllegalArgumentException("an argument of " + tensor.dtype() + " is not passed to libtorch");
        };
    }

    /** Of each tensor or number, in order. */
    static List<double[]> numbers(IValue value) {
        List<double[]> numbers = new ArrayList<>();
        collect(value, numbers);
        return numbers;
    }

    private static void collect(IValue value, List<double[]> into) {
        if (value.isTensor()) {
            try (Tensor tensor = value.toTensor();
                    Tensor doubles = tensor.to(ScalarType.Double).contiguous()) {
                double[] numbers = new double[Math.toIntExact(doubles.numel())];
                new DoublePointer(doubles.data_ptr()).get(numbers);
                into.add(numbers);
            }
        } else if (value.isTuple()) {
            TupleElements elements = value.toTupleRef().elements();
            for (long i = 0; i < elements.size(); i++) {
                collect(elements.get(i), into);
            }
        } else if (value.isList()) {
            IValueArrayRef elements = value.toListRef();
            for (long i = 0; i < elements.size(); i++) {
                collect(elements.get(i), into);
            }
        } else if (value.isGenericDict()) {
            GenericDict dict = value.toGenericDict();
            GenericDictIterator end = dict.end();
            for (GenericDictIterator at = dict.begin(); !at.equals(end); at.increment()) {
                GenericDictEntryRef entry = at.access();
                collect(entry.value(), into);
            }
        } else if (value.isInt()) {
            into.add(new double[] {value.toInt()});
        } else if (value.isDouble()) {
            into.add(new double[] {value.toDouble()});
        } else if (value.isBool()) {
            into.add(new double[] {value.toBool() ? 1 : 0});
        }
    }
}

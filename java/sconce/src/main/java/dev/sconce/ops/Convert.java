package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.Layout;
import dev.sconce.MemoryFormat;
import dev.sconce.Tensor;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Scalar;

/** From the interpreter's values to the Java types of operator methods, and back; used by the generated invokers. */
public final class Convert {
    private Convert() {}

    public static double toDouble(Object value) {
        return ((Number) value).doubleValue();
    }

    public static Double toDoubleOrNull(Object value) {
        return value == null ? null : Double.valueOf(((Number) value).doubleValue());
    }

    public static Scalar toScalar(Object value) {
        return Scalar.of(value);
    }

    public static DType toDType(Object value) {
        return value == null ? null : DType.of((Long) value);
    }

    public static Layout toLayout(Object value) {
        return value == null ? null : Layout.of((Long) value);
    }

    public static MemoryFormat toMemoryFormat(Object value) {
        return value == null ? null : MemoryFormat.of((Long) value);
    }

    public static Device toDevice(Object value) {
        return value instanceof String text ? Device.of(text) : (Device) value;
    }

    public static long[] toLongs(Object value) {
        return value == null ? null : ((ListValue) value).toLongArray();
    }

    public static double[] toDoubles(Object value) {
        return value == null ? null : ((ListValue) value).toDoubleArray();
    }

    public static boolean[] toBooleans(Object value) {
        return value == null ? null : ((ListValue) value).toBooleanArray();
    }

    public static String[] toStrings(Object value) {
        return value == null ? null : ((ListValue) value).toStringArray();
    }

    public static Tensor[] toTensors(Object value) {
        return value == null ? null : ((ListValue) value).toTensorArray();
    }

    public static Scalar[] toScalars(Object value) {
        return value == null
                ? null
                : ((ListValue) value).items().stream().map(Scalar::of).toArray(Scalar[]::new);
    }

    public static Object from(long[] values) {
        return values == null ? null : ListValue.ofLongs(values);
    }

    public static Object from(double[] values) {
        return values == null ? null : ListValue.ofDoubles(values);
    }

    public static Object from(boolean[] values) {
        return values == null ? null : ListValue.ofBooleans(values);
    }

    public static Object from(String[] values) {
        return values == null ? null : ListValue.ofStrings(values);
    }

    public static Object from(Tensor[] values) {
        return values == null ? null : ListValue.ofTensors(values);
    }

    public static Object from(DType dtype) {
        return dtype == null ? null : Long.valueOf(dtype.number());
    }

    public static Object from(Layout layout) {
        return layout == null ? null : Long.valueOf(layout.number());
    }

    public static Object from(MemoryFormat format) {
        return format == null ? null : Long.valueOf(format.number());
    }

    public static Object from(Scalar scalar) {
        return scalar == null ? null : scalar.value();
    }
}

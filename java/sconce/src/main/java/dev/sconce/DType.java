package dev.sconce;

/**
 * The type of a tensor's elements, with PyTorch's ScalarType numbers.
 *
 * <p>{@link #promote} is {@code torch.promote_types}.
 */
public enum DType {
    UINT8(0, 1, "uint8", "Byte"),
    INT8(1, 1, "int8", "Char"),
    INT16(2, 2, "int16", "Short"),
    INT32(3, 4, "int32", "Int"),
    INT64(4, 8, "int64", "Long"),
    FLOAT16(5, 2, "float16", "Half"),
    FLOAT32(6, 4, "float32", "Float"),
    FLOAT64(7, 8, "float64", "Double"),
    COMPLEX32(8, 4, "complex32", "ComplexHalf"),
    COMPLEX64(9, 8, "complex64", "ComplexFloat"),
    COMPLEX128(10, 16, "complex128", "ComplexDouble"),
    BOOL(11, 1, "bool", "Bool"),
    QINT8(12, 1, "qint8", "QInt8"),
    QUINT8(13, 1, "quint8", "QUInt8"),
    QINT32(14, 4, "qint32", "QInt32"),
    BFLOAT16(15, 2, "bfloat16", "BFloat16");

    private static final DType[] BY_NUMBER = values();
    private final int number;
    private final int itemSize;
    private final String torchName;
    private final String scalarTypeName;

    DType(int number, int itemSize, String torchName, String scalarTypeName) {
        this.number = number;
        this.itemSize = itemSize;
        this.torchName = torchName;
        this.scalarTypeName = scalarTypeName;
    }

    /** The dtype of a ScalarType number, as TorchScript code has it. */
    public static DType of(long number) {
        if (number < 0 || number >= BY_NUMBER.length) {
            throw new UnsupportedException("ScalarType " + number + " is not supported");
        }
        return BY_NUMBER[(int) number];
    }

    /** PyTorch's ScalarType number. */
    public int number() {
        return number;
    }

    /** Bytes an element. */
    public int itemSize() {
        return itemSize;
    }

    /** For instance {@code Float}, as PyTorch's messages have it. */
    public String scalarTypeName() {
        return scalarTypeName;
    }

    public boolean isFloatingPoint() {
        return this == FLOAT32 || this == FLOAT64 || this == FLOAT16 || this == BFLOAT16;
    }

    public boolean isComplex() {
        return this == COMPLEX64 || this == COMPLEX128 || this == COMPLEX32;
    }

    public boolean isQuantized() {
        return this == QINT8 || this == QUINT8 || this == QINT32;
    }

    /** Whether it is an integer type; bool is one only when {@code includeBool}. */
    public boolean isIntegral(boolean includeBool) {
        return number <= 4 || (includeBool && this == BOOL);
    }

    public boolean isSigned() {
        return this != UINT8 && this != BOOL && this != QUINT8;
    }

    /** The real type of a complex one; others as they are. */
    public DType toReal() {
        return switch (this) {
            case COMPLEX32 -> FLOAT16;
            case COMPLEX64 -> FLOAT32;
            case COMPLEX128 -> FLOAT64;
            default -> this;
        };
    }

    /** The complex type of a real one; others as they are. */
    public DType toComplex() {
        return switch (this) {
            case FLOAT16 -> COMPLEX32;
            case FLOAT64 -> COMPLEX128;
            case COMPLEX32, COMPLEX64, COMPLEX128 -> this;
            default -> COMPLEX64;
        };
    }

    /** The type that holds values of both: {@code torch.promote_types(a, b)}. */
    public static DType promote(DType a, DType b) {
        if (a == b) {
            return a;
        }
        if (a.isQuantized() || b.isQuantized()) {
            throw new UnsupportedException("promotion of quantized types " + a + " and " + b + " is not defined");
        }
        if (a.isComplex() || b.isComplex()) {
            DType real = a.isComplex() && b.isComplex()
                    ? promote(a.toReal(), b.toReal())
                    : a.isComplex()
                            ? (b.isFloatingPoint() ? promote(a.toReal(), b) : a.toReal())
                            : (a.isFloatingPoint() ? promote(a, b.toReal()) : b.toReal());
            return real == BFLOAT16 ? COMPLEX64 : real.toComplex();
        }
        if (a.isFloatingPoint() || b.isFloatingPoint()) {
            if (!a.isFloatingPoint()) {
                return b;
            }
            if (!b.isFloatingPoint()) {
                return a;
            }
            if (a.itemSize == 2 && b.itemSize == 2) {
                return FLOAT32;
            }
            return a.itemSize > b.itemSize ? a : b;
        }
        if (a == BOOL) {
            return b;
        }
        if (b == BOOL) {
            return a;
        }
        if (a == UINT8 || b == UINT8) {
            DType other = a == UINT8 ? b : a;
            return other == INT8 ? INT16 : other;
        }
        return a.itemSize > b.itemSize ? a : b;
    }

    /** The name in Python: {@code float32}. */
    @Override
    public String toString() {
        return torchName;
    }
}

package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.Layout;
import dev.sconce.MemoryFormat;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Scalar;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** New tensors of one value, or of the numbers of a TorchScript list. Sequences are in {@link SequenceOps}. */
final class CreationOps {
    private CreationOps() {}

    private static final String OPTIONS =
            "ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None";

    private static final Scalar ZERO = Scalar.of(0L);
    private static final Scalar ONE = Scalar.of(1L);

    static DType orDefault(DType dtype) {
        return dtype == null ? DType.FLOAT32 : dtype;
    }

    private static Tensor full(DType dtype, long[] size, Scalar value) {
        return Elements.fill(empty(dtype, size, null), value);
    }

    private static Tensor empty(DType dtype, long[] size, MemoryFormat format) {
        for (long s : size) {
            if (s < 0) {
                throw Checks.error("Trying to create tensor with negative dimension %s: %s", s, size);
            }
        }
        return format == null ? Tensor.empty(dtype, size) : Tensor.emptyStrided(dtype, size, Strides.of(format, size));
    }

    private static Tensor like(Tensor self, DType dtype, MemoryFormat format) {
        DType wanted = dtype == null ? self.dtype() : dtype;
        if (format == null || format == MemoryFormat.PRESERVE) {
            return Out.emptyLike(self, wanted);
        }
        return empty(wanted, self.sizes(), format);
    }

    // --- by size

    @Operator("aten::zeros(SymInt[] size, *, " + OPTIONS + ") -> Tensor")
    static Tensor zeros(long[] size, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return full(orDefault(dtype), size, ZERO);
    }

    @Operator("aten::ones(SymInt[] size, *, " + OPTIONS + ") -> Tensor")
    static Tensor ones(long[] size, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return full(orDefault(dtype), size, ONE);
    }

    @Operator("aten::full(SymInt[] size, Scalar fill_value, *, " + OPTIONS + ") -> Tensor")
    static Tensor full(long[] size, Scalar fillValue, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return full(dtype == null ? fillValue.dtype() : dtype, size, fillValue);
    }

    @Operator(
            "aten::empty.memory_format(SymInt[] size, *, " + OPTIONS + ", MemoryFormat? memory_format=None) -> Tensor")
    static Tensor empty(
            long[] size, DType dtype, Layout layout, Device device, Boolean pinMemory, MemoryFormat memoryFormat) {
        return empty(orDefault(dtype), size, memoryFormat);
    }

    @Operator("aten::empty_strided(SymInt[] size, SymInt[] stride, *, " + OPTIONS + ") -> Tensor")
    static Tensor emptyStrided(
            long[] size, long[] stride, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return Tensor.emptyStrided(orDefault(dtype), size, stride);
    }

    @Operator("aten::empty_permuted(SymInt[] size, int[] physical_layout, *, " + OPTIONS + ") -> Tensor")
    static Tensor emptyPermuted(
            long[] size, long[] physicalLayout, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        int[] order = Checks.distinctDims(physicalLayout, size.length);
        if (order.length != size.length) {
            throw Checks.error(
                    "Number of dimensions in size does not match the length of the physical_layout; i.e. %s and %s",
                    size, physicalLayout);
        }
        long[] strides = new long[size.length];
        long stride = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            strides[order[i]] = stride;
            stride *= Math.max(1, size[order[i]]);
        }
        return Tensor.emptyStrided(orDefault(dtype), size, strides);
    }

    @Operator("aten::scalar_tensor(Scalar s, *, " + OPTIONS + ") -> Tensor")
    static Tensor scalarTensor(Scalar s, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return Elements.of(s, orDefault(dtype));
    }

    @Operator("aten::zeros.out(SymInt[] size, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor zerosOut(long[] size, Tensor out) {
        return Elements.zero(Out.resize(out, size));
    }

    @Operator("aten::ones.out(SymInt[] size, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor onesOut(long[] size, Tensor out) {
        return Elements.fill(Out.resize(out, size), ONE);
    }

    @Operator("aten::full.out(SymInt[] size, Scalar fill_value, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor fullOut(long[] size, Scalar fillValue, Tensor out) {
        return Elements.fill(Out.resize(out, size), fillValue);
    }

    @Operator("aten::empty.out(SymInt[] size, *, MemoryFormat? memory_format=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor emptyOut(long[] size, MemoryFormat memoryFormat, Tensor out) {
        return Out.resize(out, size);
    }

    // --- like another

    @Operator("aten::zeros_like(Tensor self, *, " + OPTIONS + ", MemoryFormat? memory_format=None) -> Tensor")
    static Tensor zerosLike(
            Tensor self, DType dtype, Layout layout, Device device, Boolean pinMemory, MemoryFormat memoryFormat) {
        return Elements.zero(like(self, dtype, memoryFormat));
    }

    @Operator("aten::ones_like(Tensor self, *, " + OPTIONS + ", MemoryFormat? memory_format=None) -> Tensor")
    static Tensor onesLike(
            Tensor self, DType dtype, Layout layout, Device device, Boolean pinMemory, MemoryFormat memoryFormat) {
        return Elements.fill(like(self, dtype, memoryFormat), ONE);
    }

    @Operator("aten::full_like(Tensor self, Scalar fill_value, *, " + OPTIONS
            + ", MemoryFormat? memory_format=None) -> Tensor")
    static Tensor fullLike(
            Tensor self,
            Scalar fillValue,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory,
            MemoryFormat memoryFormat) {
        return Elements.fill(like(self, dtype, memoryFormat), fillValue);
    }

    @Operator("aten::empty_like(Tensor self, *, " + OPTIONS + ", MemoryFormat? memory_format=None) -> Tensor")
    static Tensor emptyLike(
            Tensor self, DType dtype, Layout layout, Device device, Boolean pinMemory, MemoryFormat memoryFormat) {
        return like(self, dtype, memoryFormat);
    }

    @Operator("aten::new_zeros(Tensor self, SymInt[] size, *, " + OPTIONS + ") -> Tensor")
    static Tensor newZeros(Tensor self, long[] size, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return full(dtype == null ? self.dtype() : dtype, size, ZERO);
    }

    @Operator("aten::new_ones(Tensor self, SymInt[] size, *, " + OPTIONS + ") -> Tensor")
    static Tensor newOnes(Tensor self, long[] size, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return full(dtype == null ? self.dtype() : dtype, size, ONE);
    }

    @Operator("aten::new_full(Tensor self, SymInt[] size, Scalar fill_value, *, " + OPTIONS + ") -> Tensor")
    static Tensor newFull(
            Tensor self, long[] size, Scalar fillValue, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return full(dtype == null ? self.dtype() : dtype, size, fillValue);
    }

    @Operator("aten::new_empty(Tensor self, SymInt[] size, *, " + OPTIONS + ") -> Tensor")
    static Tensor newEmpty(Tensor self, long[] size, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return empty(dtype == null ? self.dtype() : dtype, size, null);
    }

    @Operator("aten::new_empty_strided(Tensor self, SymInt[] size, SymInt[] stride, *, " + OPTIONS + ") -> Tensor")
    static Tensor newEmptyStrided(
            Tensor self, long[] size, long[] stride, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return Tensor.emptyStrided(dtype == null ? self.dtype() : dtype, size, stride);
    }

    // --- filling

    @Operator("aten::fill.Scalar(Tensor self, Scalar value) -> Tensor")
    @Operator("aten::fill.Scalar_out(Tensor self, Scalar value, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::fill_.Scalar(Tensor(a!) self, Scalar value) -> Tensor(a!)")
    static Tensor fill(Tensor self, Scalar value, Tensor out) {
        return Elements.fill(out == null ? Out.emptyLike(self, self.dtype()) : Out.resize(out, self.sizes()), value);
    }

    @Operator("aten::fill.Tensor(Tensor self, Tensor value) -> Tensor")
    @Operator("aten::fill.Tensor_out(Tensor self, Tensor value, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::fill_.Tensor(Tensor(a!) self, Tensor value) -> Tensor(a!)")
    static Tensor fill(Tensor self, Tensor value, Tensor out) {
        if (value.dim() != 0) {
            throw Checks.error(
                    "fill_ only supports 0-dimension value tensor but got tensor with %s dimensions.", value.dim());
        }
        Tensor target = out == null ? Out.emptyLike(self, self.dtype()) : Out.resize(out, self.sizes());
        TensorIterator.copy(target, value);
        return target;
    }

    @Operator("aten::zero(Tensor self) -> Tensor")
    @Operator("aten::zero.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::zero_(Tensor(a!) self) -> Tensor(a!)")
    static Tensor zero(Tensor self, Tensor out) {
        return fill(self, ZERO, out);
    }

    @Operator("aten::fill_diagonal_(Tensor(a!) self, Scalar fill_value, bool wrap=False) -> Tensor(a!)")
    static Tensor fillDiagonal(Tensor self, Scalar fillValue, boolean wrap) {
        if (self.dim() < 2) {
            throw Checks.error("dimensions must larger than 1");
        }
        long smallest = Long.MAX_VALUE;
        long stride = 0;
        for (int d = 0; d < self.dim(); d++) {
            if (self.dim() > 2 && self.sizes()[d] != self.sizes()[0]) {
                throw Checks.error("all dimensions of input must be of equal length, got %s", self.sizes());
            }
            smallest = Math.min(smallest, self.sizes()[d]);
            stride += self.strides()[d];
        }
        Elements.fill(self.asStrided(new long[] {smallest}, new long[] {stride}, self.storageOffset()), fillValue);
        long columns = self.sizes()[1];
        if (wrap && self.dim() == 2 && self.sizes()[0] > columns + 1) {
            for (long row = columns + 1; row < self.sizes()[0]; row += columns + 1) {
                Tensor rest = DimensionOps.slice(self, 0, row, null, 1);
                Elements.fill(DimensionOps.diagonal(rest, 0, 0, 1), fillValue);
            }
        }
        return self;
    }

    // --- from TorchScript's numbers: first in the dtype that they have without one (floats in float32), then in the
    // one asked for

    @Operator("aten::tensor.int(int t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) ->"
            + " Tensor")
    @Operator("aten::tensor.float(float t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False)"
            + " -> Tensor")
    @Operator("aten::tensor.bool(bool t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False)"
            + " -> Tensor")
    @Operator("aten::tensor.complex(complex t, *, ScalarType? dtype=None, Device? device=None, bool"
            + " requires_grad=False) -> Tensor")
    static Tensor tensor(Scalar t, DType dtype, Device device, boolean requiresGrad) {
        Tensor tensor = Elements.of(t, t.dtype());
        return dtype == null || dtype == t.dtype() ? tensor : TensorIterator.cast(tensor, dtype);
    }

    @Operator("aten::as_tensor.int(int t, *, ScalarType? dtype=None, Device? device=None) -> Tensor")
    @Operator("aten::as_tensor.float(float t, *, ScalarType? dtype=None, Device? device=None) -> Tensor")
    @Operator("aten::as_tensor.bool(bool t, *, ScalarType? dtype=None, Device? device=None) -> Tensor")
    @Operator("aten::as_tensor.complex(complex t, *, ScalarType? dtype=None, Device? device=None) -> Tensor")
    static Tensor asTensor(Scalar t, DType dtype, Device device) {
        return tensor(t, dtype, device, false);
    }

    @Operator("aten::as_tensor(Tensor(a) data, *, ScalarType? dtype=None, Device? device=None) -> Tensor(b|a)")
    static Tensor asTensor(Tensor data, DType dtype, Device device) {
        return dtype == null || dtype == data.dtype() ? data : TensorIterator.cast(data, dtype);
    }

    @Operator("aten::as_tensor.list(t[] data, *, ScalarType? dtype=None, Device? device=None) -> Tensor")
    static Tensor asTensor(ListValue data, DType dtype, Device device) {
        return tensor(data, dtype, device, false);
    }

    @Operator("aten::tensor(t[] data, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) ->"
            + " Tensor")
    static Tensor tensor(ListValue data, DType dtype, Device device, boolean requiresGrad) {
        long[] shape = new long[0];
        Object first = data;
        while (first instanceof ListValue list) {
            shape = Arrays.copyOf(shape, shape.length + 1);
            shape[shape.length - 1] = list.size();
            first = list.size() == 0 ? null : list.get(0);
        }
        DType own = first == null
                ? DType.FLOAT32
                : first instanceof Tensor t ? t.dtype() : Scalar.of(first).dtype();
        Tensor tensor = Tensor.empty(own, shape);
        if (tensor.numel() > 0) {
            put(
                    data,
                    shape,
                    0,
                    tensor.storage().buffer(0, tensor.numel() * tensor.dtype().itemSize()),
                    tensor.dtype());
        }
        return dtype == null || dtype == own ? tensor : TensorIterator.cast(tensor, dtype);
    }

    private static void put(Object value, long[] shape, int depth, ByteBuffer to, DType dtype) {
        if (value instanceof ListValue list) {
            if (depth >= shape.length || list.size() != shape[depth]) {
                throw Checks.error(
                        "Expected sequence of length %s at dim %s (got %s)",
                        depth < shape.length ? shape[depth] : 0, depth, list.size());
            }
            for (Object item : list.items()) {
                put(item, shape, depth + 1, to, dtype);
            }
            return;
        }
        if (depth != shape.length) {
            throw Checks.error(
                    "the sequences nest to different depths: found a number at depth %s of %s", depth, shape.length);
        }
        Scalar number = value instanceof Tensor t ? Elements.scalar(t) : Scalar.of(value);
        switch (dtype) {
            case INT64 -> to.putLong(number.toLong());
            case FLOAT32 -> to.putFloat((float) number.toDouble());
            case FLOAT64 -> to.putDouble(number.toDouble());
            case BOOL -> to.put((byte) (number.toBoolean() ? 1 : 0));
            case COMPLEX64 -> {
                Complex complex = number.toComplex();
                to.putFloat((float) complex.real()).putFloat((float) complex.imaginary());
            }
            default -> throw Checks.error("a list of tensors of %s cannot be made one tensor: stack them", dtype);
        }
    }
}

package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.Layout;
import dev.sconce.MemoryFormat;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/**
 * Copies, and changes of dtype, order of dimensions and size. Everything is on the CPU, whatever device a model names.
 */
final class ConversionOps {
    private ConversionOps() {}

    /** {@code Tensor.to}: self where nothing changes and no copy is demanded. */
    static Tensor to(Tensor self, DType dtype, boolean copy, MemoryFormat format) {
        DType wanted = dtype == null ? self.dtype() : dtype;
        boolean keepsOrder = format == null || format == MemoryFormat.PRESERVE || self.isContiguous(format);
        if (wanted == self.dtype() && !copy && keepsOrder) {
            return self;
        }
        Tensor result = format == null || format == MemoryFormat.PRESERVE
                ? Out.emptyLike(self, wanted)
                : Tensor.emptyStrided(wanted, self.sizes(), Strides.of(format, self.sizes()));
        TensorIterator.copy(result, self);
        return result;
    }

    @Operator("aten::to.dtype(Tensor(a) self, ScalarType dtype, bool non_blocking=False, bool copy=False, MemoryFormat?"
            + " memory_format=None) -> Tensor(a)")
    static Tensor to(Tensor self, DType dtype, boolean nonBlocking, boolean copy, MemoryFormat memoryFormat) {
        return to(self, dtype, copy, memoryFormat);
    }

    @Operator("aten::to.device(Tensor(a) self, Device device, ScalarType dtype, bool non_blocking=False, bool"
            + " copy=False, MemoryFormat?"
            + " memory_format=None) -> Tensor(a)")
    static Tensor to(
            Tensor self, Device device, DType dtype, boolean nonBlocking, boolean copy, MemoryFormat memoryFormat) {
        return to(self, dtype, copy, memoryFormat);
    }

    @Operator("aten::to.dtype_layout(Tensor(a) self, *, ScalarType? dtype=None, Layout? layout=None, Device?"
            + " device=None, bool?"
            + " pin_memory=None, bool non_blocking=False, bool copy=False, MemoryFormat?"
            + " memory_format=None) -> Tensor(a)")
    static Tensor to(
            Tensor self,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory,
            boolean nonBlocking,
            boolean copy,
            MemoryFormat memoryFormat) {
        return to(self, dtype, copy, memoryFormat);
    }

    @Operator("aten::to.other(Tensor(a) self, Tensor other, bool non_blocking=False, bool copy=False, MemoryFormat?"
            + " memory_format=None)"
            + " -> Tensor(a)")
    static Tensor to(Tensor self, Tensor other, boolean nonBlocking, boolean copy, MemoryFormat memoryFormat) {
        return to(self, other.dtype(), copy, memoryFormat);
    }

    @Operator("aten::to.prim_Device(Tensor(a) self, Device? device, int? dtype=None, bool non_blocking=False, bool"
            + " copy=False) ->"
            + " Tensor(b|a)")
    static Tensor to(Tensor self, Device device, DType dtype, boolean nonBlocking, boolean copy) {
        return to(self, dtype, copy, null);
    }

    @Operator("aten::to.prim_dtype(Tensor(a) self, int? dtype=None, bool non_blocking=False, bool copy=False) ->"
            + " Tensor(b|a)")
    static Tensor to(Tensor self, DType dtype, boolean nonBlocking, boolean copy) {
        return to(self, dtype, copy, null);
    }

    @Operator("aten::to.prim_other(Tensor(a) self, bool non_blocking=False, bool copy=False) -> Tensor(b|a)")
    static Tensor to(Tensor self, boolean nonBlocking, boolean copy) {
        return to(self, null, copy, null);
    }

    @Operator("aten::_to_copy(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None,"
            + " bool? pin_memory=None,"
            + " bool non_blocking=False, MemoryFormat? memory_format=None) -> Tensor")
    static Tensor toCopy(
            Tensor self,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory,
            boolean nonBlocking,
            MemoryFormat memoryFormat) {
        return to(self, dtype, true, memoryFormat);
    }

    @Operator("aten::type_as(Tensor self, Tensor other) -> Tensor")
    static Tensor typeAs(Tensor self, Tensor other) {
        return to(self, other.dtype(), false, null);
    }

    @Operator("aten::cpu(Tensor(a) self) -> Tensor(b|a)")
    @Operator("aten::cuda(Tensor(a) self) -> Tensor(b|a)")
    static Tensor onDevice(Tensor self) {
        return self;
    }

    @Operator("aten::to_dense(Tensor self, ScalarType? dtype=None, *, bool? masked_grad=None) -> Tensor")
    static Tensor toDense(Tensor self, DType dtype, Boolean maskedGrad) {
        return to(self, dtype, false, null);
    }

    @Operator("aten::_cast_Float(Tensor self, bool non_blocking=False) -> Tensor")
    static Tensor castFloat(Tensor self, boolean nonBlocking) {
        return to(self, DType.FLOAT32, false, null);
    }

    @Operator("aten::_cast_Double(Tensor self, bool non_blocking=False) -> Tensor")
    static Tensor castDouble(Tensor self, boolean nonBlocking) {
        return to(self, DType.FLOAT64, false, null);
    }

    @Operator("aten::_cast_Half(Tensor self, bool non_blocking=False) -> Tensor")
    static Tensor castHalf(Tensor self, boolean nonBlocking) {
        return to(self, DType.FLOAT16, false, null);
    }

    @Operator("aten::_cast_Long(Tensor self, bool non_blocking=False) -> Tensor")
    static Tensor castLong(Tensor self, boolean nonBlocking) {
        return to(self, DType.INT64, false, null);
    }

    @Operator("aten::_cast_Int(Tensor self, bool non_blocking=False) -> Tensor")
    static Tensor castInt(Tensor self, boolean nonBlocking) {
        return to(self, DType.INT32, false, null);
    }

    @Operator("aten::_cast_Short(Tensor self, bool non_blocking=False) -> Tensor")
    static Tensor castShort(Tensor self, boolean nonBlocking) {
        return to(self, DType.INT16, false, null);
    }

    @Operator("aten::_cast_Char(Tensor self, bool non_blocking=False) -> Tensor")
    static Tensor castChar(Tensor self, boolean nonBlocking) {
        return to(self, DType.INT8, false, null);
    }

    @Operator("aten::_cast_Byte(Tensor self, bool non_blocking=False) -> Tensor")
    static Tensor castByte(Tensor self, boolean nonBlocking) {
        return to(self, DType.UINT8, false, null);
    }

    // --- copies

    @Operator("aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=0) -> Tensor(a)")
    static Tensor contiguous(Tensor self, MemoryFormat memoryFormat) {
        if (memoryFormat == MemoryFormat.PRESERVE) {
            throw Checks.error("preserve memory format is unsupported by the contiguous operator");
        }
        return to(self, null, false, memoryFormat);
    }

    @Operator("aten::clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor")
    static Tensor clone(Tensor self, MemoryFormat memoryFormat) {
        return to(self, null, true, memoryFormat);
    }

    @Operator("aten::copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)")
    static Tensor copyInto(Tensor self, Tensor src, boolean nonBlocking) {
        TensorIterator.copy(self, src);
        return self;
    }

    @Operator("aten::copy_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)")
    static Tensor copyInto(Tensor self, Tensor other) {
        TensorIterator.copy(self, other);
        return self;
    }

    @Operator("aten::copy_.int(Tensor(a!) self, int other) -> Tensor(a!)")
    @Operator("aten::copy_.float(Tensor(a!) self, float other) -> Tensor(a!)")
    static Tensor copyInto(Tensor self, Scalar other) {
        return Elements.fill(self, other);
    }

    @Operator("aten::copy(Tensor self, Tensor src, bool non_blocking=False) -> Tensor")
    static Tensor copy(Tensor self, Tensor src, boolean nonBlocking) {
        return copyInto(Out.emptyLike(self, self.dtype()), src);
    }

    // --- size and storage in place

    @Operator("aten::resize_(Tensor(a!) self, SymInt[] size, *, MemoryFormat? memory_format=None) -> Tensor(a!)")
    static Tensor resize(Tensor self, long[] size, MemoryFormat memoryFormat) {
        return Out.resize(self, size);
    }

    @Operator(
            "aten::resize_as_(Tensor(a!) self, Tensor the_template, *, MemoryFormat? memory_format=None) -> Tensor(a!)")
    static Tensor resizeAs(Tensor self, Tensor template, MemoryFormat memoryFormat) {
        return Out.resize(self, template.sizes());
    }

    @Operator("aten::set_.source_Tensor(Tensor(a!) self, Tensor source) -> Tensor(a!)")
    static Tensor set(Tensor self, Tensor source) {
        self.become(source);
        return self;
    }

    @Operator("aten::set_.source_Tensor_storage_offset(Tensor(a!) self, Tensor source, SymInt storage_offset,"
            + " SymInt[] size, SymInt[]"
            + " stride=[]) -> Tensor(a!)")
    static Tensor set(Tensor self, Tensor source, long storageOffset, long[] size, long[] stride) {
        long[] strides = stride.length == 0 ? Strides.contiguous(size) : stride;
        self.become(source.asStrided(size, strides, storageOffset));
        return self;
    }
}

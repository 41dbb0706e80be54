package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.Layout;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.Scalar;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Operators of the language itself: identity, devices, attributes of tensors, numbers and tensors into each other. */
final class PrimOps {
    private PrimOps() {}

    @Operator("aten::__is__(t1 self, t2 obj) -> bool")
    static boolean is(Object a, Object b) {
        return a == b
                || (a instanceof Long && a.equals(b))
                || (a instanceof Boolean && a.equals(b))
                || (a instanceof Device && a.equals(b));
    }

    @Operator("aten::__isnot__(t1 self, t2 obj) -> bool")
    static boolean isNot(Object a, Object b) {
        return !is(a, b);
    }

    @Operator("aten::eq.device(Device a, Device b) -> bool")
    @Operator("aten::eq.enum(AnyEnumType a, AnyEnumType b) -> bool")
    static boolean eq(Object a, Object b) {
        return a.equals(b);
    }

    @Operator("aten::ne.device(Device a, Device b) -> bool")
    @Operator("aten::ne.enum(AnyEnumType a, AnyEnumType b) -> bool")
    static boolean ne(Object a, Object b) {
        return !a.equals(b);
    }

    @Operator("aten::device(str a) -> Device")
    static Device device(String a) {
        return Device.of(a);
    }

    @Operator("aten::device.with_index(str type, int index) -> Device")
    static Device device(String type, long index) {
        return new Device(type, (int) index);
    }

    @Operator("prim::type(Device self) -> str")
    static String type(Device self) {
        return self.type();
    }

    @Operator("prim::index(Device self) -> int?")
    static Long index(Device self) {
        return self.index() < 0 ? null : Long.valueOf(self.index());
    }

    @Operator("prim::device(Tensor a) -> Device")
    static Device device(Tensor a) {
        return Device.CPU;
    }

    @Operator("prim::dtype(Tensor a) -> int")
    static DType dtype(Tensor a) {
        return a.dtype();
    }

    @Operator("prim::layout(Tensor a) -> Layout")
    static Layout layout(Tensor a) {
        return Layout.STRIDED;
    }

    @Operator("prim::data(Tensor(a) a) -> Tensor(a)")
    static Tensor data(Tensor a) {
        return a;
    }

    @Operator("prim::grad(Tensor a) -> Tensor(*)")
    static Object grad(Tensor a) {
        return null;
    }

    @Operator("prim::name(Tensor a) -> str?")
    static String name(Tensor a) {
        return null;
    }

    @Operator("prim::requires_grad(Tensor a) -> bool")
    static boolean requiresGrad(Tensor a) {
        return false;
    }

    @Operator("prim::itemsize(Tensor a) -> int")
    static long itemsize(Tensor a) {
        return a.dtype().itemSize();
    }

    @Operator("prim::nbytes(Tensor a) -> int")
    static long nbytes(Tensor a) {
        return a.numel() * a.dtype().itemSize();
    }

    @Operator("prim::is_cpu(Tensor a) -> bool")
    static boolean isCpu(Tensor a) {
        return true;
    }

    @Operator("prim::is_quantized(Tensor a) -> bool")
    static boolean isQuantized(Tensor a) {
        return a.dtype().isQuantized();
    }

    @Operator("prim::is_cuda(Tensor a) -> bool")
    @Operator("prim::is_ipu(Tensor a) -> bool")
    @Operator("prim::is_maia(Tensor a) -> bool")
    @Operator("prim::is_meta(Tensor a) -> bool")
    @Operator("prim::is_mkldnn(Tensor a) -> bool")
    @Operator("prim::is_mps(Tensor a) -> bool")
    @Operator("prim::is_mtia(Tensor a) -> bool")
    @Operator("prim::is_sparse(Tensor a) -> bool")
    @Operator("prim::is_sparse_csr(Tensor a) -> bool")
    @Operator("prim::is_vulkan(Tensor a) -> bool")
    @Operator("prim::is_xla(Tensor a) -> bool")
    @Operator("prim::is_xpu(Tensor a) -> bool")
    static boolean isNever(Tensor a) {
        return false;
    }

    @Operator("prim::NumToTensor.Scalar(Scalar a) -> Tensor")
    @Operator("prim::NumToTensor.bool(bool a) -> Tensor")
    static Tensor numToTensor(Object a) {
        Scalar number = Scalar.of(a);
        return Elements.of(
                number,
                number.isFloatingPoint() ? DType.FLOAT64 : number.isComplex() ? DType.COMPLEX128 : number.dtype());
    }

    @Operator("aten::ComplexImplicit(Tensor a) -> complex")
    static Complex complexImplicit(Tensor a) {
        return Elements.scalar(a).toComplex();
    }

    @Operator("aten::is_scripting() -> bool")
    static boolean isScripting() {
        return true;
    }

    @Operator("aten::is_grad_enabled() -> bool")
    static boolean isGradEnabled() {
        return false;
    }

    @Operator("aten::set_grad_enabled(bool val) -> ()")
    static void setGradEnabled(boolean val) {
        // Nothing here computes gradients: the state it would set does not exist.
    }

    @Operator("aten::is_autocast_enabled() -> bool")
    static boolean isAutocastEnabled() {
        return false;
    }

    @Operator("aten::is_autocast_cpu_enabled() -> bool")
    static boolean isAutocastCpuEnabled() {
        return false;
    }

    @Operator("aten::has_torch_function(...) -> bool")
    static boolean hasTorchFunction(Object[] arguments) {
        return false;
    }

    /** Warnings that were given; further ones than so many, which a model makes up as it goes, are always given. */
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private static final int MOST_WARNED = 1000;

    /** Once, as Python does, and not at each request. */
    @Operator("aten::warn(str message, int stacklevel=2) -> ()")
    static void warn(String message, long stacklevel) {
        if (WARNED.size() >= MOST_WARNED ? !WARNED.contains(message) : WARNED.add(message)) {
            System.getLogger("dev.sconce").log(System.Logger.Level.WARNING, message);
        }
    }

    @Operator("prim::TimePoint() -> int")
    static long timePoint() {
        return System.nanoTime();
    }

    @Operator("prim::IfThenElse(bool cond, Any(a) x, Any(b) y) -> Any(b|a)")
    static Object ifThenElse(boolean condition, Object x, Object y) {
        return condition ? x : y;
    }

    @Operator("aten::_unwrap_optional(t(a)? optional) -> t(a)")
    static Object unwrapOptional(Object optional) {
        if (optional == null) {
            throw new OperatorException("Unwrapping null optional");
        }
        return optional;
    }
}

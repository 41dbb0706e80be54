package dev.sconce.ops;

import dev.sconce.Tensor;
import dev.sconce.ir.ClassType;
import dev.sconce.runtime.FutureValue;
import dev.sconce.runtime.ObjectValue;

/**
 * The marks that {@code torch.profiler.record_function} leaves in a model's code. Nobody records them here, so they do nothing, and dead
 * code elimination takes away those whose handle goes nowhere else.
 */
final class ProfilerOps {
    private ProfilerOps() {}

    private static final String HANDLE = "__torch__.torch.classes.profiler._RecordFunction";
    private static final ClassType TYPE = ClassType.builtin(HANDLE);

    @Operator("profiler::_record_function_enter_new(str name, str? args=None) -> " + HANDLE)
    static ObjectValue enter(String name, String args) {
        return new ObjectValue(TYPE);
    }

    /** The form of PyTorch up to 1.11: its handle is a tensor. */
    @Operator("profiler::_record_function_enter(str name, str? args=None) -> Tensor")
    static Tensor enterOld(String name, String args) {
        return Elements.of(0);
    }

    @Operator("profiler::_record_function_exit._RecordFunction(" + HANDLE + " record) -> ()")
    static void exit(Object record) {}

    @Operator("profiler::_record_function_exit(Tensor handle) -> ()")
    static void exit(Tensor handle) {}

    @Operator("profiler::_call_end_callbacks_on_jit_fut._RecordFunction(" + HANDLE + " x, Future(t) y) -> Future(t)")
    static FutureValue exitWith(Object record, FutureValue future) {
        return future;
    }

    @Operator("profiler::_call_end_callbacks_on_jit_fut(Tensor x, Future(t) y) -> Future(t)")
    static FutureValue exitWith(Tensor handle, FutureValue future) {
        return future;
    }
}

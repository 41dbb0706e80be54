package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.Generator;
import dev.sconce.runtime.Recording;
import java.util.function.Function;

/** Runs the random kernels on the state of a generator, one at a time. */
final class RandomState {
    private RandomState() {}

    private static final Kernel SEED = Kernel.of("random_seed");

    /** Fills {@code out}, elements in the order of its memory; {@code generator} null is that of the process. */
    static Tensor fill(Kernel kernel, Generator generator, Tensor out, double a, double b, long from, long to) {
        // The kernels fill memory without gaps; other tensors get a copy of such.
        Tensor dense = out.isNonOverlappingAndDense() ? out : Out.emptyLike(out, out.dtype());
        draw(generator, state -> call(kernel, state, dense).f64(a).f64(b).i64s(from, to));
        if (dense != out) {
            TensorIterator.copy(out, dense);
        }
        return out;
    }

    /** One number of a distribution ({@code RandomOfArgs}) for each element of its parameters, row-major, of one shape. */
    static Tensor fill(Kernel kernel, Generator generator, Tensor first, Tensor second) {
        Tensor out = Out.emptyContiguous(first);
        draw(generator, state -> call(kernel, state, out).read(first).read(second));
        return out;
    }

    private static KernelCall call(Kernel kernel, Tensor state, Tensor out) {
        return kernel.call().write(state).dtype(out.dtype()).write(out).i64(out.numel());
    }

    /** Runs the call that is made for the generator's state. */
    private static void draw(Generator generator, Function<Tensor, KernelCall> call) {
        unrepeatable();
        Generator source = generator == null ? Generator.ofProcess() : generator;
        ComputeSlot.keeping(
                () -> { // kernels run while the lock is held
                    synchronized (source) {
                        Tensor state = Tensor.fromBlob(source.state(), new long[] {Generator.STATE_BYTES}, DType.UINT8);
                        if (source.takeFresh()) {
                            SEED.call().write(state).i64(source.initialSeed()).run();
                        }
                        call.apply(state).run();
                    }
                    return null;
                });
    }

    /** Says that a replay of kernels alone would miss what happens here. */
    static void unrepeatable() {
        Recording recording = Recording.current();
        if (recording != null) {
            recording.unrepeatable();
        }
    }
}

package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.Generator;
import dev.sconce.runtime.Recording;

/** Runs the random kernels ({@code RandomArgs}) on the state of a generator, one at a time. */
final class RandomState {
    private RandomState() {}

    private static final Kernel SEED = Kernel.of("random_seed");

    /** Fills {@code out}, elements in the order of its memory; {@code generator} null is that of the process. */
    static Tensor fill(Kernel kernel, Generator generator, Tensor out, double a, double b, long from, long to) {
        unrepeatable();
        // The kernels fill memory without gaps; other tensors get a copy of such.
        Tensor dense = out.isNonOverlappingAndDense() ? out : Out.emptyLike(out, out.dtype());
        Generator source = generator == null ? Generator.ofProcess() : generator;
        ComputeSlot.keeping(
                () -> { // kernels run while the lock is held
                    synchronized (source) {
                        Tensor state = Tensor.fromBlob(source.state(), new long[] {Generator.STATE_BYTES}, DType.UINT8);
                        if (source.takeFresh()) {
                            SEED.call().write(state).i64(source.initialSeed()).run();
                        }
                        kernel.call()
                                .write(state)
                                .dtype(dense.dtype())
                                .write(dense)
                                .i64(dense.numel())
                                .f64(a)
                                .f64(b)
                                .i64s(from, to)
                                .run();
                    }
                    return null;
                });
        if (dense != out) {
            TensorIterator.copy(out, dense);
        }
        return out;
    }

    /** Says that a replay of kernels alone would miss what happens here. */
    static void unrepeatable() {
        Recording recording = Recording.current();
        if (recording != null) {
            recording.unrepeatable();
        }
    }
}

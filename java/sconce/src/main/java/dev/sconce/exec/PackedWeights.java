package dev.sconce.exec;

import dev.sconce.ops.WeightPacking;
import dev.sconce.runtime.ComputeSlot;
import dev.sconce.runtime.Recording.KernelRun;
import dev.sconce.runtime.Storage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The packed weights of a graph's plans, each once for all that read it in the same order. Thread-safe. */
final class PackedWeights {
    /** Equality and hash code by hand: those of records are made at run time, in a cold start. */
    private record Key(Storage weight, long offset, String kernel, List<Long> form) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
                    && weight == that.weight
                    && offset == that.offset
                    && kernel.equals(that.kernel)
                    && form.equals(that.form);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * System.identityHashCode(weight) + Long.hashCode(offset)) + form.hashCode();
        }
    }

    private final Map<Key, Storage> packed = new HashMap<>();

    /** The packed form of a call's weight, {@code which} of what it addresses; this object's, until {@link #clear}. */
    Storage of(KernelRun run, int which) {
        Key key = new Key(run.storages()[which], run.offsets()[which], run.name(), WeightPacking.key(run));
        return ComputeSlot.keeping(
                () -> { // kernels pack while the lock is held
                    synchronized (this) {
                        return packed.computeIfAbsent(key, k -> {
                            Storage copy = WeightPacking.pack(run, which);
                            run.storages()[which].forget();
                            return copy;
                        });
                    }
                });
    }

    synchronized void clear() {
        packed.values().forEach(Storage::close);
        packed.clear();
    }
}

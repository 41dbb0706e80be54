package dev.sconce.ops;

import dev.sconce.runtime.Recording.KernelRun;
import dev.sconce.runtime.Storage;
import java.util.List;

/** Calls of kernels that are made as one call of another kernel, which addresses what they do. */
public final class JoinedCalls {
    private JoinedCalls() {}

    /** What a joined call addresses: {@code which} of the memory of {@code call}. */
    public record Source(int call, int which) {}

    /** A call whose words are the number of the calls and then the words of each. */
    static KernelRun behindHead(Kernel kernel, List<Source> sources, List<KernelRun> calls) {
        int[] starts = new int[calls.size()];
        int count = 1;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = count;
            count += calls.get(i).words().length;
        }
        long[] words = new long[count];
        words[0] = starts.length;
        for (int i = 0; i < starts.length; i++) {
            long[] each = calls.get(i).words();
            System.arraycopy(each, 0, words, starts[i], each.length);
        }
        int[] at = new int[sources.size()];
        for (int i = 0; i < at.length; i++) {
            Source source = sources.get(i);
            at[i] = starts[source.call] + calls.get(source.call).at()[source.which];
        }
        return run(kernel, words, at, sources, calls, 0);
    }

    /**
     * The joined call.
     *
     * @param words of it; those at {@code at} are addresses
     * @param sources what each of {@code at} addresses; null for a buffer of the call's own, which no storage holds yet
     * @param bufferBytes of such a buffer
     */
    static KernelRun run(
            Kernel kernel, long[] words, int[] at, List<Source> sources, List<KernelRun> calls, long bufferBytes) {
        Storage[] storages = new Storage[at.length];
        long[] offsets = new long[at.length];
        long[] lengths = new long[at.length];
        boolean[] written = new boolean[at.length];
        for (int i = 0; i < at.length; i++) {
            Source source = sources.get(i);
            if (source == null) {
                lengths[i] = bufferBytes;
                written[i] = true;
                continue;
            }
            KernelRun run = calls.get(source.call);
            int which = source.which;
            storages[i] = run.storages()[which];
            offsets[i] = run.offsets()[which];
            lengths[i] = run.lengths()[which];
            written[i] = run.written()[which];
        }
        return new KernelRun(kernel.id(), kernel.name(), words, new int[0], at, storages, offsets, lengths, written);
    }
}

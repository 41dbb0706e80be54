package dev.sconce.ops;

import dev.sconce.runtime.Recording.KernelRun;
import java.util.ArrayList;
import java.util.List;

/** Calls that are made image by image, as one call of {@code slices}; its words are those of {@code slices.h}. */
public final class SliceProgram {
    private static final Kernel SLICES = Kernel.of("slices");

    private static final int LOCAL = 2;

    private SliceProgram() {}

    /** What a call addresses in a local buffer has this offset there; {@link #OUTSIDE} for what stays where it is. */
    public interface Locals {
        /** @param call which of the calls; {@code which} of the memory that it addresses */
        long offset(int call, int which);
    }

    public static final long OUTSIDE = -1;

    /** The call, and the sources of what it addresses; null for the local buffers, which come first. */
    public record Joined(KernelRun run, List<JoinedCalls.Source> sources) {}

    /**
     * @param calls of as many images each
     * @param localBytes of one local buffer
     * @param buffers how many there are, at least 1
     */
    public static Joined join(List<SlicedCall> calls, Locals locals, long localBytes, long buffers) {
        List<Long> words = new ArrayList<>(List.of(calls.get(0).count(), (long) calls.size(), 0L, localBytes, buffers));
        List<Integer> at = new ArrayList<>(List.of(LOCAL));
        List<JoinedCalls.Source> sources = new ArrayList<>();
        sources.add(null);
        for (int call = 0; call < calls.size(); call++) {
            KernelRun run = calls.get(call).run();
            int places = run.at().length;
            words.add((long) run.kernel());
            words.add((long) run.words().length);
            words.add((long) places);
            int first = words.size();
            for (long word : calls.get(call).words()) {
                words.add(word);
            }
            for (int which = 0; which < places; which++) {
                int position = run.at()[which];
                long offset = locals.offset(call, which);
                if (offset == OUTSIDE) {
                    at.add(first + position);
                    sources.add(new JoinedCalls.Source(call, which));
                } else {
                    words.set(first + position, offset);
                }
                words.add((long) position);
                words.add(offset == OUTSIDE ? calls.get(call).step(which) : -1);
            }
        }
        KernelRun run = JoinedCalls.run(
                SLICES,
                words.stream().mapToLong(Long::longValue).toArray(),
                at.stream().mapToInt(Integer::intValue).toArray(),
                sources,
                calls.stream().map(SlicedCall::run).toList(),
                localBytes * buffers);
        return new Joined(run, sources);
    }
}

package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.runtime.Recording.KernelRun;
import java.util.ArrayList;
import java.util.List;

/** Two calls of {@code rnn_layer}, the directions of one layer, as one call of {@code rnn_directions}: see {@code rnn.h}. */
public final class RecurrentDirections {
    private static final Kernel DIRECTIONS = Kernel.of("rnn_directions");

    private final List<KernelRun> layers;

    private RecurrentDirections(List<KernelRun> layers) {
        this.layers = layers;
    }

    /** Null where the calls are no such pair. */
    public static RecurrentDirections of(KernelRun forward, KernelRun backward) {
        if (!forward.name().equals("rnn_layer") || !backward.name().equals("rnn_layer")) {
            return null;
        }
        RecurrentDirections pair = new RecurrentDirections(List.of(forward, backward));
        return pair.areAlike() && pair.areApart() ? pair : null;
    }

    private boolean areAlike() {
        long[] forward = layers.get(0).words();
        long[] backward = layers.get(1).words();
        for (int word : new int[] {
            RnnWords.DTYPE,
            RnnWords.MODE,
            RnnWords.STEPS,
            RnnWords.BATCH,
            RnnWords.HIDDEN,
            RnnWords.OUT_STEP,
            RnnWords.OUT_BATCH
        }) {
            if (forward[word] != backward[word]) {
                return false;
            }
        }
        return forward[RnnWords.REVERSE] == 0 && backward[RnnWords.REVERSE] == 1;
    }

    /** Whether neither touches what the other writes: results side by side in the rows of one tensor, and states one behind the other. */
    private boolean areApart() {
        KernelRun forward = layers.get(0);
        KernelRun backward = layers.get(1);
        for (int i = 0; i < forward.at().length; i++) {
            for (int j = 0; j < backward.at().length; j++) {
                if (forward.storages()[i] != backward.storages()[j]
                        || !forward.written()[i] && !backward.written()[j]) {
                    continue;
                }
                if (forward.at()[i] != backward.at()[j] || !areApart(forward, i, backward.offsets()[j])) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether what a call writes there is apart from the same of another one, which begins at {@code other}. */
    private static boolean areApart(KernelRun run, int which, long other) {
        long[] words = run.words();
        long item = DType.of(words[RnnWords.DTYPE]).itemSize();
        long row = words[RnnWords.HIDDEN] * item;
        long distance = Math.abs(other - run.offsets()[which]);
        if (run.at()[which] != RnnWords.OUT) {
            return distance >= words[RnnWords.BATCH] * row;
        }
        boolean inRows = distance >= row && distance + row <= words[RnnWords.OUT_BATCH] * item;
        return inRows && (words[RnnWords.OUT_STEP] == 0 || distance + row <= words[RnnWords.OUT_STEP] * item);
    }

    /** What the joined call addresses, in the order of {@link #run}. */
    public List<JoinedCalls.Source> sources() {
        List<JoinedCalls.Source> sources = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            for (int which = 0; which < layers.get(layer).at().length; which++) {
                sources.add(new JoinedCalls.Source(layer, which));
            }
        }
        return sources;
    }

    /** The call that makes both. */
    public KernelRun run() {
        return JoinedCalls.behindHead(DIRECTIONS, sources(), layers);
    }
}

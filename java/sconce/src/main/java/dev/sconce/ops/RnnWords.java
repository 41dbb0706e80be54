package dev.sconce.ops;

/** Where words of a call of {@code rnn_layer} stand: those of {@code RnnLayerArgs} in {@code rnn.h}. */
final class RnnWords {
    /** {@code MODE}: the ordinal of a {@link RecurrentOps.Mode}. */
    static final int DTYPE = 0, MODE = 1, OUT = 2, H_N = 3, C_N = 4, W_HH = 6;

    static final int STEPS = 11, BATCH = 12, HIDDEN = 13, OUT_STEP = 16, OUT_BATCH = 17, REVERSE = 18, PACKED = 19;

    private RnnWords() {}
}

package dev.sconce.ops;

/** Where words of a call of {@code rnn_layer} stand: those of {@code RnnLayerArgs} in {@code rnn.h}. */
final class RnnWords {
    /** {@code MODE}: the ordinal of a {@link RecurrentOps.Mode}. */
    static final int DTYPE = 0, MODE = 1, W_HH = 6, HIDDEN = 13, PACKED = 19;

    private RnnWords() {}
}

package dev.sconce.ops;

/** Where words of a call of {@code gemm} stand: those of {@code GemmArgs} in {@code matmul.h}. */
final class GemmWords {
    static final int DTYPE = 0, B = 3, BATCH_OUTER = 4, BATCH_INNER = 5, M = 6, N = 7, K = 8, B_ROW = 18, B_COL = 19;

    private GemmWords() {}
}

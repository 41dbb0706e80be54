package dev.sconce.bench;

/** Something that multiplies square matrices of float32 on the calling thread. */
public interface ProductEngine {
    String name();

    /** The largest size that it is patient to wait for. */
    default int largest() {
        return Integer.MAX_VALUE;
    }

    /** Puts matrices of {@code size} rows and columns, row by row, where it wants them. */
    Product load(float[] a, float[] b, int size);

    /** A product that can be computed again and again. */
    interface Product extends AutoCloseable {
        void run();

        float[] result();

        @Override
        default void close() {}
    }
}

package dev.sconce.bench;

import java.util.Arrays;

/** What plain Java does: loops in the order in which memory lies, which the JVM compiles to vector instructions by itself. */
final class PlainJavaProduct implements ProductEngine {
    /** Rows of the right matrix that stay in the caches while all rows of the left one pass. */
    private static final int BLOCK = 64;

    @Override
    public String name() {
        return "plain Java";
    }

    @Override
    public int largest() {
        return 1024;
    }

    @Override
    public Product load(float[] a, float[] b, int size) {
        float[] c = new float[size * size];
        return new Product() {
            @Override
            public void run() {
                Arrays.fill(c, 0);
                for (int from = 0; from < size; from += BLOCK) {
                    for (int row = 0; row < size; row++) {
                        for (int k = from; k < Math.min(size, from + BLOCK); k++) {
                            addRow(c, row * size, b, k * size, a[row * size + k], size);
                        }
                    }
                }
            }

            @Override
            public float[] result() {
                return c;
            }
        };
    }

    private static void addRow(float[] c, int at, float[] b, int from, float factor, int count) {
        for (int j = 0; j < count; j++) {
            c[at + j] += factor * b[from + j];
        }
    }
}

package dev.sconce.bench.peers;

import dev.sconce.bench.ProductEngine;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Java's Vector API: tiles of 4 rows by 2 vectors that stay in registers, over blocks that stay in the caches. */
public final class VectorApiProduct implements ProductEngine {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int DEPTH = 256;

    @Override
    public String name() {
        return "Vector API";
    }

    @Override
    public int largest() {
        return 1024;
    }

    @Override
    public Product load(float[] a, float[] b, int size) {
        if (size % (2 * LANES) != 0 || size % 4 != 0) {
            throw new IllegalArgumentException("a size of " + size + " is no multiple of the tile");
        }
        float[] c = new float[size * size];
        float[] panel = new float[DEPTH * 2 * LANES];
        return new Product() {
            @Override
            public void run() {
                for (int from = 0; from < size; from += DEPTH) {
                    int depth = Math.min(DEPTH, size - from);
                    for (int column = 0; column < size; column += 2 * LANES) {
                        for (int k = 0; k < depth; k++) {
                            System.arraycopy(b, (from + k) * size + column, panel, k * 2 * LANES, 2 * LANES);
                        }
                        for (int row = 0; row < size; row += 4) {
                            tile(a, row * size + from, size, panel, depth, c, row * size + column, from > 0);
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

    private static void tile(
            float[] a, int at, int size, float[] panel, int depth, float[] c, int to, boolean further) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c20 = c00;
        FloatVector c21 = c00;
        FloatVector c30 = c00;
        FloatVector c31 = c00;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, k * 2 * LANES);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, k * 2 * LANES + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[at + k]);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[at + size + k]);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[at + 2 * size + k]);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[at + 3 * size + k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        put(c00, c01, c, to, further);
        put(c10, c11, c, to + size, further);
        put(c20, c21, c, to + 2 * size, further);
        put(c30, c31, c, to + 3 * size, further);
    }

    private static void put(FloatVector left, FloatVector right, float[] c, int to, boolean further) {
        FloatVector l = further ? left.add(FloatVector.fromArray(SPECIES, c, to)) : left;
        FloatVector r = further ? right.add(FloatVector.fromArray(SPECIES, c, to + LANES)) : right;
        l.intoArray(c, to);
        r.intoArray(c, to + LANES);
    }
}

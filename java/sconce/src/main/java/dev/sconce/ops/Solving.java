package dev.sconce.ops;

import dev.sconce.Tensor;
import java.util.Arrays;

/** What systems of linear equations ask of their right-hand sides. */
final class Solving {
    private Solving() {}

    /** Whether {@code b} is a batch of vectors for a batch of matrices, and not of matrices. */
    static boolean isVector(Tensor a, Tensor b) {
        return b.dim() == 1 || (a.dim() - 1 == b.dim() && Arrays.equals(b.sizes(), Arrays.copyOf(a.sizes(), b.dim())));
    }

    /** Refuses matrices whose sizes do not fit {@code A X = B}, or {@code X A = B}. */
    static void agree(String operator, Tensor a, Tensor b, boolean left) {
        Lapack.matrices(operator, b);
        if (a.size(-2) != b.size(left ? -2 : -1)) {
            throw Checks.error(
                    "%s: Incompatible shapes of A and B for the equation %s (%sx%s and %sx%s)",
                    operator, left ? "AX = B" : "XA = B", a.size(-2), a.size(-1), b.size(-2), b.size(-1));
        }
    }
}

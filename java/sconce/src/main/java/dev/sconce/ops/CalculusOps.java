package dev.sconce.ops;

import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numerical derivatives ({@code torch.gradient}): central differences, one-sided ones of first or second order at the ends. */
final class CalculusOps {
    private CalculusOps() {}

    private static final Scalar ONE = Scalar.of(1L);

    @Operator(
            "aten::gradient.scalarint(Tensor self, *, Scalar? spacing=None, int? dim=None, int edge_order=1) -> Tensor[]")
    static Tensor[] gradient(Tensor self, Scalar spacing, Long dim, long edgeOrder) {
        return even(self, spacing == null ? ONE : spacing, dims(self, dim), edgeOrder);
    }

    @Operator("aten::gradient.scalararray(Tensor self, *, Scalar spacing, int[] dim, int edge_order=1) -> Tensor[]")
    static Tensor[] gradient(Tensor self, Scalar spacing, long[] dim, long edgeOrder) {
        return even(self, spacing, dim, edgeOrder);
    }

    @Operator("aten::gradient.array(Tensor self, *, int[] dim, int edge_order=1) -> Tensor[]")
    static Tensor[] gradient(Tensor self, long[] dim, long edgeOrder) {
        return even(self, ONE, dim, edgeOrder);
    }

    @Operator(
            "aten::gradient.scalarrayint(Tensor self, *, Scalar[] spacing, int? dim=None, int edge_order=1) -> Tensor[]")
    static Tensor[] gradient(Tensor self, Scalar[] spacing, Long dim, long edgeOrder) {
        return even(self, spacing, dims(self, dim), edgeOrder);
    }

    @Operator(
            "aten::gradient.scalarrayarray(Tensor self, *, Scalar[] spacing, int[] dim, int edge_order=1) -> Tensor[]")
    static Tensor[] gradient(Tensor self, Scalar[] spacing, long[] dim, long edgeOrder) {
        return even(self, spacing, dim, edgeOrder);
    }

    @Operator(
            "aten::gradient.tensorarrayint(Tensor self, *, Tensor[] spacing, int? dim=None, int edge_order=1) -> Tensor[]")
    static Tensor[] gradient(Tensor self, Tensor[] spacing, Long dim, long edgeOrder) {
        return uneven(self, spacing, dims(self, dim), edgeOrder);
    }

    @Operator("aten::gradient.tensorarray(Tensor self, *, Tensor[] spacing, int[] dim, int edge_order=1) -> Tensor[]")
    static Tensor[] gradient(Tensor self, Tensor[] spacing, long[] dim, long edgeOrder) {
        return uneven(self, spacing, dim, edgeOrder);
    }

    private static long[] dims(Tensor self, Long dim) {
        if (dim != null) {
            return new long[] {dim};
        }
        long[] all = new long[self.dim()];
        Arrays.setAll(all, d -> d);
        return all;
    }

    private static void check(Tensor self, int spacings, long[] dims, long edgeOrder) {
        if (spacings != dims.length) {
            throw Checks.error(
                    "torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to that of dim,"
                            + " but got %s for %s",
                    spacings, dims.length);
        }
        if (edgeOrder != 1 && edgeOrder != 2) {
            throw Checks.error("torch.gradient only supports edge_order=1 and edge_order=2.");
        }
        for (int d : Checks.distinctDims(dims, self.dim())) {
            if (self.sizes()[d] < edgeOrder + 1) {
                throw Checks.error("torch.gradient expected each dimension size to be at least edge_order+1");
            }
        }
    }

    private static Tensor[] even(Tensor self, Scalar spacing, long[] dims, long edgeOrder) {
        Scalar[] all = new Scalar[dims.length];
        Arrays.fill(all, spacing);
        return even(self, all, dims, edgeOrder);
    }

    /** The element at {@code from}, and those behind it up to {@code count}; from the end where negative. */
    private static Tensor part(Tensor self, int d, long from, long count) {
        return DimensionOps.narrow(self, d, from < 0 ? self.sizes()[d] + from : from, count);
    }

    private static Tensor minus(Tensor a, Tensor b) {
        return ArithmeticOps.sub(a, b, ONE, null);
    }

    private static Tensor times(Tensor a, double factor) {
        return ArithmeticOps.mul(a, Scalar.of(factor), null);
    }

    private static Tensor sum(Tensor... terms) {
        Tensor sum = terms[0];
        for (int i = 1; i < terms.length; i++) {
            sum = ArithmeticOps.add(sum, terms[i], ONE, null);
        }
        return sum;
    }

    private static Tensor[] even(Tensor self, Scalar[] spacing, long[] dims, long edgeOrder) {
        check(self, spacing.length, dims, edgeOrder);
        List<Tensor> derivatives = new ArrayList<>();
        for (int i = 0; i < dims.length; i++) {
            int d = self.wrapDim(dims[i]);
            long n = self.sizes()[d];
            Tensor inner = times(minus(part(self, d, 2, n - 2), part(self, d, 0, n - 2)), 0.5);
            Tensor first;
            Tensor last;
            if (edgeOrder == 1) {
                first = minus(part(self, d, 1, 1), part(self, d, 0, 1));
                last = minus(part(self, d, -1, 1), part(self, d, -2, 1));
            } else {
                first = sum(
                        times(part(self, d, 0, 1), -1.5),
                        times(part(self, d, 1, 1), 2),
                        times(part(self, d, 2, 1), -0.5));
                last = sum(
                        times(part(self, d, -1, 1), 1.5),
                        times(part(self, d, -2, 1), -2),
                        times(part(self, d, -3, 1), 0.5));
            }
            derivatives.add(ArithmeticOps.div(ShapeOps.cat(d, first, inner, last), spacing[i], (Tensor) null));
        }
        return derivatives.toArray(Tensor[]::new);
    }

    private static Tensor quotient(Tensor a, Tensor b) {
        return ArithmeticOps.div(a, b, (Tensor) null);
    }

    private static Tensor product(Tensor a, Tensor b) {
        return ArithmeticOps.mul(a, b, null);
    }

    private static Tensor[] uneven(Tensor self, Tensor[] spacing, long[] dims, long edgeOrder) {
        check(self, spacing.length, dims, edgeOrder);
        List<Tensor> derivatives = new ArrayList<>();
        for (int i = 0; i < dims.length; i++) {
            int d = self.wrapDim(dims[i]);
            long n = self.sizes()[d];
            long[] shape = new long[self.dim()];
            Arrays.fill(shape, 1);
            shape[d] = n - 1;
            Tensor steps = ViewOps.view(minus(part(spacing[i], 0, 1, n - 1), part(spacing[i], 0, 0, n - 1)), shape);
            Tensor left = part(steps, d, 0, n - 2);
            Tensor right = part(steps, d, 1, n - 2);
            Tensor inner =
                    parabola(part(self, d, 0, n - 2), part(self, d, 1, n - 2), part(self, d, 2, n - 2), left, right, 0);
            Tensor first;
            Tensor last;
            if (edgeOrder == 1) {
                first = quotient(minus(part(self, d, 1, 1), part(self, d, 0, 1)), part(steps, d, 0, 1));
                last = quotient(minus(part(self, d, -1, 1), part(self, d, -2, 1)), part(steps, d, -1, 1));
            } else {
                first = parabola(
                        part(self, d, 0, 1),
                        part(self, d, 1, 1),
                        part(self, d, 2, 1),
                        part(steps, d, 0, 1),
                        part(steps, d, 1, 1),
                        -1);
                last = parabola(
                        part(self, d, -3, 1),
                        part(self, d, -2, 1),
                        part(self, d, -1, 1),
                        part(steps, d, -2, 1),
                        part(steps, d, -1, 1),
                        1);
            }
            derivatives.add(ShapeOps.cat(d, first, inner, last));
        }
        return derivatives.toArray(Tensor[]::new);
    }

    /** The slope of the parabola through three points with distances {@code h} and {@code k}: at the first (-1), middle (0), last (1). */
    private static Tensor parabola(Tensor a, Tensor b, Tensor c, Tensor h, Tensor k, int at) {
        Tensor slopeLeft = quotient(minus(b, a), h);
        Tensor slopeRight = quotient(minus(c, b), k);
        Tensor bend = quotient(minus(slopeRight, slopeLeft), sum(h, k));
        return switch (at) {
            case -1 -> minus(slopeLeft, product(bend, h));
            case 0 -> sum(slopeLeft, product(bend, h));
            default -> sum(slopeRight, product(bend, k));
        };
    }
}

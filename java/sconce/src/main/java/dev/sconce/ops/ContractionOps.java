package dev.sconce.ops;

import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sums of products over named dimensions: tensordot, einsum, bilinear. All become matrix products. */
final class ContractionOps {
    private ContractionOps() {}

    @Operator("aten::tensordot(Tensor self, Tensor other, int[] dims_self, int[] dims_other) -> Tensor")
    @Operator("aten::tensordot.out(Tensor self, Tensor other, int[] dims_self, int[] dims_other, *, Tensor(a!) out)"
            + " -> Tensor(a!)")
    static Tensor tensordot(Tensor self, Tensor other, long[] dimsSelf, long[] dimsOther, Tensor out) {
        if (dimsSelf.length != dimsOther.length) {
            throw Checks.error("both dimension lists should have same length, got %s and %s", dimsSelf, dimsOther);
        }
        Checks.sameDtype("tensordot", self, other);
        if (dimsSelf.length > 0) {
            self.someDim(dimsSelf[0]);
            other.someDim(dimsOther[0]);
        }
        int[] a = Checks.distinctDims(dimsSelf, self.dim());
        int[] b = Checks.distinctDims(dimsOther, other.dim());
        long contracted = 1;
        for (int i = 0; i < a.length; i++) {
            // A size of 1 on one side broadcasts: the other side is summed.
            if (self.sizes()[a[i]] == 1 && other.sizes()[b[i]] != 1) {
                other = ReductionOps.sum(other, new long[] {b[i]}, true, other.dtype(), null);
            } else if (other.sizes()[b[i]] == 1 && self.sizes()[a[i]] != 1) {
                self = ReductionOps.sum(self, new long[] {a[i]}, true, self.dtype(), null);
            }
            if (self.sizes()[a[i]] != other.sizes()[b[i]]) {
                throw Checks.error(
                        "contracted dimensions need to match, but first has size %s in dim %s and second has size"
                                + " %s in dim %s",
                        self.sizes()[a[i]], a[i], other.sizes()[b[i]], b[i]);
            }
            contracted *= self.sizes()[a[i]];
        }
        int[] restA = rest(a, self.dim());
        int[] restB = rest(b, other.dim());
        long[] shape = new long[restA.length + restB.length];
        long rows = 1;
        long columns = 1;
        for (int i = 0; i < restA.length; i++) {
            shape[i] = self.sizes()[restA[i]];
            rows *= shape[i];
        }
        for (int i = 0; i < restB.length; i++) {
            shape[restA.length + i] = other.sizes()[restB[i]];
            columns *= shape[restA.length + i];
        }
        Tensor left = ViewOps.reshape(DimensionOps.permute(self, joined(restA, a)), new long[] {rows, contracted});
        Tensor right = ViewOps.reshape(DimensionOps.permute(other, joined(b, restB)), new long[] {contracted, columns});
        return Out.into(out, ViewOps.view(Gemm.product(left, right, null), shape));
    }

    private static int[] rest(int[] dims, int rank) {
        return IntStream.range(0, rank)
                .filter(d -> Arrays.stream(dims).noneMatch(x -> x == d))
                .toArray();
    }

    private static long[] joined(int[] a, int[] b) {
        long[] all = new long[a.length + b.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = i < a.length ? a[i] : b[i - a.length];
        }
        return all;
    }

    // --- einsum

    /** Labels: a..z are 0..25, A..Z 26..51, and the dimensions under an ellipsis follow, counted from the last. */
    private static final int ELLIPSIS = 52;

    /** Contracts from left to right, whatever {@code path} says: the value is the same. */
    @Operator("aten::einsum(str equation, Tensor[] tensors, *, int[]? path=None) -> Tensor")
    static Tensor einsum(String equation, Tensor[] tensors, long[] path) {
        String text = equation.replace(" ", "");
        int arrow = text.indexOf("->");
        String[] terms = (arrow < 0 ? text : text.substring(0, arrow)).split(",", -1);
        if (tensors.length == 0 || terms.length != tensors.length) {
            throw Checks.error(
                    "einsum(): the equation \"%s\" names %s operands, but %s were given",
                    equation, terms.length, tensors.length);
        }
        int dots = 0;
        for (int i = 0; i < terms.length; i++) {
            if (terms[i].contains("...")) {
                dots = Math.max(dots, tensors[i].dim() - (terms[i].length() - 3));
            }
        }
        List<int[]> labels = new ArrayList<>();
        Tensor[] operands = new Tensor[tensors.length];
        int[] uses = new int[ELLIPSIS + dots];
        for (int i = 0; i < terms.length; i++) {
            int[] found = parse(terms[i], tensors[i].dim(), equation);
            operands[i] = diagonals(tensors[i], found);
            int[] distinct = Arrays.stream(found).distinct().toArray();
            labels.add(distinct);
            for (int label : found) {
                uses[label]++;
            }
        }
        int[] output = arrow < 0 ? implicitOutput(uses) : parse(text.substring(arrow + 2), -1 - dots, equation);
        for (int label : output) {
            if (uses[label] == 0) {
                throw Checks.error(
                        "einsum(): output subscript %s does not appear in the equation for any input operand",
                        name(label));
            }
        }
        Tensor result = operands[0];
        int[] held = labels.get(0);
        for (int i = 1; i < operands.length; i++) {
            int[] later = later(labels, i + 1, output);
            int[] kept = union(held, labels.get(i), later);
            result = contract(result, held, operands[i], labels.get(i), kept);
            held = kept;
        }
        int[] summed = without(held, output);
        if (summed.length > 0) {
            result = ReductionOps.sum(result, positions(summed, held), false, null, null);
            held = without(held, summed);
        }
        return DimensionOps.permute(result, positions(output, held));
    }

    /**
     * The labels of a term, a dimension each. {@code rank} is the operand's, or, for the output, -1 - (dimensions under
     * an ellipsis).
     */
    private static int[] parse(String term, int rank, String equation) {
        int dotsAt = term.indexOf("...");
        int letters = dotsAt < 0 ? term.length() : term.length() - 3;
        int dots = dotsAt < 0 ? 0 : rank < 0 ? -1 - rank : rank - letters;
        if (rank >= 0 && letters + dots != rank || dots < 0) {
            throw Checks.error(
                    "einsum(): the number of subscripts in \"%s\" does not match the number of dimensions (%s) for"
                            + " an operand of"
                            + " \"%s\"",
                    term, rank, equation);
        }
        int[] labels = new int[letters + dots];
        int at = 0;
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            if (i == dotsAt) {
                for (int k = 0; k < dots; k++) {
                    labels[at++] = ELLIPSIS + dots - 1 - k;
                }
                i += 2;
            } else if (c >= 'a' && c <= 'z') {
                labels[at++] = c - 'a';
            } else if (c >= 'A' && c <= 'Z') {
                labels[at++] = 26 + c - 'A';
            } else {
                throw Checks.error(
                        "einsum(): invalid subscript given at index %s in \"%s\": subscripts must be in [a-zA-Z]",
                        i, equation);
            }
        }
        return labels;
    }

    private static String name(int label) {
        return label >= ELLIPSIS ? "..." : String.valueOf((char) (label < 26 ? 'a' + label : 'A' + label - 26));
    }

    /** Dimensions under the ellipsis, then the letters that appear once, in alphabetical order (capitals first). */
    private static int[] implicitOutput(int[] uses) {
        List<Integer> output = new ArrayList<>();
        for (int label = uses.length - 1; label >= ELLIPSIS; label--) {
            output.add(label);
        }
        for (int k = 0; k < ELLIPSIS; k++) {
            int label = (k + 26) % ELLIPSIS;
            if (uses[label] == 1) {
                output.add(label);
            }
        }
        return output.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A label that stands twice in one operand takes the diagonal. */
    private static Tensor diagonals(Tensor tensor, int[] labels) {
        int[] distinct = Arrays.stream(labels).distinct().toArray();
        long[] sizes = new long[distinct.length];
        long[] strides = new long[distinct.length];
        for (int d = 0; d < labels.length; d++) {
            int at = indexOf(distinct, labels[d]);
            long size = tensor.sizes()[d];
            if (strides[at] != 0 && sizes[at] != size) {
                throw Checks.error(
                        "einsum(): subscript %s is repeated for an operand but the sizes don't match, %s != %s",
                        name(labels[d]), size, sizes[at]);
            }
            sizes[at] = size;
            strides[at] += tensor.strides()[d];
        }
        return tensor.asStrided(sizes, strides, tensor.storageOffset());
    }

    /**
     * The product of two operands as one batched matrix product; labels that are not in {@code kept} are summed over.
     */
    private static Tensor contract(Tensor a, int[] labelsA, Tensor b, int[] labelsB, int[] kept) {
        Tensor left = sumAway(a, labelsA, b, labelsB, kept);
        Tensor right = sumAway(b, labelsB, a, labelsA, kept);
        int[] inA = Arrays.stream(labelsA)
                .filter(l -> contains(labelsB, l) || contains(kept, l))
                .toArray();
        int[] inB = Arrays.stream(labelsB)
                .filter(l -> contains(labelsA, l) || contains(kept, l))
                .toArray();
        int[] shared = Arrays.stream(inA).filter(l -> contains(inB, l)).toArray();
        int[] batch = Arrays.stream(shared).filter(l -> contains(kept, l)).toArray();
        int[] summed = without(shared, kept);
        int[] onlyA = without(inA, shared);
        int[] onlyB = without(inB, shared);
        long[] sizes = new long[ELLIPSIS * 2 + 64];
        Arrays.fill(sizes, 1);
        note(sizes, left, inA);
        note(sizes, right, inB);
        Tensor x = arranged(left, inA, batch, onlyA, summed, sizes);
        Tensor y = arranged(right, inB, batch, summed, onlyB, sizes);
        boolean sums = Arrays.stream(summed).anyMatch(l -> sizes[l] != 1);
        Tensor product = sums ? Gemm.product(x, y, null) : ArithmeticOps.mul(x, y, null);
        int[] order = concat(batch, onlyA, onlyB);
        long[] shape = Arrays.stream(order).mapToLong(l -> sizes[l]).toArray();
        return DimensionOps.permute(ViewOps.reshape(product, shape), positions(kept, order));
    }

    /**
     * An operand without the labels that it has alone and that are not kept, summed as {@code sum} does it, integers into int64. Of a label
     * along which the other one is broadcast, size 1 is left.
     */
    private static Tensor sumAway(Tensor tensor, int[] labels, Tensor other, int[] others, int[] kept) {
        int[] alone = Arrays.stream(without(labels, kept))
                .filter(l -> !contains(others, l) || other.sizes()[indexOf(others, l)] == 1)
                .toArray();
        int[] longer = Arrays.stream(alone)
                .filter(l -> tensor.sizes()[indexOf(labels, l)] != 1)
                .toArray();
        Tensor sums =
                longer.length == 0 ? tensor : ReductionOps.sum(tensor, positions(longer, labels), true, null, null);
        return DimensionOps.squeeze(sums, positions(without(alone, others), labels));
    }

    private static void note(long[] sizes, Tensor tensor, int[] labels) {
        for (int d = 0; d < labels.length; d++) {
            long size = tensor.sizes()[d];
            long known = sizes[labels[d]];
            if (known != 1 && size != 1 && known != size) {
                throw Checks.error(
                        "einsum(): subscript %s has size %s for an operand which does not broadcast with"
                                + " previously seen size"
                                + " %s",
                        name(labels[d]), size, known);
            }
            sizes[labels[d]] = known == 1 ? size : known;
        }
    }

    /** The operand as [batch, rows, columns], groups of labels flattened. */
    private static Tensor arranged(Tensor tensor, int[] labels, int[] batch, int[] rows, int[] columns, long[] sizes) {
        int[] order = concat(batch, rows, columns);
        Tensor permuted = DimensionOps.permute(tensor, positions(order, labels));
        long[] full = Arrays.stream(order).mapToLong(l -> sizes[l]).toArray();
        long[] shape = {count(batch, sizes), count(rows, sizes), count(columns, sizes)};
        return ViewOps.reshape(ViewOps.expand(permuted, full, false), shape);
    }

    private static long count(int[] labels, long[] sizes) {
        return Arrays.stream(labels).mapToLong(l -> sizes[l]).reduce(1, (p, q) -> p * q);
    }

    private static int[] later(List<int[]> labels, int from, int[] output) {
        int[] all = output;
        for (int i = from; i < labels.size(); i++) {
            all = concat(all, labels.get(i), new int[0]);
        }
        return all;
    }

    /** The labels of either operand that are used later. */
    private static int[] union(int[] a, int[] b, int[] later) {
        return Arrays.stream(concat(a, b, new int[0]))
                .distinct()
                .filter(l -> contains(later, l))
                .toArray();
    }

    private static int[] concat(int[] a, int[] b, int[] c) {
        int[] all = Arrays.copyOf(a, a.length + b.length + c.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        System.arraycopy(c, 0, all, a.length + b.length, c.length);
        return all;
    }

    private static int[] without(int[] labels, int[] removed) {
        return Arrays.stream(labels).filter(l -> !contains(removed, l)).toArray();
    }

    private static boolean contains(int[] labels, int label) {
        return indexOf(labels, label) >= 0;
    }

    private static int indexOf(int[] labels, int label) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == label) {
                return i;
            }
        }
        return -1;
    }

    private static long[] positions(int[] wanted, int[] labels) {
        return Arrays.stream(wanted).mapToLong(l -> indexOf(labels, l)).toArray();
    }

    // --- bilinear

    @Operator("aten::bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None) -> Tensor")
    static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor bias) {
        Checks.rank("bilinear", "weight", weight, 3);
        if (input1.dim() != input2.dim()
                || input1.size(-1) != weight.sizes()[1]
                || input2.size(-1) != weight.sizes()[2]) {
            throw Checks.error(
                    "bilinear(): inputs of sizes %s and %s do not fit a weight of %s",
                    input1.sizes(), input2.sizes(), weight.sizes());
        }
        if (bias != null && bias.size(0) != weight.sizes()[0]) {
            throw Checks.error(
                    "bilinear(): bias size does not match weight size: got %s but expected %s",
                    bias.size(0), weight.sizes()[0]);
        }
        Tensor result = einsum("...i,kij,...j->...k", new Tensor[] {input1, weight, input2}, null);
        return bias == null ? result : ArithmeticOps.add(result, bias, Scalar.of(1L), null);
    }
}

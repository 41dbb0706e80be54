package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Attention as models write it out: {@code softmax(scores, -1) @ value}, with {@code scores = query @ key_t} that are scaled, then masked.
 * What lies between is read by nobody else.
 */
final class WrittenAttention {
    /**
     * A step that masks scores.
     *
     * @param node {@code add} or {@code masked_fill}
     * @param scores what it masks
     * @param mask its other operand
     * @param windows whether it sees the scores [batch, heads, queries, keys] as [batch / windows, windows, heads, queries, keys]
     * @param condition the if in one of whose branches the step stands, while the other leaves the scores alone; null where it is always
     *     taken
     * @param branch that one
     */
    record Masking(Node node, Value scores, Value mask, boolean windows, Node condition, int branch) {
        boolean fills() {
            return node.is("aten::masked_fill");
        }

        boolean keepsSizes() {
            return node.has(Node.KEEPS_SIZES);
        }

        private Masking in(Node newCondition, int newBranch) {
            return new Masking(node, scores, mask, windows, newCondition, newBranch);
        }
    }

    private final Node last;
    private final AliasAnalysis aliases;

    Value query;
    Value keyT;
    final Value value;
    /** What scores are multiplied and divided by; null for nothing. */
    Value scale;

    Value divisor;
    /** In their order: sums, then at most one filling. */
    final Deque<Masking> maskings = new ArrayDeque<>();

    private WrittenAttention(Node last, AliasAnalysis aliases) {
        this.last = last;
        this.aliases = aliases;
        value = last.input(1);
    }

    /** The attention that ends with this product, or null. */
    static WrittenAttention endingWith(Node last, AliasAnalysis aliases) {
        if (!isProduct(last)) {
            return null;
        }
        WrittenAttention found = new WrittenAttention(last, aliases);
        return found.match() ? found : null;
    }

    private static boolean isProduct(Node node) {
        return node.is("aten::matmul") || node.is("aten::bmm");
    }

    private boolean match() {
        Node softmax = last.input(0).node();
        if (!softmax.is("aten::softmax")
                || !isFor(1, softmax.output())
                || !Long.valueOf(-1).equals(Constants.valueOf(softmax.input(1)))
                || !Constants.isNone(softmax.input(2))
                || !find(softmax.input(0), 1)) {
            return false;
        }
        if (scale == null && divisor == null && isScaling(query.node()) && isFor(1, query)) {
            scaleBy(query.node());
        }
        return isOrdered()
                && List.of(query, keyT, value, last.output()).stream().noneMatch(aliases::isWritten);
    }

    /** Whether the value is this block's, written by nobody, and read in so many places. */
    private boolean isFor(int uses, Value checked) {
        return checked.node().block() == last.block() && checked.uses().size() == uses && !aliases.isWritten(checked);
    }

    /** Follows scores to the product that makes them. */
    private boolean find(Value scores, int uses) {
        Node node = scores.node();
        if (!isFor(uses, scores)) {
            return false;
        }
        if (isScaling(node) && isProduct(node.input(0).node()) && isFor(1, node.input(0))) {
            scaleBy(node);
            node = node.input(0).node();
        }
        if (isProduct(node)) {
            query = node.input(0);
            keyT = node.input(1);
            return true;
        }
        for (Masking masking : node.is("prim::If") ? conditional(node, scores) : maskings(scores)) {
            maskings.addFirst(masking);
            if (find(masking.scores, masking.condition == null ? 1 : 2)) {
                return true;
            }
            maskings.removeFirst();
        }
        return false;
    }

    /** The ways to see the value as masked scores. */
    private static List<Masking> maskings(Value value) {
        Node node = value.node();
        List<Masking> ways = new ArrayList<>();
        if (node.is("aten::masked_fill") && Constants.number(node.input(2)) != null) {
            ways.add(new Masking(node, node.input(0), node.input(1), false, null, 0));
        } else if (isSum(node)) {
            ways.add(new Masking(node, node.input(0), node.input(1), false, null, 0));
            if (!node.has(Node.KEEPS_SIZES)) {
                ways.add(new Masking(node, node.input(1), node.input(0), false, null, 0));
            }
        } else if (isReshape(node)
                && isSum(node.input(0).node())
                && !node.input(0).node().has(Node.KEEPS_SIZES)
                && node.input(0).uses().size() == 1) {
            Node sum = node.input(0).node();
            for (int side = 0; side < 2; side++) {
                Value windows = sum.input(side);
                if (isReshape(windows.node())
                        && windows.uses().size() == 1
                        && joinsWindows(windows.node().input(1), node.input(1))) {
                    ways.add(new Masking(sum, windows.node().input(0), sum.input(1 - side), true, null, 0));
                }
            }
        }
        return ways;
    }

    private static boolean isSum(Node node) {
        return node.is("aten::add")
                && node.schema().overload().equals("Tensor")
                && Double.valueOf(1).equals(Constants.number(node.input(2)));
    }

    private static boolean isReshape(Node node) {
        return node.is("aten::view") || node.is("aten::reshape");
    }

    /** Whether sizes [.., windows, heads, queries, keys] become [.., heads, queries, keys]. */
    private static boolean joinsWindows(Value apart, Value joined) {
        List<Value> from = apart.node().inputs();
        List<Value> to = joined.node().inputs();
        if (!apart.node().is("prim::ListConstruct")
                || !joined.node().is("prim::ListConstruct")
                || from.size() != 5
                || to.size() != 4) {
            return false;
        }
        for (int i = 1; i < 4; i++) {
            Object size = Constants.valueOf(to.get(i));
            if (from.get(i + 1) != to.get(i) && (size == null || !size.equals(Constants.valueOf(from.get(i + 1))))) {
                return false;
            }
        }
        return true;
    }

    /** The same for what an if gives that masks scores in one branch. */
    private List<Masking> conditional(Node node, Value result) {
        int index = node.outputs().indexOf(result);
        List<Masking> ways = new ArrayList<>();
        for (int branch = 0; branch < 2; branch++) {
            Block block = node.blocks().get(branch);
            Value masked = block.outputs().get(index);
            Value plain = node.blocks().get(1 - branch).outputs().get(index);
            if (masked.node().block() == block && masked.uses().size() == 1 && !aliases.isWritten(masked)) {
                for (Masking masking : maskings(masked)) {
                    if (masking.scores == plain) {
                        ways.add(masking.in(node, branch));
                    }
                }
            }
        }
        return ways;
    }

    private static boolean isScaling(Node node) {
        return (node.is("aten::mul") || node.is("aten::div"))
                && node.inputs().size() == 2
                && (node.input(1).type() == Type.FLOAT
                        || node.input(1).type() == Type.INT
                        || Constants.number(node.input(1)) != null);
    }

    private void scaleBy(Node node) {
        if (node.is("aten::mul")) {
            scale = node.input(1);
        } else {
            divisor = node.input(1);
        }
        if (query == node.output()) {
            query = node.input(0);
        }
    }

    /** Whether a mask that would give the scores larger sizes is an error. */
    boolean keepsSizes() {
        return !maskings.isEmpty() && maskings.getFirst().keepsSizes();
    }

    /** Whether a filling comes last, and no sum behind a conditional one; and whether all keep the scores' sizes or all may change them. */
    private boolean isOrdered() {
        boolean filled = false;
        boolean conditional = false;
        for (Masking masking : maskings) {
            if (filled
                    || aliases.isWritten(masking.mask)
                    || conditional && !masking.fills()
                    || masking.keepsSizes() != keepsSizes()) {
                return false;
            }
            filled = masking.fills();
            conditional |= masking.condition != null;
        }
        return true;
    }
}

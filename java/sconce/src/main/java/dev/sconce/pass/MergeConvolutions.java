package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one convolution of the terms of a sum that are convolutions of the same tensor with constant weights: it has the sum of their
 * weights. A smaller kernel goes where the larger one's taps read what it reads; the tensor itself, and its batch norm, are
 * convolutions of one tap. So networks that are trained with parallel branches (RepVGG, MobileOne) are computed as those that
 * they can be converted to. The new weight and bias are computed by a {@code sconce::sum_weights} of constants, which
 * {@link ConstantPropagation} then runs.
 */
public final class MergeConvolutions {
    private static final Type WEIGHTS = new Type.ListType(Type.TENSOR);
    private static final Type BIASES = new Type.ListType(new Type.OptionalType(Type.TENSOR));
    private static final Type PLACES = new Type.ListType(Type.INT);

    private final FunctionSchema fold;
    private final FunctionSchema sum;
    private final FunctionSchema identity;
    private final AliasAnalysis aliases;
    private final BatchedInputs batches;
    private final ConstantPool pool;
    private boolean changed;

    private MergeConvolutions(Graph graph, OperatorSet operators) {
        fold = operators.overloads("sconce::fold_batch_norm").get(0);
        sum = operators.overloads("sconce::sum_weights").get(0);
        identity = operators.overloads("sconce::identity_weight").get(0);
        aliases = new AliasAnalysis(graph);
        batches = new BatchedInputs(graph);
        pool = new ConstantPool(graph);
    }

    /** Whether convolutions were merged. */
    public static boolean run(Graph graph, OperatorSet operators) {
        MergeConvolutions pass = new MergeConvolutions(graph, operators);
        pass.block(graph.block());
        return pass.changed;
    }

    private void block(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                block(inner);
            }
            if (isSum(node) && !isTermOfSum(node)) {
                sum(node);
            }
        }
    }

    private static boolean isSum(Node node) {
        return node.is("aten::add")
                && node.schema().overload().equals("Tensor")
                && Constants.valueOf(node.input(2)) instanceof Number alpha
                && alpha.doubleValue() == 1;
    }

    private boolean isTermOfSum(Node node) {
        List<Value.Use> uses = node.output().uses();
        return uses.size() == 1
                && uses.get(0).index() < 2
                && isSum(uses.get(0).node())
                && uses.get(0).node().block() == node.block()
                && !aliases.isWritten(node.output());
    }

    /**
     * A term of a sum.
     *
     * @param reader the addition that it is an operand of
     */
    private record Term(Value value, Node reader) {}

    /** A sum in one block: its additions, from the last to the first, and its terms in the order in which they are written. */
    private record Sum(List<Node> additions, List<Term> terms) {
        Node last() {
            return additions.get(0);
        }

        /** Whether the sizes of one term are those of the sum, or an error. */
        boolean keepsSizes() {
            for (Node addition : additions) {
                if (addition.has(Node.KEEPS_SIZES)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** @param whole whether additions that keep the sizes of their first operand are looked through */
    private Sum sum(Node last, boolean whole) {
        Sum sum = new Sum(new ArrayList<>(), new ArrayList<>());
        collect(last, whole, sum);
        return sum;
    }

    private void collect(Node addition, boolean whole, Sum sum) {
        sum.additions.add(addition);
        for (int i = 0; i < 2; i++) {
            Node operand = addition.input(i).node();
            if (isSum(operand) && isTermOfSum(operand) && (whole || !operand.has(Node.KEEPS_SIZES))) {
                collect(operand, whole, sum);
            } else {
                sum.terms.add(new Term(addition.input(i), addition));
            }
        }
    }

    private void sum(Node last) {
        if (aliases.isWritten(last.output())) {
            return; // the convolution would stand for it
        }
        Sum whole = sum(last, true);
        if (!whole.keepsSizes()) {
            mergeAll(last);
        } else if (mergeSome(whole) > 1) {
            // What is between additions that look at their sizes.
            if (!last.has(Node.KEEPS_SIZES)) {
                mergeAll(last);
            }
            for (Node addition : whole.additions) {
                for (int i = 0; i < 2 && addition.has(Node.KEEPS_SIZES); i++) {
                    Node operand = addition.input(i).node();
                    if (isSum(operand) && isTermOfSum(operand) && !operand.has(Node.KEEPS_SIZES)) {
                        mergeAll(operand);
                    }
                }
            }
        }
    }

    private void mergeAll(Node last) {
        int before;
        int left;
        do {
            Sum sum = sum(last, false);
            before = sum.terms.size();
            left = mergeSome(sum);
        } while (left > 1 && left < before);
    }

    /** Merges what the largest convolution can stand for; how many terms there are then, as many as before if there is nothing. */
    private int mergeSome(Sum sum) {
        ConvolutionKernel host = null;
        long[][] places = null;
        int merged = 0;
        for (Term term : sum.terms) {
            ConvolutionKernel kernel = kernel(term, sum.last().block());
            if (kernel != null && (host == null || kernel.taps() > host.taps())) {
                long[][] found = places(kernel, sum);
                int count = count(found);
                if (count > 1) {
                    host = kernel;
                    places = found;
                    merged = count;
                }
            }
        }
        int terms = sum.terms.size();
        if (host == null || sum.keepsSizes() && merged < terms) {
            return terms;
        }
        merge(host, sum, places);
        takeOut(sum, places, host.node().output());
        changed = true;
        return terms - merged + 1;
    }

    private static int count(long[][] places) {
        int count = 0;
        for (long[] place : places) {
            count += place == null ? 0 : 1;
        }
        return count;
    }

    /** The convolution that a term is; null if it is none, or somebody else reads it. */
    private ConvolutionKernel kernel(Term term, Block block) {
        Node node = term.value.node();
        return node.block() == block
                        && FuseConvolution.isConvolution(node)
                        && isOnlyFor(term)
                        && !aliases.isWritten(node.input(0))
                ? ConvolutionKernel.of(node)
                : null;
    }

    private boolean isOnlyFor(Term term) {
        return Metadata.isAllThatReads(term.value, term.reader)
                && term.reader.input(0) != term.reader.input(1)
                && !aliases.isWritten(term.value);
    }

    /** Where the terms stand that the kernel's convolution can stand for, itself among them; null for the others. */
    private long[][] places(ConvolutionKernel host, Sum sum) {
        long[][] places = new long[sum.terms.size()][];
        for (int i = 0; i < places.length; i++) {
            places[i] = places(host, sum.terms.get(i));
        }
        return places;
    }

    private long[] places(ConvolutionKernel host, Term term) {
        if (term.value == host.node().input(0) || isNorm(term, host)) {
            return host.center();
        }
        ConvolutionKernel kernel = kernel(term, host.node().block());
        return kernel == null ? null : host.places(kernel);
    }

    /** Whether a term is a batch norm of what the convolution reads. */
    private boolean isNorm(Term term, ConvolutionKernel host) {
        Node norm = term.value.node();
        return norm.is("aten::batch_norm")
                && norm.input(0) == host.node().input(0)
                && norm.block() == host.node().block()
                && FoldBatchNorm.isConstant(norm, host.weight().dtype())
                && isOnlyFor(term)
                && batches.areSure(host.node(), norm);
    }

    /** Has the host's convolution give the sum of the terms that have places. */
    private void merge(ConvolutionKernel host, Sum sum, long[][] places) {
        Node convolution = host.node();
        for (int i = 0; i < places.length; i++) {
            Value term = sum.terms.get(i).value;
            if (places[i] != null && term != convolution.input(0) && term.node().isBefore(convolution)) {
                convolution.moveBefore(term.node()); // to the first of them: who asks for its sizes comes behind it
            }
        }
        Parts parts = new Parts();
        parts.add(convolution.input(1), convolution.input(2), new long[host.dims()]);
        for (int i = 0; i < places.length; i++) {
            Value value = sum.terms.get(i).value;
            if (places[i] != null && value != convolution.output()) {
                addPart(convolution, value, places[i], parts);
            }
        }
        Rewriting.moveInputsInFront(convolution, convolution);
        Node summed = Rewriting.insertBefore(
                convolution,
                this.sum,
                List.of(
                        list(parts.weights, WEIGHTS, convolution),
                        list(parts.biases, BIASES, convolution),
                        list(parts.places, PLACES, convolution)));
        convolution.replaceInput(1, summed.addOutput(Type.TENSOR));
        convolution.replaceInput(2, summed.addOutput(Type.TENSOR));
    }

    /** The arguments of {@code sconce::sum_weights}. */
    private final class Parts {
        private final List<Value> weights = new ArrayList<>();
        private final List<Value> biases = new ArrayList<>();
        private final List<Value> places = new ArrayList<>();

        void add(Value weight, Value bias, long[] places) {
            weights.add(weight);
            biases.add(bias);
            for (long place : places) {
                this.places.add(pool.of(place, Type.INT));
            }
        }
    }

    private void addPart(Node convolution, Value term, long[] places, Parts parts) {
        Node node = term.node();
        boolean isInput = term == convolution.input(0);
        if (!isInput && FuseConvolution.isConvolution(node)) {
            Rewriting.moveInFront(node.input(1), convolution);
            Rewriting.moveInFront(node.input(2), convolution);
            parts.add(node.input(1), node.input(2), places);
            return;
        }
        Rewriting.moveInFront(convolution.input(1), convolution);
        Value weight = Rewriting.insertBefore(convolution, identity, List.of(convolution.input(1)))
                .addOutput(Type.TENSOR);
        Value bias = pool.of(null, Type.NONE);
        if (!isInput) {
            Rewriting.moveInputsInFront(node, convolution);
            Value transposed = pool.of(false, Type.BOOL);
            Node folded = FoldBatchNorm.insertBefore(convolution, fold, weight, bias, node, transposed);
            weight = folded.addOutput(Type.TENSOR);
            bias = folded.addOutput(Type.TENSOR);
        }
        parts.add(weight, bias, places);
    }

    private static Value list(List<Value> items, Type type, Node before) {
        return before.graph()
                .create("prim::ListConstruct", before.range(), items)
                .insertBefore(before)
                .addOutput(type);
    }

    /** Leaves the result in the place of the terms that have places, and the others to be added to it. */
    private static void takeOut(Sum sum, long[][] places, Value result) {
        Node last = sum.last();
        List<Value> rest = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            if (places[i] == null) {
                rest.add(sum.terms.get(i).value);
            } else if (!rest.contains(result)) {
                rest.add(result);
            }
        }
        Value added = rest.get(0);
        int next = 1;
        for (; next < rest.size() - 1; next++) {
            Node addition = sum.additions.get(next);
            addition.moveBefore(last);
            addition.replaceInput(0, added);
            addition.replaceInput(1, rest.get(next));
            added = addition.output();
        }
        if (rest.size() > 1) {
            last.replaceInput(0, added);
            last.replaceInput(1, rest.get(next));
        } else {
            result.setDebugName(last.output().debugName());
            last.output().replaceAllUsesWith(result);
            last.destroy();
        }
        for (Node addition : sum.additions.subList(Math.max(1, rest.size() - 1), sum.additions.size())) {
            addition.destroy();
        }
        for (int i = 0; i < places.length; i++) {
            Value term = sum.terms.get(i).value;
            if (places[i] != null && term != result && term != result.node().input(0)) {
                term.replaceAllUsesWith(result);
                term.node().destroy();
            }
        }
    }
}

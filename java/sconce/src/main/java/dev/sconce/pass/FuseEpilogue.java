package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.Map;

/**
 * Has products and convolutions do, while they store their results, what is done to each of them: an activation, the sum with another
 * tensor (a residual connection), in both orders.
 */
public final class FuseEpilogue {
    /** The operators that can, and the position of the first of their arguments {@code residual, residual_last, activation, lo, hi}. */
    private static final Map<String, Integer> PRODUCTS = Map.of("sconce::linear", 3, "sconce::convolution", 7);

    private final AliasAnalysis aliases;
    private final ConstantPool pool;
    private boolean changed;

    private FuseEpilogue(Graph graph) {
        aliases = new AliasAnalysis(graph);
        pool = new ConstantPool(graph);
    }

    /** Whether something was rewritten. */
    public static boolean run(Graph graph) {
        FuseEpilogue pass = new FuseEpilogue(graph);
        pass.block(graph.block());
        return pass.changed;
    }

    private void block(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                block(inner);
            }
            FusedActivation activation = node.inputs().isEmpty() ? null : FusedActivation.of(node);
            if (activation != null) {
                Product product = product(node.input(0));
                if (product != null
                        && product.activation().equals(FusedActivation.NONE.name())
                        && isFor(product, node)) {
                    product.activate(activation);
                    giveWayTo(node, product);
                }
            } else if (node.is("aten::add")) {
                add(node);
            }
        }
    }

    /** A node that can take an epilogue, and what it has of one. */
    private record Product(Node node, int epilogue, ConstantPool pool) {
        boolean hasResidual() {
            return !Constants.isNone(node.input(epilogue));
        }

        boolean isResidualLast() {
            return Boolean.TRUE.equals(Constants.valueOf(node.input(epilogue + 1)));
        }

        String activation() {
            return (String) Constants.valueOf(node.input(epilogue + 2));
        }

        void activate(FusedActivation activation) {
            set(2, activation.name(), Type.STRING);
            set(3, activation.lo(), Type.FLOAT);
            set(4, activation.hi(), Type.FLOAT);
        }

        void add(Value residual, boolean keepsSizes) {
            boolean last = !activation().equals(FusedActivation.NONE.name());
            node.replaceInput(epilogue, residual);
            set(1, last, Type.BOOL);
            node.replaceInput(node.schema().argumentIndex(Node.KEEPS_SIZES), pool.of(keepsSizes, Type.BOOL));
        }

        private void set(int argument, Object value, Type type) {
            node.replaceInput(epilogue + argument, pool.of(value, type));
        }
    }

    private Product product(Value value) {
        Integer epilogue = PRODUCTS.get(value.node().kind());
        return epilogue == null ? null : new Product(value.node(), epilogue, pool);
    }

    /** Whether the product can still do something, and does it for this node alone. */
    private boolean isFor(Product product, Node node) {
        Value result = product.node.output();
        return product.node.block() == node.block()
                && !product.isResidualLast()
                && !aliases.isWritten(result)
                && !aliases.isWritten(node.output()) // the product stands for it from then on
                && Metadata.isAllThatReads(result, node);
    }

    private void giveWayTo(Node node, Product product) {
        Value result = product.node.output();
        if (node.output().debugName() != null) {
            result.setDebugName(node.output().debugName());
        }
        node.output().replaceAllUsesWith(result);
        node.destroy();
        changed = true;
    }

    /** The sum of a product and a tensor that is known when the product is computed, or may be made so. */
    private void add(Node node) {
        if (!node.schema().overload().equals("Tensor")
                || !(Constants.valueOf(node.input(2)) instanceof Number alpha)
                || alpha.doubleValue() != 1) {
            return;
        }
        // Of two products the later one: the other is there by then.
        Value a = node.input(0);
        Value b = node.input(1);
        boolean bLater = b.node().block() == node.block()
                && a.node().block() == node.block()
                && a.node().isBefore(b.node());
        if (!tryAdd(node, bLater ? b : a, bLater ? a : b)) {
            tryAdd(node, bLater ? a : b, bLater ? b : a);
        }
    }

    private boolean tryAdd(Node node, Value sum, Value residual) {
        Product product = product(sum);
        boolean keepsSizes = node.has(Node.KEEPS_SIZES);
        if (product == null
                || product.hasResidual()
                || keepsSizes && sum != node.input(0) // the residual's are to be kept
                || sum.uses().size() > 1 // what asks for its sizes would see those of a residual that is broadcast
                || !isFor(product, node)
                || aliases.isWritten(residual)) {
            return false;
        }
        if (!residual.node().isBefore(product.node)) {
            if (aliases.isWritten(product.node.input(0))) {
                return false; // it would be read later than it was
            }
            product.node.moveBefore(node);
        }
        product.add(residual, keepsSizes);
        giveWayTo(node, product);
        return true;
    }
}

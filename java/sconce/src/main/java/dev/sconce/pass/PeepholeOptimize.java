package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.List;

/**
 * Small rewrites that look at a node and those that feed it, as PyTorch's {@code torch._C._jit_pass_peephole} has
 * them: a tuple taken apart, a cast to what is already so, a comparison with None and an {@code isinstance} that the types decide, a
 * negation of a negation, a dropout that does nothing, a sum with 0 and a product with 1. Leaves the dead nodes to
 * {@link DeadCodeElimination}.
 */
public final class PeepholeOptimize {
    private final AliasAnalysis aliases;
    private final KnownDTypes dtypes = new KnownDTypes();
    private boolean changed;

    private PeepholeOptimize(Graph graph) {
        aliases = new AliasAnalysis(graph);
    }

    /** Whether something was rewritten. */
    public static boolean run(Graph graph) {
        PeepholeOptimize pass = new PeepholeOptimize(graph);
        pass.block(graph.block());
        return pass.changed;
    }

    private void block(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                block(inner);
            }
            node(node);
        }
    }

    private void node(Node node) {
        switch (node.kind()) {
            case "prim::TupleUnpack" -> unpack(node, "prim::TupleConstruct");
            case "prim::ListUnpack" -> {
                if (!aliases.isWritten(node.input())) {
                    unpack(node, "prim::ListConstruct");
                }
            }
            case "prim::TupleIndex" -> tupleIndex(node);
            case "prim::unchecked_cast" -> {
                if (node.input().type().equals(node.output().type())) {
                    replace(node.output(), node.input());
                }
            }
            case "prim::unchecked_unwrap_optional" -> {
                if (!mayBeNone(node.input().type())) {
                    replace(node.output(), node.input());
                }
            }
            case "prim::isinstance" -> isInstance(node);
            case "aten::__is__" -> compareWithNone(node, true);
            case "aten::__isnot__" -> compareWithNone(node, false);
            case "aten::__not__" -> {
                if (node.input().node().is("aten::__not__")) {
                    replace(node.output(), node.input().node().input());
                }
            }
            case "prim::If" -> {
                branches(node);
                settle(node);
            }
            case "aten::dim" -> {
                Value ranked = sameRank(node.input());
                if (ranked != node.input()) {
                    node.replaceInput(0, ranked);
                    changed = true;
                }
            }
            case "aten::dropout" -> {
                if (Boolean.FALSE.equals(Constants.valueOf(node.input(2)))
                        || Double.valueOf(0).equals(Constants.number(node.input(1)))) {
                    replace(node.output(), node.input(0));
                }
            }
            case "aten::add", "aten::sub" -> withNumber(node, 0);
            case "aten::mul", "aten::div" -> withNumber(node, 1);
            default -> {}
        }
    }

    /** An operator that gives its first operand where the second is the neutral number. */
    private void withNumber(Node node, double neutral) {
        if (node.schema().overload().equals("Scalar")
                && Constants.valueOf(node.input(1)) instanceof Number number
                && number.doubleValue() == neutral
                && dtypes.isFloating(node.input(0)) // of ints and booleans it may be another dtype
                && !aliases.isWritten(node.input(0))
                && !aliases.isWritten(node.output())
                && !aliases.isSeenOutside(node.output())) {
            replace(node.output(), node.input(0));
        }
    }

    /** What the value has its number of dimensions from, as far as that leads. */
    private Value sameRank(Value value) {
        Value at = value;
        while (ResultTraits.keepsRank(at.node())
                && !aliases.isWritten(at)
                && !aliases.isWritten(at.node().input(0))) {
            at = at.node().input(0);
        }
        return at;
    }

    private void replace(Value value, Value by) {
        if (value.hasUses()) {
            value.replaceAllUsesWith(by);
            changed = true;
        }
    }

    private void unpack(Node node, String construct) {
        List<Value> elements = node.input().node().inputs();
        if (node.input().node().is(construct)
                && elements.size() == node.outputs().size()) {
            for (int i = 0; i < elements.size(); i++) {
                replace(node.output(i), elements.get(i));
            }
        }
    }

    private void tupleIndex(Node node) {
        List<Value> elements = node.input(0).node().inputs();
        if (node.input(0).node().is("prim::TupleConstruct") && Constants.valueOf(node.input(1)) instanceof Long index) {
            long position = index < 0 ? index + elements.size() : index;
            if (position >= 0 && position < elements.size()) {
                replace(node.output(), elements.get((int) position));
            }
        }
    }

    private static boolean mayBeNone(Type type) {
        return Type.NONE.isSubtypeOf(type) || type instanceof Type.VarType;
    }

    private void compareWithNone(Node node, boolean isTest) {
        Value a = node.input(0);
        Value b = node.input(1);
        boolean bothNone = Constants.isNone(a) && Constants.isNone(b);
        boolean neverBoth =
                (Constants.isNone(a) && !mayBeNone(b.type())) || (Constants.isNone(b) && !mayBeNone(a.type()));
        if ((bothNone || neverBoth) && node.output().hasUses()) {
            Constants.replace(node.output(), bothNone == isTest, Type.BOOL);
            changed = true;
        }
    }

    /** A list is no tensor, and a tensor no list. */
    private void isInstance(Node node) {
        Type type = node.input().type();
        List<?> types = (List<?>) node.attribute("types");
        boolean always = type == Type.TENSOR && types.contains(Type.TENSOR);
        boolean never = type == Type.TENSOR && types.stream().allMatch(other -> other instanceof Type.ListType)
                || type instanceof Type.ListType && types.stream().allMatch(other -> other == Type.TENSOR);
        if ((always || never) && node.output().hasUses()) {
            Constants.replace(node.output(), always, Type.BOOL);
            changed = true;
        }
    }

    /** What both branches give is given by neither. */
    private void branches(Node node) {
        for (int i = 0; i < node.outputs().size(); i++) {
            Value given = node.blocks().get(0).outputs().get(i);
            if (given == node.blocks().get(1).outputs().get(i)) {
                replace(node.output(i), given);
            }
        }
    }

    /** Behind an if of which one branch raises, the condition is known. */
    private void settle(Node node) {
        Value condition = node.input();
        boolean ifTrue = raises(node.blocks().get(0));
        if (Constants.isConstant(condition) || ifTrue == raises(node.blocks().get(1))) {
            return;
        }
        Value known = null;
        for (Value.Use use : List.copyOf(condition.uses())) {
            if (use.node() != node && node.isBefore(use.node())) {
                known = known != null ? known : Constants.insertBefore(node, !ifTrue, Type.BOOL);
                use.node().replaceInput(use.index(), known);
                changed = true;
            }
        }
    }

    private static boolean raises(Block block) {
        for (Node node : block.nodes()) {
            if (node.is("prim::RaiseException")) {
                return true;
            }
        }
        return false;
    }
}

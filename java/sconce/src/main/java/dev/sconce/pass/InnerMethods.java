package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.Function;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which methods of a module say nothing of its attributes that another method does not say: {@code _forward_impl}, which {@code forward}
 * calls with what it was given. {@link Freeze} need not look at such a one beside its caller, which has its whole body.
 */
public final class InnerMethods {
    private InnerMethods() {}

    /**
     * Those that another one calls in any case, on the module itself and with its own parameters as they came, and that hand out nothing
     * but what they have made. Where a call depends on something, or an argument is known, less of the body may be left there than the
     * method does by itself.
     *
     * @param methods graphs by name, before calls are inlined; the first input is the module
     */
    public static Set<String> of(Map<String, Graph> methods) {
        Set<String> inner = new HashSet<>();
        Set<String> callers = new HashSet<>();
        methods.forEach((caller, graph) -> {
            if (inner.contains(caller)) {
                return;
            }
            for (Node node : graph.block().nodes()) {
                String callee = node.is("prim::CallMethod") ? node.string("name") : null;
                if (callee != null
                        && !callee.equals(caller)
                        && !callers.contains(callee)
                        && methods.containsKey(callee)
                        && node.input(0) == graph.inputs().get(0)
                        && graph.inputs().containsAll(node.inputs())
                        && handsOutNewValues(methods.get(callee).block(), new HashSet<>())) {
                    inner.add(callee);
                    callers.add(caller);
                }
            }
        });
        return inner;
    }

    /** Whether nothing that the block gives can share memory with what there was before. */
    private static boolean handsOutNewValues(Block block, Set<Function> open) {
        for (Value output : block.outputs()) {
            if (AliasAnalysis.isMutable(output.type()) && !isNew(output, open)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNew(Value value, Set<Function> open) {
        Node node = value.node();
        if (node.is("prim::If")) {
            int index = node.outputs().indexOf(value);
            List<Block> branches = node.blocks();
            return branches.stream().allMatch(branch -> {
                Value given = branch.outputs().get(index);
                return given.node().block() == branch && isNew(given, open);
            });
        }
        Function callee = Inline.callee(node);
        if (callee != null) {
            boolean answer =
                    open.add(callee) && handsOutNewValues(callee.graph().block(), open);
            open.remove(callee);
            return answer;
        }
        return node.schema() != null && AliasAnalysis.isNew(node, value);
    }
}

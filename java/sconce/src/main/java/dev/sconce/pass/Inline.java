package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphCopy;
import dev.sconce.ir.InlinedCall;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Puts the bodies of functions and methods in the place of their calls, until none is left: PyTorch's {@code
 * torch._C._jit_pass_inline}. A call stays where the callee is not known (a method of an interface) or is being
 * inlined already (recursion). Callees' own graphs are not changed.
 */
public final class Inline {
    private final Graph graph;
    private final Deque<Function> open = new ArrayDeque<>();
    private boolean changed;

    private Inline(Graph graph) {
        this.graph = graph;
    }

    /** Whether a call was inlined. */
    public static boolean run(Graph graph) {
        Node former = graph.insertPoint();
        Inline inline = new Inline(graph);
        inline.block(graph.block());
        graph.setInsertPoint(former);
        return inline.changed;
    }

    private void block(Block block) {
        for (Node node = block.paramNode().next(); node != block.returnNode(); ) {
            Node after = node.next();
            inline(node);
            node = after;
        }
    }

    private void inline(Node call) {
        call.blocks().forEach(this::block);
        Function callee = callee(call);
        if (callee == null || open.contains(callee)) {
            return;
        }
        changed = true;
        Node before = call.previous();
        graph.setInsertPoint(call);
        InlinedCall chain = new InlinedCall(callee.qualifiedName(), call.range(), call.inlinedCall());
        List<Value> results = GraphCopy.insert(graph, callee.graph(), call.inputs(), chain);
        for (int i = 0; i < results.size(); i++) {
            replace(call.output(i), results.get(i));
        }
        Node after = call.next();
        call.destroy();
        open.push(callee);
        for (Node node = before.next(); node != after; ) {
            Node next = node.next();
            inline(node);
            node = next;
        }
        open.pop();
    }

    private static void replace(Value result, Value by) {
        if (by.debugName() == null) {
            by.setDebugName(result.debugName());
        }
        result.replaceAllUsesWith(by);
    }

    /** The function that is called, where that is certain; null where it is not. */
    static Function callee(Node node) {
        return switch (node.kind()) {
            case "prim::CallFunction" -> (Function) node.attribute("function");
            case "prim::CallMethod" ->
                node.input(0).type() instanceof ClassType type ? type.method(node.string("name")) : null;
            default -> null;
        };
    }
}

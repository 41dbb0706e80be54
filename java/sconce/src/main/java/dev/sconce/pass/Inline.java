package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphCopy;
import dev.sconce.ir.InlinedCall;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import dev.sconce.ir.Value;
import dev.sconce.runtime.ObjectValue;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the bodies of functions and methods in the place of their calls, until none is left: PyTorch's {@code
 * torch._C._jit_pass_inline}. A call stays where the callee is not known (a method of an interface) or is being
 * inlined already (recursion). Callees' own graphs are not changed.
 *
 * <p>Where the module is known, its numbers, strings and flags that no code sets become constants on the way, and of an {@code if} over such
 * a flag only the branch that is taken is kept: a layer that is called fifty times has its code for training in none of its copies. And
 * none has constants of its own ({@link ConstantPool}).
 */
public final class Inline {
    private final Graph graph;
    private final Deque<Function> open = new ArrayDeque<>();
    /** Null where the module is not known. */
    private final AttributeWrites writes;
    /** What values are, as far as attributes lead from the module. */
    private final Map<Value, ObjectValue> objects = new IdentityHashMap<>();

    private final ConstantPool pool;
    /** What stands for constants of callees. */
    private final Map<Value, Value> constants = new IdentityHashMap<>();

    private final Set<Function> met = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean changed;

    private Inline(Graph graph, AttributeWrites writes) {
        this.graph = graph;
        this.writes = writes;
        this.pool = new ConstantPool(graph);
    }

    /** Whether a call was inlined. */
    public static boolean run(Graph graph) {
        return new Inline(graph, null).run();
    }

    /** Inlines the calls of a method of this module. @param writes of all methods by which its attributes can be set */
    static boolean run(Graph method, ObjectValue module, AttributeWrites writes) {
        Inline inline = new Inline(method, writes);
        inline.objects.put(method.inputs().get(0), module);
        return inline.run();
    }

    private boolean run() {
        Node former = graph.insertPoint();
        block(graph.block());
        graph.setInsertPoint(former);
        return changed;
    }

    private void block(Block block) {
        nodes(block.paramNode().next(), block.returnNode());
    }

    private void nodes(Node first, Node end) {
        for (Node node = first; node != end; ) {
            node = node(node);
        }
    }

    /** Works on the node and returns the one to go on with. */
    private Node node(Node node) {
        switch (node.kind()) {
            case "prim::CallMethod", "prim::CallFunction" -> {
                return call(node);
            }
            case "prim::GetAttr" -> {
                return load(node);
            }
            case "prim::If" -> {
                if (writes != null && Constants.isConstant(node.input())) {
                    changed = true;
                    return ConstantPropagation.takeBranch(node);
                }
            }
            default -> {}
        }
        for (Block inner : node.blocks()) {
            block(inner);
        }
        return node.next();
    }

    private Node call(Node call) {
        Function callee = callee(call);
        if (callee == null || open.contains(callee)) {
            return call.next();
        }
        changed = true;
        Node before = call.previous();
        graph.setInsertPoint(call);
        InlinedCall chain = new InlinedCall(callee.qualifiedName(), call.range(), call.inlinedCall());
        if (met.add(callee)) {
            pool(callee.graph().block());
        }
        List<Value> results = GraphCopy.insert(graph, callee.graph(), call.inputs(), chain, constants);
        for (int i = 0; i < results.size(); i++) {
            replace(call.output(i), results.get(i));
        }
        Node after = call.next();
        call.destroy();
        open.push(callee);
        nodes(before.next(), after);
        open.pop();
        return after;
    }

    private void pool(Block block) {
        for (Node node : block.nodes()) {
            if (node.is("prim::Constant") && ConstantPool.isPlain(node.attribute("value"))) {
                constants.put(
                        node.output(),
                        pool.of(node.attribute("value"), node.output().type()));
            }
            for (Block inner : node.blocks()) {
                pool(inner);
            }
        }
    }

    private Node load(Node load) {
        ObjectValue holder = objects.get(load.input());
        String name = load.string("name");
        if (holder == null || writes.mayHave(name)) {
            return load.next();
        }
        Object value = holder.attribute(name);
        Type type = load.output().type();
        if (value instanceof ObjectValue object) {
            objects.put(load.output(), object);
        } else if (value == null || !AliasAnalysis.isMutable(type)) {
            changed = true;
            load.output()
                    .replaceAllUsesWith(constant(value, value == null ? Type.NONE : Types.unwrapOptional(type), load));
            Node next = load.next();
            load.destroy();
            return next;
        }
        return load.next();
    }

    private Value constant(Object value, Type type, Node at) {
        return ConstantPool.isPlain(value) ? pool.of(value, type) : Constants.insertBefore(at, value, type);
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

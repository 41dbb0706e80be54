package dev.sconce.pass;

import dev.sconce.ir.Block;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import dev.sconce.ir.Value;
import dev.sconce.runtime.ObjectValue;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes constants of the attributes that no method sets: PyTorch's {@code torch.jit.freeze}. An attribute whose
 * memory a method writes or returns stays an attribute, and so does each one of an object that goes where this pass does not
 * follow it (into a call, a list, a fork, a branch). The constants are the module's own tensors and lists, not copies.
 */
public final class Freeze {
    /** An attribute of one object; objects are equal only to themselves. */
    private record Slot(ObjectValue object, String name) {
        Object value() {
            return object.attribute(name);
        }
    }

    private final ObjectValue module;
    private final List<Graph> methods;
    private final Map<Value, ObjectValue> objects = new IdentityHashMap<>();
    private final Map<Value, Slot> loads = new IdentityHashMap<>();
    private final Set<Slot> set = new HashSet<>();
    private final Set<ObjectValue> lost = Collections.newSetFromMap(new IdentityHashMap<>());

    private Freeze(ObjectValue module, List<Graph> methods) {
        this.module = module;
        this.methods = methods;
    }

    /**
     * Freezes the module's methods together.
     *
     * @param methods graphs whose first input is the module, with all calls inlined; they are changed
     * @param evaluator for what follows from attributes such as {@code training}: branches that it rules out write
     *     nothing
     * @return whether an attribute became a constant
     */
    public static boolean run(ObjectValue module, List<Graph> methods, ConstantPropagation.Evaluator evaluator) {
        boolean changed = new Freeze(module, methods).freeze(false);
        for (Graph method : methods) {
            PeepholeOptimize.run(method);
            ConstantPropagation.run(method, evaluator);
            DeadCodeElimination.run(method);
        }
        changed |= new Freeze(module, methods).freeze(true);
        for (Graph method : methods) {
            DeadCodeElimination.run(method);
        }
        return changed;
    }

    /** @param all whether what can be written is frozen too, where nothing writes it */
    private boolean freeze(boolean all) {
        for (Graph method : methods) {
            meet(method.inputs().get(0), module);
            follow(method.block());
        }
        Set<Object> written = all ? writtenMemory() : Set.of(); // what cannot be written is not looked for there
        boolean changed = false;
        for (Map.Entry<Value, Slot> load : loads.entrySet()) {
            Slot slot = load.getValue();
            Object value = slot.value();
            Type type = load.getKey().type();
            boolean fixed = value == null || !AliasAnalysis.isMutable(type);
            if (set.contains(slot) || lost.contains(slot.object) || !(fixed || all)) {
                continue;
            }
            if (fixed || Collections.disjoint(AliasAnalysis.memoryOf(value), written)) {
                Constants.replace(load.getKey(), value, value == null ? Type.NONE : Types.unwrapOptional(type));
                changed = true;
            }
        }
        return changed;
    }

    /** Finds which objects and attributes the values are, as far as attributes lead from the module. */
    private void follow(Block block) {
        for (Node node : block.nodes()) {
            ObjectValue holder = node.is("prim::GetAttr") ? objects.get(node.input()) : null;
            if (holder != null) {
                Slot slot = new Slot(holder, node.string("name"));
                if (slot.value() instanceof ObjectValue object) {
                    meet(node.output(), object);
                } else {
                    loads.put(node.output(), slot);
                }
            }
            for (Block inner : node.blocks()) {
                follow(inner);
            }
        }
    }

    private void meet(Value value, ObjectValue object) {
        objects.put(value, object);
        for (Value.Use use : value.uses()) {
            if (use.node().is("prim::SetAttr") && use.index() == 0) {
                Slot slot = new Slot(object, use.node().string("name"));
                set.add(slot);
                lose(slot.value());
            } else if (!use.node().is("prim::GetAttr")) {
                lose(object);
            }
        }
    }

    /** Gives up an object, and all that it holds. */
    private void lose(Object value) {
        if (value instanceof ObjectValue object && lost.add(object)) {
            for (ClassType.Attribute attribute : object.type().attributes()) {
                lose(object.attribute(attribute.name()));
            }
        }
    }

    /**
     * What the methods write, or may write through an attribute that is set or an object that was given up. What a
     * method hands out may be written by its caller, also through another method.
     */
    private Set<Object> writtenMemory() {
        Set<Object> written = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Slot slot : set) {
            written.addAll(AliasAnalysis.memoryOf(slot.value()));
        }
        for (ObjectValue object : lost) {
            for (ClassType.Attribute attribute : object.type().attributes()) {
                written.addAll(AliasAnalysis.memoryOf(object.attribute(attribute.name())));
            }
        }
        Map<Value, Object> known = new IdentityHashMap<>();
        for (Map.Entry<Value, Slot> load : loads.entrySet()) {
            known.put(load.getKey(), load.getValue().value());
        }
        for (Graph method : methods) {
            AliasAnalysis aliases = new AliasAnalysis(method, known);
            for (Map.Entry<Value, Object> load : known.entrySet()) {
                Value value = load.getKey();
                if (value.node().graph() == method && (aliases.isWritten(value) || aliases.isSeenOutside(value))) {
                    written.addAll(AliasAnalysis.memoryOf(load.getValue()));
                }
            }
        }
        return written;
    }
}

package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.Block;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The variables that a block defines, and those of the blocks around it. A variable that holds a value of the graph is written by a
 * {@code prim::Store} and read by a {@code prim::Load}; {@link SsaConversion} makes single assignment of them when the function is
 * complete. Other names (modules, functions, closures) are bound at compile time.
 */
final class Environment {
    private final Emitter emitter;
    private final Block block;
    private final Environment outer;
    private final Map<String, Type> types = new TreeMap<>();
    private final Map<String, SugaredValue> sugared = new HashMap<>();
    /** Of the outermost frame: why a variable is not there, for the message when it is used. */
    private final Map<String, String> absences = new HashMap<>();

    Environment(Emitter emitter, Block block, Environment outer) {
        this.emitter = emitter;
        this.block = block;
        this.outer = outer;
    }

    Block block() {
        return block;
    }

    Environment outer() {
        return outer;
    }

    /** Names of the graph's values that this frame itself defines, sorted. */
    Set<String> definedVariables() {
        return types.keySet();
    }

    void setType(String name, Type type) {
        types.put(name, type);
    }

    /** The type of the variable as visible here, or null; emits nothing. */
    Type findType(String name) {
        for (Environment frame = this; frame != null; frame = frame.outer) {
            if (frame.sugared.containsKey(name)) {
                return null;
            }
            Type type = frame.types.get(name);
            if (type != null) {
                return type;
            }
        }
        return null;
    }

    boolean isDefined(String name) {
        for (Environment frame = this; frame != null; frame = frame.outer) {
            if (frame.sugared.containsKey(name) || frame.types.containsKey(name)) {
                return true;
            }
        }
        return false;
    }

    /** The value of the name, or null; emits a load for a variable. */
    SugaredValue find(String name, SourceRange range) {
        for (Environment frame = this; frame != null; frame = frame.outer) {
            SugaredValue value = frame.sugared.get(name);
            if (value != null) {
                return value;
            }
            Type type = frame.types.get(name);
            if (type != null) {
                Node load = emitter.graph().create("prim::Load", range).set("name", name);
                return new SimpleValue(emitter.graph().insert(load).addOutput(type));
            }
        }
        return null;
    }

    /** The value of a variable that is known to be defined. */
    Value load(String name, SourceRange range) {
        SugaredValue value = find(name, range);
        if (value == null) {
            throw undefined(name, range);
        }
        return value.asValue(emitter, range);
    }

    ScriptException undefined(String name, SourceRange range) {
        String why = outermost().absences.get(name);
        return new ScriptException(why == null ? "Undefined value " + name : why + ", and it is used here", range);
    }

    void setAbsence(String name, String why) {
        outermost().absences.put(name, why);
    }

    private Environment outermost() {
        Environment frame = this;
        while (frame.outer != null) {
            frame = frame.outer;
        }
        return frame;
    }

    void set(String name, Value value, SourceRange range) {
        set(name, new SimpleValue(value), null, range);
    }

    /**
     * Binds the name in this frame.
     *
     * @param annotated the type that the source declares for the variable, or null
     * @throws ScriptException when the name means something of another type in a block around this one
     */
    void set(String name, SugaredValue value, Type annotated, SourceRange range) {
        Value simple = value instanceof SimpleValue s ? s.value() : null;
        if (outer != null && outer.isDefined(name)) {
            if (annotated != null) {
                throw new ScriptException(
                        "Variable " + name + " is declared here but already defined in an outer block", range);
            }
            Type former = outer.findType(name);
            if (simple == null || former == null) {
                throw new ScriptException(
                        "Cannot assign " + name + " again: " + value.kind() + " is no first-class value", range);
            }
            simple = emitter.builtins().convert(former, simple, true, range);
            if (!simple.type().isSubtypeOf(former)) {
                throw new ScriptException(
                        "Variable " + name + " has type " + former.annotation() + " but is assigned a value of type "
                                + simple.type().annotation(),
                        range);
            }
        }
        if (simple == null) {
            types.remove(name);
            sugared.put(name, value);
            return;
        }
        if (annotated != null && !simple.type().isSubtypeOf(annotated)) {
            throw new ScriptException(
                    "Variable " + name + " is annotated as " + annotated.annotation()
                            + " but is assigned a value of type "
                            + simple.type().annotation(),
                    range);
        }
        if (simple.debugName() == null
                && isMeaningful(name)
                && simple.node().block() == block
                && !simple.node().is("prim::Constant")) {
            simple.setDebugName(name);
        }
        emitter.graph()
                .insert(emitter.graph().create("prim::Store", range, simple).set("name", name));
        sugared.remove(name);
        types.put(name, annotated != null ? annotated : simple.type());
    }

    /** Unbinds the name everywhere ({@code del}). */
    void remove(String name, SourceRange range) {
        boolean removed = false;
        for (Environment frame = this; frame != null; frame = frame.outer) {
            removed |= frame.types.remove(name) != null | frame.sugared.remove(name) != null;
        }
        if (!removed) {
            throw undefined(name, range);
        }
    }

    /** Whether a name says something: not one of the numbered temporaries that PyTorch writes. */
    static boolean isMeaningful(String name) {
        return !name.isEmpty()
                && name.charAt(0) != '$'
                && !(name.charAt(0) == '_' && name.substring(1).chars().allMatch(Character::isDigit));
    }
}

package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.List;
import java.util.Map;

/** Emits assignments: to variables, attributes and elements, plain, unpacking and augmented. */
final class AssignmentEmitter {
    /** The operator on tensors and lists, where it works in place, and on everything else. */
    private record Augmentation(String inPlace, String plain, String inPlaceMethod, String method) {}

    private static final Map<String, Augmentation> AUGMENTATIONS = Map.ofEntries(
            Map.entry("+", new Augmentation("aten::add_", "aten::add", "__iadd__", "__add__")),
            Map.entry("-", new Augmentation("aten::sub_", "aten::sub", "__isub__", "__sub__")),
            Map.entry("*", new Augmentation("aten::mul_", "aten::mul", "__imul__", "__mul__")),
            Map.entry("/", new Augmentation("aten::div_", "aten::div", "__itruediv__", "__truediv__")),
            Map.entry("%", new Augmentation("aten::fmod_", "aten::fmod", "__imod__", "__mod__")),
            Map.entry("|", new Augmentation("aten::bitwise_or", "aten::__or__", null, null)),
            Map.entry("&", new Augmentation("aten::bitwise_and", "aten::__and__", null, null)),
            Map.entry("^", new Augmentation("aten::bitwise_xor", "aten::__xor__", null, null)),
            Map.entry("<<", new Augmentation("aten::__lshift__", "aten::__lshift__", null, null)),
            Map.entry(">>", new Augmentation("aten::__irshift__", "aten::__rshift__", null, null)),
            Map.entry("**", new Augmentation("aten::pow", "aten::pow", null, null)));

    private final Emitter emitter;

    AssignmentEmitter(Emitter emitter) {
        this.emitter = emitter;
    }

    void assign(Stmt.Assign statement) {
        if (statement.value() == null) {
            throw new ScriptException("A declaration in a function needs a value", statement.range());
        }
        Expr first = statement.targets().get(0);
        SourceRange range = statement.range();
        if (statement.targets().size() == 1) {
            Type type = statement.type() == null ? null : emitter.type(statement.type());
            if (first instanceof Expr.Name name) {
                emitter.environment().set(name.id(), emitter.expressions.sugared(statement.value(), type), type, range);
            } else {
                assign(first, emitter.expressions.sugared(statement.value(), type), range);
            }
            return;
        }
        String temporary = emitter.temporary("assigned");
        emitter.environment().set(temporary, emitter.expressions.sugared(statement.value(), null), null, range);
        for (Expr target : statement.targets()) {
            assign(target, emitter.environment().find(temporary, range), range);
        }
    }

    /** Assigns to a variable, attribute or element, or unpacks to several. */
    void assign(Expr target, SugaredValue value, SourceRange range) {
        if (target instanceof Expr.Name name) {
            emitter.environment().set(name.id(), value, null, target.range());
        } else if (target instanceof Expr.TupleLiteral tuple) {
            unpack(tuple.elements(), value, range);
        } else if (target instanceof Expr.ListLiteral list) {
            unpack(list.elements(), value, range);
        } else if (target instanceof Expr.Select select) {
            emitter.expressions
                    .sugared(select.value(), null)
                    .setAttribute(emitter, select.field(), value.asValue(emitter, range), range);
        } else if (target instanceof Expr.Subscript subscript) {
            emitter.indexing.assign(subscript, new NamedValue(null, value.asValue(emitter, range), range), range);
        } else {
            throw new ScriptException("This cannot be assigned to", target.range());
        }
    }

    private void unpack(List<Expr> targets, SugaredValue value, SourceRange range) {
        long starred = targets.stream().filter(Expr.Starred.class::isInstance).count();
        if (starred > 1 || (starred == 1 && targets.size() == 1)) {
            throw new ScriptException("One starred target is allowed, beside others", range);
        }
        int plain = targets.size() - (int) starred;
        List<SugaredValue> values = value.asTuple(emitter, starred == 0 ? plain : -1, range);
        if (values.size() < plain || (starred == 0 && values.size() > plain)) {
            throw new ScriptException(
                    "There are " + values.size() + " values to unpack to " + targets.size() + " targets", range);
        }
        int next = 0;
        for (Expr target : targets) {
            if (target instanceof Expr.Starred rest) {
                int count = values.size() - plain;
                List<Value> taken = values.subList(next, next + count).stream()
                        .map(v -> v.asValue(emitter, range))
                        .toList();
                assign(rest.value(), new SimpleValue(emitter.tuple(taken, range)), range);
                next += count;
            } else {
                assign(target, values.get(next++), range);
            }
        }
    }

    void augmented(Stmt.AugmentedAssign statement) {
        Expr target = statement.target();
        if (target instanceof Expr.Name name) {
            Value former = emitter.expressions.value(name, null);
            emitter.environment().set(name.id(), augment(statement, former), statement.range());
        } else if (target instanceof Expr.Select select) {
            SugaredValue object = emitter.expressions.sugared(select.value(), null);
            Value former =
                    object.attribute(emitter, select.field(), select.range()).asValue(emitter, select.range());
            object.setAttribute(emitter, select.field(), augment(statement, former), statement.range());
        } else if (target instanceof Expr.Subscript subscript) {
            emitter.indexing.augment(subscript, statement);
        } else {
            throw new ScriptException("This cannot be assigned to", target.range());
        }
    }

    /** What {@code former op= value} gives. */
    Value augment(Stmt.AugmentedAssign statement, Value former) {
        Value value = emitter.expressions.value(statement.value(), null);
        SourceRange range = statement.range();
        if (!(former.type() instanceof ClassType type)) {
            return emitter.builtins().insert(operator(statement, former.type()), range, former, value);
        }
        Augmentation augmentation = AUGMENTATIONS.get(statement.op());
        String method = augmentation.inPlaceMethod();
        if (method == null || type.method(method) == null) {
            method = augmentation.method();
        }
        if (method == null || type.method(method) == null) {
            throw new ScriptException(type.qualifiedName() + " has no method for " + statement.op() + "=", range);
        }
        return new Callables.Method(former, method)
                .call(emitter, List.of(new NamedValue(null, value, range)), List.of(), range)
                .asValue(emitter, range);
    }

    /** The operator of the augmented assignment to something of that type. */
    String operator(Stmt.AugmentedAssign statement, Type type) {
        Augmentation augmentation = AUGMENTATIONS.get(statement.op());
        boolean inPlace = type.isSubtypeOf(Type.TENSOR) || type instanceof Type.ListType;
        return inPlace ? augmentation.inPlace() : augmentation.plain();
    }
}

package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.Block;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Emits conditions, with what they tell of types, and the branches that depend on them. */
final class ConditionEmitter {
    /**
     * A condition.
     *
     * @param refinements what holds of variables where it is true, and where it is false
     * @param known its value where compile time knows it, then only one branch is emitted; else null
     */
    record Condition(Value value, Refinements refinements, Boolean known) {}

    private final Emitter emitter;

    ConditionEmitter(Emitter emitter) {
        this.emitter = emitter;
    }

    private Condition known(boolean value, Refinements refinements, SourceRange range) {
        return new Condition(emitter.constant(value, range), refinements, value);
    }

    Condition emit(Expr expr) {
        if (expr instanceof Expr.Binary binary) {
            switch (binary.op()) {
                case "and", "or":
                    return shortCircuit(binary);
                case "is", "is not":
                    return identity(binary);
                default:
                    break;
            }
        } else if (expr instanceof Expr.Unary unary && unary.op().equals("not")) {
            Condition operand = emit(unary.operand());
            Value value = emitter.builtins().insert("aten::__not__", expr.range(), operand.value());
            return new Condition(value, operand.refinements().not(), operand.known() == null ? null : !operand.known());
        } else if (expr instanceof Expr.Apply apply && apply.callee() instanceof Expr.Name name) {
            if (name.id().equals("isinstance")) {
                return isInstance(apply);
            } else if (name.id().equals("hasattr")) {
                return hasAttribute(apply);
            }
        }
        Value value = toBool(emitter.expressions.value(expr, null), expr.range());
        return new Condition(
                value, Refinements.NONE, Emitter.constantOf(value) instanceof Boolean constant ? constant : null);
    }

    Value toBool(Value value, SourceRange range) {
        if (value.type() == Type.BOOL) {
            return value;
        }
        SugaredValue cast = Globals.find("bool");
        return cast.call(emitter, List.of(new NamedValue(null, value, range)), List.of(), range)
                .asValue(emitter, range);
    }

    private Condition shortCircuit(Expr.Binary expr) {
        boolean isOr = expr.op().equals("or");
        Condition left = emit(expr.left());
        Condition[] right = new Condition[1];
        Supplier<Value> rest = () -> {
            right[0] = emit(expr.right());
            return right[0].value();
        };
        Supplier<Value> decided = () -> emitter.constant(isOr, expr.range());
        Value value = ifExpression(left, isOr ? decided : rest, isOr ? rest : decided, expr.range());
        Refinements refinements = isOr
                ? left.refinements().or(right[0].refinements())
                : left.refinements().and(right[0].refinements());
        Boolean known = null;
        if (Boolean.valueOf(isOr).equals(left.known()) || Boolean.valueOf(isOr).equals(right[0].known())) {
            known = isOr;
        } else if (left.known() != null && right[0].known() != null) {
            known = !isOr;
        }
        return new Condition(value, refinements, known);
    }

    private enum Noneness {
        ALWAYS,
        MAYBE,
        NEVER
    }

    private static Noneness noneness(Value value) {
        boolean isNone = value.type() == Type.NONE
                || (value.node().is("prim::Constant")
                        && !value.node().has("value")
                        && value.type() instanceof Type.OptionalType);
        return isNone ? Noneness.ALWAYS : Type.NONE.isSubtypeOf(value.type()) ? Noneness.MAYBE : Noneness.NEVER;
    }

    /** {@code is} and {@code is not}: known where one side is None and the other cannot be, or is too. */
    private Condition identity(Expr.Binary expr) {
        boolean is = expr.op().equals("is");
        Value left = emitter.expressions.value(expr.left(), null);
        Value right = emitter.expressions.value(expr.right(), null);
        Noneness leftNone = noneness(left);
        Noneness rightNone = noneness(right);
        if (leftNone == Noneness.ALWAYS && rightNone == Noneness.ALWAYS) {
            return known(is, Refinements.NONE, expr.range());
        } else if ((leftNone == Noneness.ALWAYS && rightNone == Noneness.NEVER)
                || (leftNone == Noneness.NEVER && rightNone == Noneness.ALWAYS)) {
            return known(!is, Refinements.NONE, expr.range());
        }
        Value value = emitter.builtins().insert(is ? "aten::__is__" : "aten::__isnot__", expr.range(), left, right);
        Refinements refinements = expr.left() instanceof Expr.NoneLiteral
                ? notNone(expr.right(), right.type())
                : expr.right() instanceof Expr.NoneLiteral ? notNone(expr.left(), left.type()) : Refinements.NONE;
        return new Condition(value, is ? refinements.not() : refinements, null);
    }

    /** What is known of a variable that is not None. */
    private static Refinements notNone(Expr expr, Type type) {
        if (!(expr instanceof Expr.Name name)) {
            return Refinements.NONE;
        }
        if (type instanceof Type.OptionalType optional) {
            return Refinements.whenTrue(name.id(), optional.element());
        }
        if (type instanceof Type.UnionType union) {
            return Refinements.whenTrue(
                    name.id(),
                    Type.UnionType.of(
                            union.members().stream().filter(m -> m != Type.NONE).toList()));
        }
        return Refinements.NONE;
    }

    Condition hasAttribute(Expr.Apply apply) {
        Emitter.expectArguments(apply, 2, "hasattr");
        if (!(apply.arguments().get(1) instanceof Expr.StringLiteral name)) {
            throw new ScriptException("hasattr's second argument must be a string literal", apply.range());
        }
        SugaredValue object = emitter.expressions.sugared(apply.arguments().get(0), null);
        return known(object.hasAttribute(name.value(), apply.range()), Refinements.NONE, apply.range());
    }

    /** {@code isinstance(value, types)}: known where the value's type decides, else a {@code prim::isinstance}. */
    Condition isInstance(Expr.Apply apply) {
        Emitter.expectArguments(apply, 2, "isinstance");
        Expr object = apply.arguments().get(0);
        Value value = emitter.expressions.value(object, null);
        List<Type> asked = new ArrayList<>();
        gatherTypes(apply.arguments().get(1), asked);
        List<Type> matching = new ArrayList<>();
        List<Type> others = new ArrayList<>();
        boolean always = true;
        for (Type possible : members(value.type())) {
            if (possible == Type.ANY) {
                matching.addAll(asked);
                others.add(possible);
                always &= asked.contains(Type.ANY);
                continue;
            }
            List<Type> found = asked.stream()
                    .filter(a -> possible.isSubtypeOf(a) || a.isSubtypeOf(possible))
                    .toList();
            if (found.stream().anyMatch(possible::isSubtypeOf)) {
                matching.add(possible);
            } else {
                matching.addAll(found);
                others.add(possible);
                always = false;
            }
        }
        Refinements refinements = Refinements.NONE;
        if (object instanceof Expr.Name name) {
            refinements = new Refinements(refinement(name, matching), refinement(name, others));
        }
        if (matching.isEmpty() || always) {
            return known(!matching.isEmpty(), refinements, apply.range());
        }
        Node node = emitter.insert("prim::isinstance", apply.range(), value).set("types", List.copyOf(asked));
        return new Condition(node.addOutput(Type.BOOL), refinements, null);
    }

    private static List<Refinements.Refinement> refinement(Expr.Name name, List<Type> types) {
        return types.isEmpty() ? List.of() : List.of(new Refinements.Refinement(name.id(), Type.UnionType.of(types)));
    }

    private static List<Type> members(Type type) {
        if (type instanceof Type.OptionalType optional) {
            return List.of(optional.element(), Type.NONE);
        }
        return type instanceof Type.UnionType union ? union.members() : List.of(type);
    }

    private void gatherTypes(Expr expr, List<Type> types) {
        if (expr instanceof Expr.TupleLiteral tuple) {
            tuple.elements().forEach(e -> gatherTypes(e, types));
        } else {
            types.addAll(members(emitter.type(expr)));
        }
    }

    Value ternary(Expr.Conditional expr, Type hint) {
        Condition condition = emit(expr.condition());
        if (condition.known() != null) {
            return emitter.expressions.value(condition.known() ? expr.ifTrue() : expr.ifFalse(), hint);
        }
        return ifExpression(
                condition,
                () -> emitter.expressions.value(expr.ifTrue(), hint),
                () -> emitter.expressions.value(expr.ifFalse(), hint),
                expr.range());
    }

    private Value ifExpression(
            Condition condition, Supplier<Value> ifTrue, Supplier<Value> ifFalse, SourceRange range) {
        Node node = emitter.insert("prim::If", range, condition.value());
        Value left = branchValue(node.addBlock(), condition.refinements(), ifTrue, range);
        Value right = branchValue(node.addBlock(), condition.refinements().not(), ifFalse, range);
        Type type = Types.unify(left.type(), right.type());
        if (type == null) {
            throw new ScriptException(
                    "One branch gives a " + left.type().annotation() + ", the other a "
                            + right.type().annotation(),
                    range);
        }
        return node.addOutput(type);
    }

    private Value branchValue(Block block, Refinements refinements, Supplier<Value> expr, SourceRange range) {
        return emitter.at(block, () -> {
            emitter.pushFrame(block);
            refine(refinements, range);
            Value value = expr.get();
            block.addOutput(value);
            emitter.popFrame();
            return value;
        });
    }

    /** Gives variables the types that hold in a branch. */
    private void refine(Refinements refinements, SourceRange range) {
        for (Refinements.Refinement refinement : refinements.ifTrue()) {
            Value value = emitter.environment().load(refinement.variable(), range);
            if (!value.type().equals(refinement.type())) {
                emitter.environment()
                        .set(refinement.variable(), emitter.uncheckedCast(value, refinement.type(), range), range);
            }
        }
    }

    void emitIf(SourceRange range, Condition condition, List<Stmt> ifTrue, List<Stmt> ifFalse) {
        if (condition.known() != null) {
            refine(
                    condition.known()
                            ? condition.refinements()
                            : condition.refinements().not(),
                    range);
            emitter.statements.emit(condition.known() ? ifTrue : ifFalse);
            return;
        }
        Node node = emitter.insert("prim::If", range, condition.value());
        Block trueBlock = node.addBlock();
        Block falseBlock = node.addBlock();
        Environment trueFrame = branch(trueBlock, condition.refinements(), ifTrue, range);
        Environment falseFrame = branch(falseBlock, condition.refinements().not(), ifFalse, range);
        boolean trueExits = emitter.exits(trueBlock);
        boolean falseExits = emitter.exits(falseBlock);
        if (trueExits && falseExits) {
            emitter.markExit(node.block());
            return;
        }
        for (String name : merged(trueFrame, falseFrame, trueExits, falseExits)) {
            merge(name, node, trueExits ? null : trueFrame, falseExits ? null : falseFrame, range);
        }
    }

    private Environment branch(Block block, Refinements refinements, List<Stmt> body, SourceRange range) {
        return emitter.at(block, () -> {
            emitter.pushFrame(block);
            refine(refinements, range);
            emitter.statements.emit(body);
            return emitter.popFrame();
        });
    }

    /** The variables that are defined behind the if: those that both branches define, or the one that does not exit. */
    private Set<String> merged(Environment trueFrame, Environment falseFrame, boolean trueExits, boolean falseExits) {
        Set<String> names = new TreeSet<>();
        for (String name : trueFrame.definedVariables()) {
            if (falseExits || falseFrame.isDefined(name)) {
                names.add(name);
            } else {
                emitter.environment().setAbsence(name, name + " is not defined in the false branch");
            }
        }
        for (String name : falseFrame.definedVariables()) {
            if (trueExits || trueFrame.isDefined(name)) {
                names.add(name);
            } else {
                emitter.environment().setAbsence(name, name + " is not defined in the true branch");
            }
        }
        return names;
    }

    /** Defines the variable behind the if. A frame that is null belongs to a branch that exits. */
    private void merge(String name, Node node, Environment trueFrame, Environment falseFrame, SourceRange range) {
        Environment present = trueFrame != null ? trueFrame : falseFrame;
        Type trueType = (trueFrame != null ? trueFrame : present).findType(name);
        Type falseType = (falseFrame != null ? falseFrame : present).findType(name);
        if (trueType == null || falseType == null) {
            return;
        }
        if (trueFrame == null || falseFrame == null) {
            Block exiting = node.blocks().get(trueFrame == null ? 0 : 1);
            Value unused = emitter.uninitialized(trueType, range);
            emitter.at(
                    exiting, () -> emitter.insert("prim::Store", range, unused).set("name", name));
        }
        Type former = emitter.environment().findType(name);
        boolean toUnion = former != null && (former instanceof Type.UnionType || former.isSubtypeOf(Type.NUMBER));
        Type type = Types.unify(trueType, falseType, toUnion, null);
        if (type != null) {
            emitter.environment().setType(name, type);
            return;
        }
        String mismatch = name + " is set to a " + trueType.annotation() + " in the true branch and to a "
                + falseType.annotation() + " in the false branch";
        if (emitter.environment().isDefined(name)) {
            throw new ScriptException(mismatch, range);
        }
        emitter.environment().setAbsence(name, mismatch);
    }
}

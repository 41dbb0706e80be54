package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.Block;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import dev.sconce.ir.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Emits statements, and the definitions that hold them. */
final class StatementEmitter {
    private final Emitter emitter;

    StatementEmitter(Emitter emitter) {
        this.emitter = emitter;
    }

    /**
     * Emits a function's or closure's parameters and body into a block.
     *
     * @param self the class of a method, whose first parameter is then the object; else null
     * @param schema with the types of the parameters, self included
     */
    void definition(Stmt.Def def, ClassType self, FunctionSchema schema, Block block) {
        for (int i = 0; i < def.params().size(); i++) {
            Stmt.Param param = def.params().get(i);
            Value input = block.addInput(schema.arguments().get(i).type());
            if (Environment.isMeaningful(param.name())) {
                input.setDebugName(param.name());
            }
            emitter.environment().set(param.name(), input, param.range());
        }
        Emitter.Definition definition = emitter.definition();
        definition.declaredReturn = schema.returns().isEmpty() ? null : schema.returnType();
        emit(def.body());
        if (!emitter.exits(block)) {
            if (definition.declaredReturn != null && definition.declaredReturn != Type.NONE) {
                throw new ScriptException(
                        "Function " + def.name() + " is annotated to return " + definition.declaredReturn.annotation()
                                + " but does not return on all paths",
                        def.range());
            }
            emitReturn(new Stmt.Return(def.range(), new Expr.NoneLiteral(def.range())));
        } else if (definition.mergedReturn == null) {
            definition.mergedReturn = definition.declaredReturn == null ? Type.NONE : definition.declaredReturn;
        }
        // Stands for the returned value until the exits are transformed, so that the block has its type.
        block.addOutput(emitter.uninitialized(definition.mergedReturn, def.range()));
    }

    void emit(List<Stmt> statements) {
        for (Stmt statement : statements) {
            emit(statement);
            if (emitter.exits(emitter.environment().block())) {
                return;
            }
        }
    }

    private void emit(Stmt statement) {
        if (statement instanceof Stmt.Assign s) {
            emitter.assignments.assign(s);
        } else if (statement instanceof Stmt.ExpressionStatement s) {
            emitter.expressions.sugared(s.value(), null);
        } else if (statement instanceof Stmt.Return s) {
            emitReturn(s);
        } else if (statement instanceof Stmt.If s) {
            emitter.conditions.emitIf(s.range(), emitter.conditions.emit(s.condition()), s.body(), s.orElse());
        } else if (statement instanceof Stmt.While s) {
            emitter.loops.emitWhile(s);
        } else if (statement instanceof Stmt.For s) {
            emitter.loops.emitFor(s.targets(), s.iterable(), s.range(), () -> emit(s.body()));
        } else if (statement instanceof Stmt.AugmentedAssign s) {
            emitter.assignments.augmented(s);
        } else if (statement instanceof Stmt.Raise s) {
            raise(s);
        } else if (statement instanceof Stmt.Assert s) {
            emitAssert(s);
        } else if (statement instanceof Stmt.Break s) {
            emitter.loops.exit("prim::BreakStmt", "break", s.range());
        } else if (statement instanceof Stmt.Continue s) {
            emitter.loops.exit("prim::ContinueStmt", "continue", s.range());
        } else if (statement instanceof Stmt.Def s) {
            closure(s);
        } else if (statement instanceof Stmt.With s) {
            with(s);
        } else if (statement instanceof Stmt.Delete s) {
            s.targets().forEach(this::delete);
        } else if (!(statement instanceof Stmt.Pass)) {
            throw new ScriptException("This statement cannot stand in a function", statement.range());
        }
    }

    private void emitReturn(Stmt.Return statement) {
        SourceRange range = statement.range();
        Emitter.Definition definition = emitter.definition();
        Type declared = definition.declaredReturn;
        Value result = emitter.expressions.value(statement.value(), declared);
        if (declared != null) {
            boolean forgotten = declared == Type.TENSOR && result.type() == Type.NONE;
            result = forgotten ? result : emitter.builtins().convert(declared, result, true, range);
            if (!result.type().isSubtypeOf(declared)) {
                throw new ScriptException(
                        "The function is annotated to return " + declared.annotation() + " but returns a "
                                + result.type().annotation(),
                        range);
            }
            definition.mergedReturn = declared;
        } else {
            Type former = definition.mergedReturn == null ? result.type() : definition.mergedReturn;
            definition.mergedReturn = Types.unify(former, result.type());
            if (definition.mergedReturn == null) {
                throw new ScriptException(
                        "This returns a " + result.type().annotation() + " but an earlier return a "
                                + former.annotation(),
                        range);
            }
        }
        if (definition.mergedReturn == Type.ANY && result.type() != Type.ANY) {
            result = emitter.uncheckedCast(result, Type.ANY, range);
        }
        emitter.insert("prim::ReturnStmt", range, result);
        emitter.markExit(emitter.environment().block());
    }

    /** A nested {@code def}, which is there to be forked. Its parameters are none; what it uses it finds around it. */
    private void closure(Stmt.Def def) {
        FunctionSchema schema = emitter.unit().schema(def, null, def.name());
        emitter.environment()
                .set(
                        def.name(),
                        closure(def.range(), block -> definition(def, null, schema, block)),
                        null,
                        def.range());
    }

    interface Body {
        void emit(Block block);
    }

    /** A {@code prim::Closure} whose block the body fills; its return ends it, and loops around it do not reach into it. */
    Callables.Closure closure(SourceRange range, Body body) {
        Node node = emitter.insert("prim::Closure", range);
        Block block = node.addBlock();
        emitter.loops.outsideLoops(() -> emitter.at(block, () -> {
            emitter.pushDefinition(block);
            body.emit(block);
            emitter.popDefinition();
            return null;
        }));
        return new Callables.Closure(node.addOutput(Type.NONE));
    }

    private void raise(Stmt.Raise statement) {
        SourceRange range = statement.range();
        SugaredValue raised = emitter.expressions.sugared(statement.exception(), null);
        if (raised instanceof Callables.ExceptionClass bare) {
            raised = bare.call(emitter, List.of(), List.of(), range);
        }
        if (!(raised instanceof Callables.ExceptionMessage exception)) {
            throw new ScriptException("Only exceptions can be raised", range);
        }
        raise(exception, range);
    }

    private void raise(Callables.ExceptionMessage exception, SourceRange range) {
        Value message = exception.message;
        if (message.type() != Type.STRING) {
            message = emitter.builtins().insert("aten::str", range, message);
        }
        Value name = exception.name == null ? emitter.none(range) : emitter.constant(exception.name, range);
        emitter.builtins().insert("prim::RaiseException", range, message, name);
        emitter.markExit(emitter.environment().block());
    }

    /** {@code assert test, message}: an if that raises in its else branch; the message is evaluated there only. */
    private void emitAssert(Stmt.Assert statement) {
        SourceRange range = statement.range();
        Expr prefix = new Expr.StringLiteral(range, "AssertionError: ");
        Expr message = statement.message() == null ? prefix : new Expr.Binary(range, "+", prefix, statement.message());
        Expr raise = new Expr.Apply(range, new Expr.Name(range, "AssertionError"), List.of(message), List.of());
        emitter.conditions.emitIf(
                range, emitter.conditions.emit(statement.test()), List.of(), List.of(new Stmt.Raise(range, raise)));
    }

    private void with(Stmt.With statement) {
        record Entered(Value object, Function exit) {}
        Deque<Entered> entered = new ArrayDeque<>();
        for (Stmt.WithItem item : statement.items()) {
            Value object = emitter.expressions.value(item.value(), null);
            Function enter = object.type() instanceof ClassType type ? type.method("__enter__") : null;
            Function exit = object.type() instanceof ClassType type ? type.method("__exit__") : null;
            if (enter == null || exit == null) {
                throw new ScriptException("with needs an object that has __enter__ and __exit__", item.range());
            }
            if (enter.schema().arguments().size() != 1
                    || exit.schema().arguments().size() != 4) {
                throw new ScriptException("__enter__ takes no arguments and __exit__ three", item.range());
            }
            Value result = emitter.insert("prim::Enter", item.range(), object)
                    .addOutput(enter.schema().returnType());
            entered.push(new Entered(object, exit));
            if (item.name() != null) {
                emitter.environment().set(item.name(), result, item.range());
            }
        }
        emit(statement.body());
        while (!entered.isEmpty()) {
            Entered last = entered.pop();
            emitter.insert("prim::Exit", statement.range(), last.object)
                    .addOutput(last.exit.schema().returnType());
        }
    }

    private void delete(Expr target) {
        if (target instanceof Expr.Name name) {
            emitter.environment().remove(name.id(), name.range());
            return;
        }
        if (!(target instanceof Expr.Subscript subscript)
                || subscript.indices().size() != 1
                || subscript.indices().get(0) instanceof Expr.Slice) {
            throw new ScriptException("del takes variables and single elements of lists and dicts", target.range());
        }
        Value container = emitter.expressions.value(subscript.value(), null);
        Value index = emitter.expressions.value(subscript.indices().get(0), null);
        if (container.type() instanceof ClassType) {
            new SimpleValue(container)
                    .attribute(emitter, "__delitem__", target.range())
                    .call(emitter, List.of(new NamedValue(null, index, target.range())), List.of(), target.range());
        } else {
            emitter.builtins().insert("aten::Delete", target.range(), container, index);
        }
    }
}

package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.Block;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.List;

/**
 * Emits loops. A {@code prim::Loop} first has two blocks, body and condition, and its inputs are the trip count and a condition that
 * only stands there until {@link SsaConversion} copies the condition's block before the loop and to the end of the body.
 */
final class LoopEmitter {
    private enum Place {
        OUTSIDE,
        LOOP,
        UNROLLED
    }

    interface Body {
        void emit();
    }

    private final Emitter emitter;
    private Place place = Place.OUTSIDE;

    LoopEmitter(Emitter emitter) {
        this.emitter = emitter;
    }

    void outsideLoops(Body body) {
        in(Place.OUTSIDE, body);
    }

    private void in(Place inner, Body body) {
        Place outer = place;
        place = inner;
        body.emit();
        place = outer;
    }

    /** {@code break} or {@code continue}. */
    void exit(String kind, String word, SourceRange range) {
        if (place == Place.OUTSIDE) {
            throw new ScriptException(word + " stands outside a loop", range);
        } else if (place == Place.UNROLLED) {
            throw new ScriptException(
                    "Loops over tuples and module lists are unrolled and cannot have a " + word, range);
        }
        emitter.insert(kind, range);
    }

    void emitWhile(Stmt.While loop) {
        emit(
                loop.range(),
                emitter.constant(Long.MAX_VALUE, loop.range()),
                loop.condition(),
                counter -> emitter.statements.emit(loop.body()));
    }

    void emitFor(List<Expr> targets, Expr iterated, SourceRange range, Body body) {
        SugaredValue iterable = emitter.expressions.sugared(iterated, null).iterate(emitter, range);
        Expr target = targets.size() == 1 ? targets.get(0) : new Expr.TupleLiteral(range, targets);
        int length = iterable.staticLength();
        if (length < 0) {
            emit(range, iterable.length(emitter, range), null, counter -> {
                Value element = iterable.item(emitter, counter, null, range).asValue(emitter, range);
                emitter.assignments.assign(target, new SimpleValue(element), range);
                body.emit();
            });
            return;
        }
        in(Place.UNROLLED, () -> {
            for (long i = 0; i < length; i++) {
                SugaredValue element = iterable.item(emitter, emitter.constant(i, range), null, range);
                emitter.assignments.assign(target, element, range);
                body.emit();
            }
        });
    }

    private interface CountedBody {
        void emit(Value counter);
    }

    private void emit(SourceRange range, Value tripCount, Expr condition, CountedBody body) {
        Value yes = emitter.constant(true, range);
        Node loop = emitter.insert("prim::Loop", range, tripCount, yes);
        Block bodyBlock = loop.addBlock();
        Block conditionBlock = loop.addBlock();
        emitter.at(conditionBlock, () -> {
            emitter.pushFrame(conditionBlock);
            conditionBlock.addOutput(
                    condition == null
                            ? yes
                            : emitter.conditions.toBool(emitter.expressions.value(condition, null), condition.range()));
            emitter.popFrame();
            return null;
        });
        Value counter = bodyBlock.addInput(Type.INT);
        bodyBlock.addOutput(yes);
        emitter.at(bodyBlock, () -> {
            emitter.pushFrame(bodyBlock);
            in(Place.LOOP, () -> body.emit(counter));
            emitter.popFrame();
            return null;
        });
    }

    /** A list comprehension; without hint its type is that of the first element that is emitted. */
    Value listComprehension(Expr.ListComprehension expr, Type.ListType hint) {
        SourceRange range = expr.range();
        Value list = emitter.list(hint == null ? Type.TENSOR : hint.element(), List.of(), range);
        boolean[] typed = {hint != null};
        scope(expr.target(), expr.iterable(), range, () -> {
            Value element = emitter.expressions.value(expr.element(), hint == null ? null : hint.element());
            if (!typed[0]) {
                list.setType(new Type.ListType(element.type()));
                typed[0] = true;
            }
            emitter.builtins()
                    .call(
                            "aten::append",
                            List.of(new NamedValue(null, element, range)),
                            List.of(),
                            new NamedValue("self", list, range),
                            range);
        });
        return list;
    }

    Value dictComprehension(Expr.DictComprehension expr, Type.DictType hint) {
        SourceRange range = expr.range();
        Type.DictType initial = hint == null ? new Type.DictType(Type.STRING, Type.TENSOR) : hint;
        Value dict = emitter.dict(initial, List.of(), range);
        boolean[] typed = {hint != null};
        scope(expr.target(), expr.iterable(), range, () -> {
            Value key = emitter.expressions.value(expr.key(), null);
            Value value = emitter.expressions.value(expr.value(), hint == null ? null : hint.value());
            if (!typed[0]) {
                dict.setType(new Type.DictType(key.type(), value.type()));
                typed[0] = true;
            }
            emitter.builtins().insert("aten::_set_item", range, dict, key, value);
        });
        return dict;
    }

    /** A loop whose variables do not leak. */
    private void scope(Expr target, Expr iterable, SourceRange range, Body body) {
        Node scope = emitter.insert("prim::ComprehensionScope", range);
        Block block = scope.addBlock();
        emitter.at(block, () -> {
            emitter.pushFrame(block);
            emitFor(List.of(target), iterable, range, body);
            emitter.popFrame();
            return null;
        });
    }
}

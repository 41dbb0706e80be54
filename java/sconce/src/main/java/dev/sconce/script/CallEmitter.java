package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** Emits calls, and the special forms that look like calls. */
final class CallEmitter {
    private final Emitter emitter;

    CallEmitter(Emitter emitter) {
        this.emitter = emitter;
    }

    SugaredValue apply(Expr.Apply apply, Type hint) {
        SugaredValue callee = emitter.expressions.sugared(apply.callee(), null);
        if (callee instanceof SpecialForm form) {
            return special(form, apply, hint);
        }
        List<NamedValue> arguments = emitter.expressions.arguments(apply.arguments());
        List<NamedValue> keywords = emitter.expressions.keywords(apply.keywords());
        return callee.call(emitter, arguments, keywords, apply.range());
    }

    private SugaredValue special(SpecialForm form, Expr.Apply apply, Type hint) {
        SourceRange range = apply.range();
        if (form == SpecialForm.ANNOTATE) {
            return new SimpleValue(annotate(apply));
        } else if (form == SpecialForm.UNCHECKED_CAST) {
            Emitter.expectArguments(apply, 2, form.kind());
            Type type = emitter.type(apply.arguments().get(0));
            Value value = emitter.expressions.value(apply.arguments().get(1), null);
            boolean isSame =
                    value.node().is("prim::unchecked_cast") && value.type().equals(type);
            return new SimpleValue(isSame ? value : emitter.uncheckedCast(value, type, range));
        } else if (form == SpecialForm.UNINITIALIZED) {
            Emitter.expectArguments(apply, 1, form.kind());
            return new SimpleValue(
                    emitter.uninitialized(emitter.type(apply.arguments().get(0)), range));
        } else if (form == SpecialForm.GETATTR) {
            Emitter.expectArguments(apply, 2, form.kind());
            if (!(apply.arguments().get(1) instanceof Expr.StringLiteral name)) {
                throw new ScriptException("getattr's second argument must be a string literal", range);
            }
            return emitter.expressions.sugared(apply.arguments().get(0), null).attribute(emitter, name.value(), range);
        } else if (form == SpecialForm.HASATTR) {
            return new SimpleValue(emitter.conditions.hasAttribute(apply).value());
        } else if (form == SpecialForm.ISINSTANCE) {
            return new SimpleValue(emitter.conditions.isInstance(apply).value());
        } else if (form == SpecialForm.FORK) {
            return new SimpleValue(fork("prim::forkClosure", apply));
        } else if (form == SpecialForm.AWAITABLE) {
            return new SimpleValue(fork("prim::awaitableClosure", apply));
        } else if (form == SpecialForm.NEW) {
            return new SimpleValue(create(apply));
        } else if (form == SpecialForm.TOLIST) {
            return new SimpleValue(toList(apply, hint));
        } else if (form == SpecialForm.INDEX) {
            Expr tensor = ((Expr.Select) apply.callee()).value();
            return emitter.indexing.subscript(new Expr.Subscript(range, tensor, apply.arguments()), hint);
        }
        return container(form, apply, hint);
    }

    private SugaredValue container(SpecialForm form, Expr.Apply apply, Type hint) {
        SourceRange range = apply.range();
        if (form == SpecialForm.TUPLE) {
            Emitter.expectArguments(apply, 1, form.kind());
            List<SugaredValue> elements =
                    emitter.expressions.sugared(apply.arguments().get(0), null).asTuple(emitter, -1, range);
            return new SimpleValue(emitter.tuple(
                    elements.stream().map(e -> e.asValue(emitter, range)).toList(), range));
        } else if (form == SpecialForm.RANGE) {
            return new Iterables.Range(emitter, emitter.expressions.values(apply.arguments()), -1, range);
        } else if (form == SpecialForm.ENUMERATE) {
            return enumerate(apply);
        } else if (form == SpecialForm.ZIP) {
            Iterables.Zip zip = new Iterables.Zip();
            for (Expr expr : apply.arguments()) {
                zip.add(emitter.expressions.sugared(expr, null).iterate(emitter, range), range);
            }
            return zip;
        } else if (form == SpecialForm.SLICE) {
            return slice(apply);
        } else if (form == SpecialForm.LIST) {
            return new SimpleValue(list(apply, hint));
        }
        return new SimpleValue(dict(apply, hint));
    }

    private Value annotate(Expr.Apply apply) {
        Emitter.expectArguments(apply, 2, "annotate");
        Type type = emitter.type(apply.arguments().get(0));
        Value value = emitter.builtins()
                .convert(type, emitter.expressions.value(apply.arguments().get(1), type), true, apply.range());
        if (!value.type().isSubtypeOf(type)) {
            throw new ScriptException(
                    "This is annotated as " + type.annotation() + " but is a "
                            + value.type().annotation(),
                    apply.range());
        }
        // None is an Optional[T]; what T is must be known to what uses it.
        boolean isNone = value.type() == Type.NONE && type instanceof Type.OptionalType;
        return isNone ? emitter.constant(null, type, apply.range()) : value;
    }

    private Value create(Expr.Apply apply) {
        Emitter.expectArguments(apply, 1, "__new__");
        if (!(emitter.expressions.sugared(apply.arguments().get(0), null) instanceof Namespaces.ClassValue of)) {
            throw new ScriptException("__new__ takes a class", apply.range());
        }
        return emitter.insert("prim::CreateObject", apply.range()).addOutput(of.type());
    }

    /** {@code x.tolist()}: dimensions and element type come from the hint, as PyTorch's {@code prim::tolist} has them as inputs. */
    private Value toList(Expr.Apply apply, Type hint) {
        if (hint == null) {
            throw new ScriptException("The result of tolist() must be annotated", apply.range());
        }
        Value tensor = emitter.expressions.value(((Expr.Select) apply.callee()).value(), null);
        long dimensions = 0;
        Type element = hint;
        while (element instanceof Type.ListType list) {
            dimensions++;
            element = list.element();
        }
        int code = List.of(Type.INT, Type.FLOAT, Type.BOOL, Type.COMPLEX).indexOf(element);
        if (code < 0) {
            throw new ScriptException(
                    "tolist() gives ints, floats, bools or complex numbers, not " + hint.annotation(), apply.range());
        }
        return emitter.insert(
                        "prim::tolist",
                        apply.range(),
                        tensor,
                        emitter.constant(dimensions, apply.range()),
                        emitter.constant((long) code, apply.range()))
                .addOutput(hint);
    }

    private Value fork(String kind, Expr.Apply apply) {
        if (apply.arguments().isEmpty()) {
            throw new ScriptException("fork takes a function", apply.range());
        }
        SugaredValue forked = emitter.expressions.sugared(apply.arguments().get(0), null);
        List<NamedValue> arguments = emitter.expressions.arguments(
                apply.arguments().subList(1, apply.arguments().size()));
        List<NamedValue> keywords = emitter.expressions.keywords(apply.keywords());
        if (!(forked instanceof Callables.Closure)) {
            SugaredValue callee = forked;
            forked = emitter.statements.closure(
                    apply.range(),
                    block -> block.addOutput(callee.call(emitter, arguments, keywords, apply.range())
                            .asValue(emitter, apply.range())));
        }
        Value closure = forked.asValue(emitter, apply.range());
        Type result = closure.node().blocks().get(0).outputs().get(0).type();
        Node node = emitter.insert(kind, apply.range(), closure);
        return node.addOutput(new Type.FutureType(result));
    }

    private SugaredValue enumerate(Expr.Apply apply) {
        int count = apply.arguments().size();
        if (count < 1 || count > 2) {
            throw new ScriptException("enumerate takes 1 or 2 arguments, not " + count, apply.range());
        }
        SourceRange range = apply.range();
        SugaredValue iterable =
                emitter.expressions.sugared(apply.arguments().get(0), null).iterate(emitter, range);
        List<Value> bounds = new ArrayList<>();
        if (count == 2) {
            bounds.add(emitter.expressions.value(apply.arguments().get(1), null));
        }
        bounds.add(emitter.constant(Long.MAX_VALUE, range));
        Iterables.Zip zip = new Iterables.Zip();
        zip.add(new Iterables.Range(emitter, bounds, iterable.staticLength(), range), range);
        zip.add(iterable, range);
        return zip;
    }

    private SugaredValue slice(Expr.Apply apply) {
        List<Value> bounds = new ArrayList<>(emitter.expressions.values(apply.arguments()));
        if (bounds.isEmpty() || bounds.size() > 3) {
            throw new ScriptException("slice takes 1 to 3 arguments, not " + bounds.size(), apply.range());
        }
        bounds.replaceAll(v -> v.type() == Type.NONE ? null : v);
        return bounds.size() == 1
                ? new Iterables.SliceValue(null, bounds.get(0), null)
                : new Iterables.SliceValue(bounds.get(0), bounds.get(1), bounds.size() == 3 ? bounds.get(2) : null);
    }

    /** {@code list()}, {@code list(iterable)}. */
    private Value list(Expr.Apply apply, Type hint) {
        SourceRange range = apply.range();
        Type.ListType wanted = ExpressionEmitter.member(hint, Type.ListType.class);
        if (apply.arguments().isEmpty()) {
            return emitter.list(wanted == null ? Type.TENSOR : wanted.element(), List.of(), range);
        }
        Emitter.expectArguments(apply, 1, "list");
        SugaredValue iterable = emitter.expressions.sugared(apply.arguments().get(0), null);
        if (iterable instanceof SimpleValue simple
                && (simple.value().type() instanceof Type.ListType
                        || simple.value().type() == Type.STRING)) {
            return emitter.builtins().insert("aten::list", range, simple.value());
        }
        Expr.Name element = new Expr.Name(range, emitter.temporary("element"));
        return emitter.loops.listComprehension(
                new Expr.ListComprehension(range, element, element, bind("iterable", iterable, range)), wanted);
    }

    private Expr.Name bind(String prefix, SugaredValue value, SourceRange range) {
        Expr.Name name = new Expr.Name(range, emitter.temporary(prefix));
        emitter.environment().set(name.id(), value, null, range);
        return name;
    }

    /** {@code dict()}, {@code dict(mapping)}, {@code dict(pairs)}, each with more entries as keywords. */
    private Value dict(Expr.Apply apply, Type hint) {
        SourceRange range = apply.range();
        Type.DictType wanted = ExpressionEmitter.member(hint, Type.DictType.class);
        Value dict;
        if (apply.arguments().isEmpty() || isEmptyLiteral(apply.arguments().get(0))) {
            return emitter.expressions.value(
                    new Expr.DictLiteral(
                            range,
                            apply.keywords().stream()
                                    .<Expr>map(k -> new Expr.StringLiteral(k.range(), k.name()))
                                    .toList(),
                            apply.keywords().stream().map(Expr.Keyword::value).toList()),
                    wanted);
        }
        SugaredValue entries = emitter.expressions.sugared(apply.arguments().get(0), wanted);
        if (entries instanceof SimpleValue simple && simple.value().type() instanceof Type.DictType) {
            dict = emitter.builtins().insert("aten::dict", range, simple.value());
        } else {
            Expr.Name key = new Expr.Name(range, emitter.temporary("key"));
            Expr.Name value = new Expr.Name(range, emitter.temporary("value"));
            dict = emitter.loops.dictComprehension(
                    new Expr.DictComprehension(
                            range,
                            key,
                            value,
                            new Expr.TupleLiteral(range, List.of(key, value)),
                            bind("iterable", entries, range)),
                    wanted);
        }
        for (Expr.Keyword keyword : apply.keywords()) {
            emitter.builtins()
                    .insert(
                            "aten::_set_item",
                            keyword.range(),
                            dict,
                            emitter.constant(keyword.name(), keyword.range()),
                            emitter.expressions.value(keyword.value(), null));
        }
        return dict;
    }

    private static boolean isEmptyLiteral(Expr expr) {
        return (expr instanceof Expr.DictLiteral dict && dict.keys().isEmpty())
                || (expr instanceof Expr.ListLiteral list && list.elements().isEmpty());
    }
}

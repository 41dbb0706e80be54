package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.NamedValue;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** Emits subscripts: elements and slices of containers, and of tensors with any mix of ints, slices, None, ellipsis and tensors. */
final class IndexEmitter {
    private static final Type OPTIONAL_TENSOR = new Type.OptionalType(Type.TENSOR);
    private static final long LONG_DTYPE = 4;

    private final Emitter emitter;

    IndexEmitter(Emitter emitter) {
        this.emitter = emitter;
    }

    SugaredValue subscript(Expr.Subscript expr, Type hint) {
        SugaredValue container = emitter.expressions.sugared(expr.value(), null);
        Value value = container.asValue(emitter, expr.value().range());
        SourceRange range = expr.range();
        if (value.type().isSubtypeOf(Type.TENSOR)) {
            return new SimpleValue(index(value, expr.indices(), range));
        }
        if (expr.indices().size() != 1) {
            throw new ScriptException(
                    "Only tensors have several indices, not a " + value.type().annotation(), range);
        }
        Expr index = expr.indices().get(0);
        if (index instanceof Expr.Slice slice) {
            return new SimpleValue(slice(value, null, bounds(slice), range));
        }
        SugaredValue at = emitter.expressions.sugared(index, null);
        if (at instanceof Iterables.SliceValue slice) {
            return new SimpleValue(slice(value, null, slice, range));
        }
        Value number = at.asValue(emitter, index.range());
        if (value.type() instanceof Type.TupleType tuple) {
            return new SimpleValue(tupleElement(value, tuple, number, range));
        }
        return container.item(emitter, number, hint, range);
    }

    private Iterables.SliceValue bounds(Expr.Slice slice) {
        return new Iterables.SliceValue(bound(slice.start()), bound(slice.stop()), bound(slice.step()));
    }

    private Value bound(Expr expr) {
        return expr == null ? null : emitter.expressions.value(expr, null);
    }

    /** A slice; {@code dimension} of a tensor, null for other containers. */
    private Value slice(Value value, Value dimension, Iterables.SliceValue slice, SourceRange range) {
        if (value.type() instanceof Type.TupleType tuple) {
            return tupleSlice(value, tuple, slice, range);
        }
        List<NamedValue> arguments = new ArrayList<>();
        arguments.add(new NamedValue(null, value, range));
        if (dimension != null) {
            arguments.add(new NamedValue(null, dimension, range));
        }
        arguments.add(new NamedValue(null, slice.start == null ? emitter.constant(0L, range) : slice.start, range));
        if (slice.stop != null) {
            arguments.add(new NamedValue(null, slice.stop, range));
        }
        Value step = slice.step == null ? emitter.constant(1L, range) : slice.step;
        return emitter.builtins()
                .call("aten::slice", arguments, List.of(new NamedValue("step", step, range)), null, range);
    }

    private Value tupleElement(Value value, Type.TupleType tuple, Value index, SourceRange range) {
        if (index.type() != Type.INT) {
            throw new ScriptException(
                    "A tuple's index is an int, not a " + index.type().annotation(), range);
        }
        int size = tuple.elements().size();
        if (!(Emitter.constantOf(index) instanceof Long number)) {
            boolean uniform = size > 0
                    && Types.isConvertibleToList(
                            tuple, new Type.ListType(tuple.elements().get(0)));
            if (!uniform) {
                throw new ScriptException("This index must be a number, as the tuple's elements differ in type", range);
            }
            return emitter.tupleIndex(value, index, tuple.elements().get(0), range);
        }
        long at = number < 0 ? number + size : number;
        if (at < 0 || at >= size) {
            throw new ScriptException(
                    "Tuple index " + number + " is out of range; the tuple has " + size + " elements", range);
        }
        return emitter.tupleIndex(value, index, tuple.elements().get((int) at), range);
    }

    /** A tuple's slice as a new tuple of its elements. */
    private Value tupleSlice(Value value, Type.TupleType tuple, Iterables.SliceValue slice, SourceRange range) {
        int size = tuple.elements().size();
        long step = slice.step == null ? 1 : number(slice.step, range);
        if (step == 0) {
            throw new ScriptException("The step of a slice cannot be 0", range);
        }
        long start = clamp(slice.start, step > 0 ? 0 : size - 1, size, step, range);
        long stop = clamp(slice.stop, step > 0 ? size : -1, size, step, range);
        List<Value> elements = emitter.tupleElements(value, range);
        List<Value> taken = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            taken.add(elements.get((int) i));
        }
        return emitter.tuple(taken, range);
    }

    private static long clamp(Value bound, long absent, int size, long step, SourceRange range) {
        if (bound == null || bound.type() == Type.NONE) {
            return absent;
        }
        long at = number(bound, range);
        at = at < 0 ? at + size : at;
        return step > 0 ? Math.max(0, Math.min(at, size)) : Math.max(-1, Math.min(at, size - 1));
    }

    private static long number(Value value, SourceRange range) {
        if (Emitter.constantOf(value) instanceof Long number) {
            return number;
        }
        throw new ScriptException("The bounds of a tuple's slice must be numbers", range);
    }

    /** What one subscript of a tensor is; a slice, or None, an int, a tensor (value); neither for the ellipsis. */
    private record Part(Iterables.SliceValue slice, Value value) {
        boolean isNone() {
            return value != null && value.type() == Type.NONE;
        }

        boolean isInt() {
            return value != null && value.type() == Type.INT;
        }

        boolean isTensor() {
            return value != null && !isNone() && !isInt();
        }
    }

    /** A tensor after its ints, slices and Nones, and the tensor indices that are still to be applied, null where there is none. */
    private record Indexed(Value tensor, List<Value> indices) {}

    private Value index(Value tensor, List<Expr> exprs, SourceRange range) {
        Indexed indexed = sliceAndSelect(tensor, exprs, range);
        return indexed.indices().isEmpty()
                ? indexed.tensor()
                : emitter.builtins().insert("aten::index", range, indexed.tensor(), indexList(indexed, range));
    }

    private Value indexList(Indexed indexed, SourceRange range) {
        return emitter.list(OPTIONAL_TENSOR, indexed.indices(), range);
    }

    /**
     * Applies what is no tensor from left to right. Each part stands for a dimension of what the parts before it left: an int takes its
     * dimension away, None adds one. Behind an ellipsis, dimensions are counted from the end.
     */
    private Indexed sliceAndSelect(Value tensor, List<Expr> exprs, SourceRange range) {
        List<Part> parts = exprs.stream().map(e -> part(e, range)).toList();
        long[] dimensions = dimensions(parts, range);
        List<Value> indices = new ArrayList<>();
        Value result = tensor;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Value dimension = emitter.constant(dimensions[i], range);
            if (part.slice() != null) {
                result = slice(result, dimension, part.slice(), range);
            } else if (part.isNone()) {
                result = emitter.builtins().insert("aten::unsqueeze", range, result, dimension);
            } else if (part.isInt()) {
                result = emitter.builtins().insert("aten::select", range, result, dimension, part.value());
            } else if (part.isTensor()) {
                while (indices.size() < dimensions[i]) {
                    indices.add(emitter.none(range));
                }
                indices.add(part.value());
            }
        }
        return new Indexed(result, indices);
    }

    private Part part(Expr expr, SourceRange range) {
        if (expr instanceof Expr.Ellipsis) {
            return new Part(null, null);
        } else if (expr instanceof Expr.Slice slice) {
            return new Part(bounds(slice), null);
        }
        SugaredValue sugared = emitter.expressions.sugared(expr, null);
        if (sugared instanceof Iterables.SliceValue slice) {
            return new Part(slice, null);
        }
        Value value = sugared.asValue(emitter, expr.range());
        if (value.type() instanceof Type.ListType) {
            NamedValue dtype = new NamedValue("dtype", emitter.constant(LONG_DTYPE, range), range);
            value = emitter.builtins()
                    .call("aten::tensor", List.of(new NamedValue(null, value, range)), List.of(dtype), null, range);
        }
        Part part = new Part(null, value);
        if (part.isTensor() && !value.type().isSubtypeOf(OPTIONAL_TENSOR)) {
            throw new ScriptException(
                    "A tensor is indexed by ints, slices, lists and tensors, not by a "
                            + value.type().annotation(),
                    range);
        }
        return part;
    }

    private static long[] dimensions(List<Part> parts, SourceRange range) {
        long[] dimensions = new long[parts.size()];
        long dimension = 0;
        int i = 0;
        for (; i < parts.size() && !isEllipsis(parts.get(i)); i++) {
            dimensions[i] = dimension;
            dimension += parts.get(i).isInt() ? 0 : 1;
        }
        dimension = -1;
        for (int back = parts.size() - 1; back > i; back--) {
            Part part = parts.get(back);
            if (isEllipsis(part)) {
                throw new ScriptException("An index can have one ellipsis only", range);
            } else if (part.isTensor()) {
                throw new ScriptException("TorchScript has no index with a tensor behind an ellipsis", range);
            }
            dimensions[back] = dimension;
            dimension -= part.isNone() ? 0 : 1;
        }
        return dimensions;
    }

    private static boolean isEllipsis(Part part) {
        return part.slice() == null && part.value() == null;
    }

    /** {@code container[indices] = value}. */
    void assign(Expr.Subscript target, NamedValue value, SourceRange range) {
        Value container = emitter.expressions.value(target.value(), null);
        if (container.type().isSubtypeOf(Type.TENSOR)) {
            Indexed indexed = sliceAndSelect(container, target.indices(), range);
            Value tensor = asTensor(value.value(), indexed.tensor(), range);
            if (indexed.indices().isEmpty()) {
                emitter.builtins().insert("aten::copy_", range, indexed.tensor(), tensor);
            } else {
                emitter.builtins()
                        .insert("aten::index_put_", range, indexed.tensor(), indexList(indexed, range), tensor);
            }
            return;
        }
        if (target.indices().size() != 1
                || target.indices().get(0) instanceof Expr.Slice
                || container.type() instanceof Type.TupleType) {
            throw new ScriptException("Of a " + container.type().annotation() + " this cannot be assigned", range);
        }
        Value index = emitter.expressions.value(target.indices().get(0), null);
        if (container.type() instanceof ClassType) {
            new SimpleValue(container)
                    .attribute(emitter, "__setitem__", range)
                    .call(emitter, List.of(new NamedValue(null, index, range), value), List.of(), range);
        } else {
            emitter.builtins().insert("aten::_set_item", range, container, index, value.value());
        }
    }

    /** A number as a tensor of the dtype and device of another; tensors as they are. */
    private Value asTensor(Value value, Value like, SourceRange range) {
        if (!value.type().isSubtypeOf(Type.NUMBER)) {
            return value;
        }
        Value dtype = emitter.builtins().insert("prim::dtype", range, like);
        Value device = emitter.builtins().insert("prim::device", range, like);
        return emitter.builtins()
                .call(
                        "aten::tensor",
                        List.of(new NamedValue(null, value, range)),
                        List.of(new NamedValue("dtype", dtype, range), new NamedValue("device", device, range)),
                        null,
                        range);
    }

    /** {@code container[indices] op= value}; of a tensor in place. */
    void augment(Expr.Subscript target, Stmt.AugmentedAssign statement) {
        SourceRange range = statement.range();
        Value container = emitter.expressions.value(target.value(), null);
        if (!container.type().isSubtypeOf(Type.TENSOR)) {
            augmentElement(container, target, statement);
            return;
        }
        Indexed indexed = sliceAndSelect(container, target.indices(), range);
        if (indexed.indices().isEmpty()) {
            emitter.assignments.augment(statement, indexed.tensor());
            return;
        }
        Value indices = indexList(indexed, range);
        Value former = emitter.builtins().insert("aten::index", range, indexed.tensor(), indices);
        Value augmented = emitter.assignments.augment(statement, former);
        emitter.builtins().insert("aten::index_put_", range, indexed.tensor(), indices, augmented);
    }

    private void augmentElement(Value container, Expr.Subscript target, Stmt.AugmentedAssign statement) {
        SourceRange range = statement.range();
        boolean isContainer = container.type() instanceof Type.ListType || container.type() instanceof Type.DictType;
        if (!isContainer || target.indices().size() != 1 || target.indices().get(0) instanceof Expr.Slice) {
            throw new ScriptException("Of a " + container.type().annotation() + " this cannot be assigned", range);
        }
        Value index = emitter.expressions.value(target.indices().get(0), null);
        Value former = emitter.builtins().insert("aten::__getitem__", range, container, index);
        Value augmented = emitter.assignments.augment(statement, former);
        emitter.builtins().insert("aten::_set_item", range, container, index, augmented);
    }
}

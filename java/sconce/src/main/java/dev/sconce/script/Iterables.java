package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** What a loop can go over besides the values of the graph: {@code range}, {@code zip} and {@code enumerate}, unpacked tuples. */
final class Iterables {
    private Iterables() {}

    /** {@code range(start, stop, step)}; its elements are computed from the loop's counter. */
    static final class Range extends SugaredValue {
        private final Value start;
        private final Value stop;
        private final Value step;
        private final boolean countsFromZero;
        private final int staticLength;

        /** @param staticLength of the iterable that it numbers, or -1 */
        Range(Emitter emitter, List<Value> inputs, int staticLength, SourceRange range) {
            if (inputs.isEmpty() || inputs.size() > 3) {
                throw new ScriptException("range takes 1 to 3 arguments, not " + inputs.size(), range);
            }
            for (Value input : inputs) {
                if (input.type() != Type.INT) {
                    throw new ScriptException(
                            "range takes ints, not " + input.type().annotation(), range);
                }
            }
            countsFromZero = inputs.size() == 1;
            start = countsFromZero ? emitter.constant(0L, range) : inputs.get(0);
            stop = inputs.get(countsFromZero ? 0 : 1);
            step = inputs.size() == 3 ? inputs.get(2) : emitter.constant(1L, range);
            this.staticLength = staticLength;
        }

        @Override
        String kind() {
            return "range";
        }

        @Override
        SugaredValue iterate(Emitter emitter, SourceRange range) {
            return this;
        }

        @Override
        Value length(Emitter emitter, SourceRange range) {
            return countsFromZero ? stop : emitter.builtins().insert("aten::__range_length", range, start, stop, step);
        }

        @Override
        int staticLength() {
            return staticLength;
        }

        @Override
        SugaredValue item(Emitter emitter, Value index, Type hint, SourceRange range) {
            return new SimpleValue(
                    countsFromZero
                            ? index
                            : emitter.builtins().insert("aten::__derive_index", range, index, start, step));
        }
    }

    /** Several iterables side by side: {@code zip(a, b)}; {@code enumerate(a)} is one of a range and a. */
    static final class Zip extends SugaredValue {
        private final List<SugaredValue> parts = new ArrayList<>();
        private int staticLength = -1;

        void add(SugaredValue iterable, SourceRange range) {
            int length = iterable.staticLength();
            if (!parts.isEmpty() && (length < 0) != (staticLength < 0)) {
                throw new ScriptException(
                        "A tuple or module list can be iterated only beside others of known length", range);
            }
            staticLength = parts.isEmpty() ? length : Math.min(length, staticLength);
            parts.add(iterable);
        }

        @Override
        String kind() {
            return "zip";
        }

        @Override
        SugaredValue iterate(Emitter emitter, SourceRange range) {
            return this;
        }

        @Override
        int staticLength() {
            return staticLength;
        }

        /** The least of the parts' lengths. */
        @Override
        Value length(Emitter emitter, SourceRange range) {
            List<Value> lengths = new ArrayList<>();
            collectLengths(emitter, lengths, range);
            return emitter.builtins().insert("prim::min", range, emitter.list(Type.INT, lengths, range));
        }

        private void collectLengths(Emitter emitter, List<Value> lengths, SourceRange range) {
            for (SugaredValue part : parts) {
                if (part instanceof Zip inner) {
                    inner.collectLengths(emitter, lengths, range);
                } else {
                    lengths.add(part.length(emitter, range));
                }
            }
        }

        @Override
        SugaredValue item(Emitter emitter, Value index, Type hint, SourceRange range) {
            return new Tuple(
                    parts.stream().map(p -> p.item(emitter, index, null, range)).toList());
        }
    }

    /** Several sugared values as a tuple; loops over it are unrolled. */
    static final class Tuple extends SugaredValue {
        private final List<SugaredValue> elements;

        Tuple(List<SugaredValue> elements) {
            this.elements = elements;
        }

        @Override
        String kind() {
            return "tuple";
        }

        @Override
        List<SugaredValue> asTuple(Emitter emitter, int size, SourceRange range) {
            return elements;
        }

        @Override
        Value asValue(Emitter emitter, SourceRange range) {
            return emitter.tuple(
                    elements.stream().map(e -> e.asValue(emitter, range)).toList(), range);
        }

        @Override
        SugaredValue iterate(Emitter emitter, SourceRange range) {
            return this;
        }

        @Override
        int staticLength() {
            return elements.size();
        }

        @Override
        Value length(Emitter emitter, SourceRange range) {
            return emitter.constant((long) elements.size(), range);
        }

        @Override
        SugaredValue item(Emitter emitter, Value index, Type hint, SourceRange range) {
            if (!(Emitter.constantOf(index) instanceof Long number) || number < 0 || number >= elements.size()) {
                throw new ScriptException("The index of a tuple of names must be a number in its range", range);
            }
            return elements.get(number.intValue());
        }
    }

    /** {@code slice(a, b, c)} as an object; null is None. */
    static final class SliceValue extends SugaredValue {
        final Value start;
        final Value stop;
        final Value step;

        SliceValue(Value start, Value stop, Value step) {
            this.start = start;
            this.stop = stop;
            this.step = step;
        }

        @Override
        String kind() {
            return "slice";
        }
    }
}

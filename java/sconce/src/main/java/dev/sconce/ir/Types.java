package dev.sconce.ir;

import dev.sconce.ir.Type.FutureType;
import dev.sconce.ir.Type.ListType;
import dev.sconce.ir.Type.OptionalType;
import dev.sconce.ir.Type.TupleType;
import dev.sconce.ir.Type.UnionType;
import java.util.ArrayList;
import java.util.List;

/** Questions about several types at once: PyTorch's {@code unifyTypes} and its kin. */
public final class Types {
    private Types() {}

    /**
     * The type of a variable that is an {@code a} on one way and a {@code b} on the other; null where there is none.
     * Where one is None that is an Optional. An int and a float do not unify.
     */
    public static Type unify(Type a, Type b) {
        return unify(a, b, false, null);
    }

    /**
     * As {@link #unify(Type, Type)}, with two ways out where there is no such type.
     *
     * @param toUnion whether the answer is then a Union of both
     * @param hint an annotated type, the answer where both fit it; may be null
     */
    public static Type unify(Type a, Type b, boolean toUnion, Type hint) {
        Type unified = common(a, b, toUnion, hint);
        return unified == null && toUnion ? UnionType.of(List.of(a, b)) : unified;
    }

    /**
     * The type that {@link #unify} gives for all of them, one after another; null where there is none, or no type at
     * all.
     */
    public static Type unify(List<Type> types, boolean toUnion, Type hint) {
        Type unified = types.isEmpty() ? null : types.get(0);
        for (int i = 1; i < types.size() && unified != null; i++) {
            unified = unify(unified, types.get(i), toUnion, hint);
        }
        return unified;
    }

    private static Type common(Type a, Type b, boolean toUnion, Type hint) {
        if (a.isSubtypeOf(b)) {
            return b;
        } else if (b.isSubtypeOf(a)) {
            return a;
        } else if (a == Type.NONE) {
            return OptionalType.of(b);
        } else if (b == Type.NONE) {
            return OptionalType.of(a);
        }
        Type parts = commonParts(a, b, toUnion);
        if (parts != null) {
            return parts;
        }
        return hint != null && a.isSubtypeOf(hint) && b.isSubtypeOf(hint) ? hint : null;
    }

    /**
     * Lists and dicts can be changed, so their elements' types must agree; what cannot be changed unifies element by
     * element.
     */
    private static Type commonParts(Type a, Type b, boolean toUnion) {
        if (a instanceof OptionalType optional) {
            return optionalOrNull(unify(optional.element(), b));
        } else if (b instanceof OptionalType optional) {
            return optionalOrNull(unify(a, optional.element()));
        } else if (a instanceof FutureType first && b instanceof FutureType second) {
            Type element = unify(first.element(), second.element());
            return element == null ? null : new FutureType(element);
        } else if (a instanceof TupleType first
                && b instanceof TupleType second
                && first.elements().size() == second.elements().size()) {
            List<Type> elements = new ArrayList<>();
            for (int i = 0; i < first.elements().size(); i++) {
                Type element = unify(first.elements().get(i), second.elements().get(i), toUnion, null);
                if (element == null) {
                    return null;
                }
                elements.add(element);
            }
            return new TupleType(elements);
        }
        return null;
    }

    private static Type optionalOrNull(Type element) {
        return element == null ? null : OptionalType.of(element);
    }

    /** The type without its Optional. */
    public static Type unwrapOptional(Type type) {
        return type instanceof OptionalType optional ? optional.element() : type;
    }

    /** Whether a value can be passed for the list: it is such a list, or a tuple whose elements all fit. */
    public static boolean isConvertibleToList(Type type, Type list) {
        if (!(list instanceof ListType of)) {
            return false;
        }
        return type.isSubtypeOf(list)
                || (type instanceof TupleType tuple
                        && tuple.elements().stream().allMatch(e -> e.isSubtypeOf(of.element())));
    }
}

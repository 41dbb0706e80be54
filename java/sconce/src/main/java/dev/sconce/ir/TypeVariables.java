package dev.sconce.ir;

import dev.sconce.ir.Type.DictType;
import dev.sconce.ir.Type.FutureType;
import dev.sconce.ir.Type.ListType;
import dev.sconce.ir.Type.OptionalType;
import dev.sconce.ir.Type.TupleType;
import dev.sconce.ir.Type.UnionType;
import dev.sconce.ir.Type.VarType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the variables of one call's schema stand for: PyTorch's {@code matchTypeVariables} and {@code
 * tryEvalTypeVariables}.
 */
final class TypeVariables {
    private final Map<String, Type> bound = new HashMap<>();

    /**
     * Binds the variables of {@code formal} to what {@code actual} has in their places. Returns null, or why that is
     * impossible.
     */
    String match(Type formal, Type actual) {
        if (!formal.hasFreeVariables()) {
            return null;
        }
        if (formal instanceof VarType variable) {
            return bind(variable, actual);
        } else if (formal instanceof ListType list) {
            return matchList(list, actual);
        } else if (formal instanceof TupleType tuple) {
            return matchTuple(tuple, actual);
        } else if (formal instanceof OptionalType optional) {
            if (actual == Type.NONE) {
                return null; // says nothing of the element; what else is passed may
            }
            return match(optional.element(), Types.unwrapOptional(actual));
        } else if (formal instanceof FutureType future) {
            return actual instanceof FutureType given
                    ? match(future.element(), given.element())
                    : "Cannot match a future to " + actual.annotation();
        } else if (formal instanceof DictType dict) {
            if (!(actual instanceof DictType given)) {
                return "Cannot match a dict to " + actual.annotation();
            }
            String key = match(dict.key(), given.key());
            return key != null ? key : match(dict.value(), given.value());
        }
        return "Cannot match " + formal.annotation() + " to " + actual.annotation();
    }

    private String bind(VarType variable, Type actual) {
        Type known = bound.putIfAbsent(variable.name(), actual);
        if (known == null || Types.unify(known, actual) != null) {
            return null;
        }
        return "Type variable '" + variable.name() + "' previously matched to type " + known.annotation()
                + " is matched to type " + actual.annotation();
    }

    private String matchList(ListType formal, Type actual) {
        if (actual instanceof ListType given) {
            return match(formal.element(), given.element());
        }
        if (actual instanceof TupleType given) {
            Type element = Types.unify(given.elements(), false, null);
            if (element != null) {
                return match(formal.element(), element);
            }
        }
        return "Cannot match " + formal.annotation() + " to " + actual.annotation();
    }

    private String matchTuple(TupleType formal, Type actual) {
        if (!(actual instanceof TupleType given)) {
            return "Cannot match a tuple to " + actual.annotation();
        }
        if (given.elements().size() != formal.elements().size()) {
            return "Cannot match tuples of mismatched size";
        }
        for (int i = 0; i < formal.elements().size(); i++) {
            String reason = match(formal.elements().get(i), given.elements().get(i));
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    /** The type with every variable replaced by what it stands for; null where one is not bound. */
    Type eval(Type type) {
        if (!type.hasFreeVariables()) {
            return type;
        }
        if (type instanceof VarType variable) {
            return bound.get(variable.name());
        }
        List<Type> parts = new ArrayList<>();
        for (Type part : type.containedTypes()) {
            Type known = eval(part);
            if (known == null) {
                return null;
            }
            parts.add(known);
        }
        if (type instanceof ListType) {
            return new ListType(parts.get(0));
        } else if (type instanceof OptionalType) {
            return OptionalType.of(parts.get(0));
        } else if (type instanceof FutureType) {
            return new FutureType(parts.get(0));
        } else if (type instanceof DictType) {
            return new DictType(parts.get(0), parts.get(1));
        } else if (type instanceof UnionType) {
            return UnionType.of(parts);
        } else if (type instanceof TupleType tuple) {
            return new TupleType(parts, tuple.name(), tuple.fields(), tuple.defaults());
        }
        throw new IllegalStateException("no schema has variables in a " + type);
    }
}

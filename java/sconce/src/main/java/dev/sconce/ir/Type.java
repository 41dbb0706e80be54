package dev.sconce.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * A TorchScript type. Immutable but for {@link ClassType} and {@link InterfaceType}, which are filled while their
 * source is compiled. {@link #toString()} is the form of PyTorch's IR ({@code int[]}, {@code Dict(str, Tensor)});
 * {@link #annotation()} is the form of serialised code ({@code List[int]}, {@code Dict[str, Tensor]}).
 */
public sealed interface Type
        permits Type.Primitive,
                Type.ListType,
                Type.DictType,
                Type.TupleType,
                Type.OptionalType,
                Type.UnionType,
                Type.FutureType,
                Type.VarType,
                ClassType,
                InterfaceType,
                EnumType,
                FunctionType {

    Primitive TENSOR = Primitive.TENSOR;
    Primitive INT = Primitive.INT;
    Primitive FLOAT = Primitive.FLOAT;
    Primitive BOOL = Primitive.BOOL;
    Primitive COMPLEX = Primitive.COMPLEX;
    Primitive NUMBER = Primitive.NUMBER;
    Primitive STRING = Primitive.STRING;
    Primitive NONE = Primitive.NONE;
    Primitive DEVICE = Primitive.DEVICE;
    Primitive GENERATOR = Primitive.GENERATOR;
    Primitive STREAM = Primitive.STREAM;
    Primitive STORAGE = Primitive.STORAGE;
    Primitive QUANTIZER = Primitive.QUANTIZER;
    Primitive CAPSULE = Primitive.CAPSULE;
    Primitive ANY = Primitive.ANY;
    Primitive ANY_LIST = Primitive.ANY_LIST;
    Primitive ANY_TUPLE = Primitive.ANY_TUPLE;
    Primitive ANY_CLASS = Primitive.ANY_CLASS;
    Primitive ANY_ENUM = Primitive.ANY_ENUM;

    /** The name in serialised code. */
    String annotation();

    /** Whether every value of this type is also one of {@code other} (PyTorch's {@code isSubtypeOf}). */
    default boolean isSubtypeOf(Type other) {
        if (equals(other) || other == ANY) {
            return true;
        }
        if (other instanceof OptionalType optional) {
            return this == NONE
                    || isSubtypeOf(optional.element())
                    || (this instanceof OptionalType mine && mine.element().isSubtypeOf(optional.element()))
                    || (this instanceof UnionType members
                            && members.members().stream().allMatch(m -> m.isSubtypeOf(other)));
        }
        if (this instanceof UnionType mine) {
            return mine.members().stream().allMatch(m -> m.isSubtypeOf(other));
        }
        if (other instanceof UnionType union) {
            if (this instanceof OptionalType mine) {
                return NONE.isSubtypeOf(other) && mine.element().isSubtypeOf(other);
            }
            return union.members().stream().anyMatch(this::isSubtypeOf);
        }
        return false;
    }

    /** Whether a {@link VarType} occurs in this type. */
    default boolean hasFreeVariables() {
        for (Type contained : containedTypes()) {
            if (contained.hasFreeVariables()) {
                return true;
            }
        }
        return false;
    }

    /** The types this one is made of: a list's element, a tuple's elements. */
    default List<Type> containedTypes() {
        return List.of();
    }

    /**
     * Types without parts. Reach them by the fields of {@link Type}: the two initialise each other, and threads that began with one each
     * would wait for each other.
     */
    enum Primitive implements Type {
        TENSOR("Tensor", "Tensor"),
        INT("int", "int"),
        FLOAT("float", "float"),
        BOOL("bool", "bool"),
        COMPLEX("complex", "complex"),
        /** An int, float or complex ({@code Scalar} in schemas); a bool is none, operators convert it to an int. */
        NUMBER("Scalar", "number"),
        STRING("str", "str"),
        NONE("NoneType", "NoneType"),
        DEVICE("Device", "Device"),
        GENERATOR("Generator", "Generator"),
        STREAM("Stream", "Stream"),
        STORAGE("Storage", "Storage"),
        QUANTIZER("Quantizer", "Quantizer"),
        CAPSULE("Capsule", "Capsule"),
        ANY("Any", "Any"),
        ANY_LIST("list", "list"),
        ANY_TUPLE("tuple", "tuple"),
        ANY_CLASS("AnyClassType", "AnyClassType"),
        ANY_ENUM("AnyEnumType", "AnyEnumType");

        private final String irName;
        private final String pythonName;

        Primitive(String irName, String pythonName) {
            this.irName = irName;
            this.pythonName = pythonName;
        }

        @Override
        public boolean isSubtypeOf(Type other) {
            return Type.super.isSubtypeOf(other)
                    || (other == NUMBER && (this == INT || this == FLOAT || this == COMPLEX));
        }

        @Override
        public String annotation() {
            return pythonName;
        }

        @Override
        public String toString() {
            return irName;
        }
    }

    /** {@code List[T]}; invariant in its element, as lists are mutable. */
    record ListType(Type element) implements Type {
        // By hand, here and below: those of records are made at run time, in a cold start.
        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof ListType that && element.equals(that.element);
        }

        @Override
        public int hashCode() {
            return 31 + element.hashCode();
        }

        @Override
        public boolean isSubtypeOf(Type other) {
            return Type.super.isSubtypeOf(other) || other == ANY_LIST;
        }

        @Override
        public List<Type> containedTypes() {
            return List.of(element);
        }

        @Override
        public String annotation() {
            return "List[" + element.annotation() + "]";
        }

        @Override
        public String toString() {
            return element + "[]";
        }
    }

    /** {@code Dict[K, V]}; keys are str, int, float, complex, bool or Tensor. */
    record DictType(Type key, Type value) implements Type {
        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof DictType that && key.equals(that.key) && value.equals(that.value);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + value.hashCode();
        }

        @Override
        public List<Type> containedTypes() {
            return List.of(key, value);
        }

        @Override
        public String annotation() {
            return "Dict[" + key.annotation() + ", " + value.annotation() + "]";
        }

        @Override
        public String toString() {
            return "Dict(" + key + ", " + value + ")";
        }
    }

    /**
     * {@code Tuple[A, B]}, or a NamedTuple when {@code name} (qualified) is not null; then {@code fields} names the
     * elements and {@code defaults} holds the default values of the last fields.
     */
    record TupleType(List<Type> elements, String name, List<String> fields, List<Object> defaults) implements Type {
        public TupleType {
            elements = List.copyOf(elements);
            fields = fields == null ? null : List.copyOf(fields);
        }

        public TupleType(List<Type> elements) {
            this(elements, null, null, List.of());
        }

        public static TupleType of(Type... elements) {
            return new TupleType(List.of(elements));
        }

        @Override
        public boolean isSubtypeOf(Type other) {
            if (Type.super.isSubtypeOf(other) || other == ANY_TUPLE) {
                return true;
            }
            if (!(other instanceof TupleType that) || that.elements.size() != elements.size()) {
                return false;
            }
            if (that.name != null && !that.name.equals(name)) {
                return false;
            }
            for (int i = 0; i < elements.size(); i++) {
                if (!elements.get(i).isSubtypeOf(that.elements.get(i))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public List<Type> containedTypes() {
            return elements;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof TupleType that
                    && elements.equals(that.elements)
                    && Objects.equals(name, that.name)
                    && Objects.equals(fields, that.fields);
        }

        @Override
        public int hashCode() {
            return Objects.hash(elements, name);
        }

        @Override
        public String annotation() {
            if (name != null) {
                return name;
            }
            if (elements.isEmpty()) {
                return "Tuple[()]";
            }
            StringJoiner text = new StringJoiner(", ", "Tuple[", "]");
            elements.forEach(e -> text.add(e.annotation()));
            return text.toString();
        }

        @Override
        public String toString() {
            StringJoiner text = new StringJoiner(", ", "(", ")");
            for (int i = 0; i < elements.size(); i++) {
                text.add(fields == null ? elements.get(i).toString() : fields.get(i) + " : " + elements.get(i));
            }
            return name == null ? text.toString() : "NamedTuple" + text;
        }
    }

    /** {@code Optional[T]}: a T or None. {@link #of} keeps it flat. */
    record OptionalType(Type element) implements Type {
        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof OptionalType that && element.equals(that.element);
        }

        @Override
        public int hashCode() {
            return 37 + element.hashCode();
        }

        /** {@code Optional[T]}, or T itself where None is already one of its values. */
        public static Type of(Type element) {
            return element instanceof OptionalType || element == NONE || element == ANY
                    ? element
                    : new OptionalType(element);
        }

        @Override
        public List<Type> containedTypes() {
            return List.of(element);
        }

        @Override
        public String annotation() {
            return "Optional[" + element.annotation() + "]";
        }

        @Override
        public String toString() {
            return element + "?";
        }
    }

    /** {@code Union[A, B]} of at least two members, none a subtype of another; made by {@link #of}. */
    record UnionType(List<Type> members) implements Type {
        public UnionType {
            members = List.copyOf(members);
        }

        /** The least type that holds all {@code types}: flat, without duplicates, an Optional where it is one. */
        public static Type of(List<Type> types) {
            List<Type> flat = new ArrayList<>();
            for (Type type : types) {
                for (Type part : type instanceof UnionType u
                        ? u.members()
                        : type instanceof OptionalType o ? List.of(o.element(), NONE) : List.of(type)) {
                    if (flat.stream().noneMatch(part::isSubtypeOf)) {
                        flat.removeIf(known -> known.isSubtypeOf(part));
                        flat.add(part);
                    }
                }
            }
            if (flat.size() == 1) {
                return flat.get(0);
            }
            if (flat.size() == 2 && flat.contains(NONE)) {
                return new OptionalType(flat.get(flat.get(0) == NONE ? 1 : 0));
            }
            return new UnionType(flat);
        }

        @Override
        public List<Type> containedTypes() {
            return members;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof UnionType that
                    && members.size() == that.members.size()
                    && members.containsAll(that.members);
        }

        @Override
        public int hashCode() {
            return members.stream().mapToInt(Object::hashCode).sum();
        }

        @Override
        public String annotation() {
            StringJoiner text = new StringJoiner(", ", "Union[", "]");
            members.forEach(m -> text.add(m.annotation()));
            return text.toString();
        }

        @Override
        public String toString() {
            StringJoiner text = new StringJoiner(", ", "Union(", ")");
            members.forEach(m -> text.add(m.toString()));
            return text.toString();
        }
    }

    /** {@code Future[T]}: the result of a fork. Covariant. */
    record FutureType(Type element) implements Type {
        @Override
        public boolean isSubtypeOf(Type other) {
            return Type.super.isSubtypeOf(other)
                    || (other instanceof FutureType that && element.isSubtypeOf(that.element));
        }

        @Override
        public List<Type> containedTypes() {
            return List.of(element);
        }

        @Override
        public String annotation() {
            return "Future[" + element.annotation() + "]";
        }

        @Override
        public String toString() {
            return "Future(" + element + ")";
        }
    }

    /** A type variable of a schema, such as {@code t} in {@code aten::append.t(t[](a!) self, t el)}. */
    record VarType(String name) implements Type {
        @Override
        public boolean hasFreeVariables() {
            return true;
        }

        @Override
        public String annotation() {
            return name;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}

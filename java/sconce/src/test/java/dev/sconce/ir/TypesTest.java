package dev.sconce.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The type of a value that comes by several ways. */
class TypesTest {
    private static Type type(String text) {
        return SchemaParser.parse("f(" + text + " x) -> ()").arguments().get(0).type();
    }

    private static void unifies(String a, String b, String expected) {
        assertEquals(type(expected), Types.unify(type(a), type(b)));
        assertEquals(type(expected), Types.unify(type(b), type(a)));
    }

    private static void doesNotUnify(String a, String b) {
        assertNull(Types.unify(type(a), type(b)));
        assertNull(Types.unify(type(b), type(a)));
    }

    @Test
    void theWiderTypeHoldsBoth() {
        unifies("int", "int", "int");
        unifies("int", "Scalar", "Scalar");
        unifies("int", "int?", "int?");
        unifies("str", "Any", "Any");
    }

    @Test
    void withNoneItIsAnOptional() {
        unifies("Tensor", "None", "Tensor?");
        unifies("int[]", "None", "int[]?");
        unifies("(int, None)", "(None, str)", "(int?, str?)");
        unifies("Future(int)", "Future(None)", "Future(int?)");
    }

    @Test
    void numbersAndListsOfDifferentKindsDoNotUnify() {
        doesNotUnify("int", "float");
        doesNotUnify("bool", "int");
        doesNotUnify("int[]", "float[]");
        doesNotUnify("int[]", "int?[]");
        doesNotUnify("(int, int)", "(int, int, int)");
        doesNotUnify("Dict(str, int)", "Dict(str, float)");
    }

    @Test
    void aUnionOnlyWhereAsked() {
        assertEquals(Type.UnionType.of(List.of(Type.INT, Type.STRING)), Types.unify(Type.INT, Type.STRING, true, null));
        assertEquals(Type.INT, Types.unify(Type.INT, Type.INT, true, null));
    }

    @Test
    void aHintIsTheLastWord() {
        Type hint = Type.UnionType.of(List.of(Type.INT, Type.STRING, Type.FLOAT));
        assertEquals(hint, Types.unify(Type.INT, Type.STRING, false, hint));
        assertNull(Types.unify(Type.INT, Type.BOOL, false, hint));
    }

    @Test
    void ofManyOneAfterAnother() {
        assertEquals(type("int?"), Types.unify(List.of(Type.NONE, Type.INT, Type.NONE), false, null));
        assertNull(Types.unify(List.of(Type.INT, Type.STRING, Type.INT), false, null));
        assertNull(Types.unify(List.of(), false, null));
    }
}

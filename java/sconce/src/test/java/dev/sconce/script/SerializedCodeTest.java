package dev.sconce.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.ir.ClassType;
import dev.sconce.ir.EnumType;
import dev.sconce.ir.Function;
import dev.sconce.ir.Type;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code records of an archive that PyTorch wrote: all kinds of classes, and methods that use them. */
class SerializedCodeTest {
    private static final CompilationUnit UNIT = unit();

    private static CompilationUnit unit() {
        CompilationUnit unit = new CompilationUnit(
                prefix -> Sources.resource("features/" + prefix.replace('.', '/') + ".py"), Sources.OPERATORS);
        unit.setConstants(List.of("tab\t quote\" back\\ nul\u0001 é ü 漢"));
        return unit;
    }

    private static ClassType type(String name) {
        return (ClassType) UNIT.findType("__torch__." + name);
    }

    static Stream<Function> everyMethodCompiles() {
        return Stream.of("Features", "Counter", "Context", "Square", "Circle", "State", "Hooked", "Double", "Relu")
                .flatMap(name -> type(name).methods().stream());
    }

    @ParameterizedTest
    @MethodSource
    void everyMethodCompiles(Function method) {
        Sources.verified(method);
    }

    @Test
    void everythingThatTheModuleNeedsIsThere() {
        assertEquals(List.of(), UNIT.unsupported(type("Features")));
    }

    @Test
    void aModuleHasAttributesParametersBuffersAndConstants() {
        ClassType features = type("Features");
        assertTrue(features.isModule());
        assertEquals(0, features.slot("buf"));
        assertTrue(features.attribute("buf").isBuffer());
        assertFalse(features.attribute("names").isBuffer());
        assertEquals(
                new Type.DictType(Type.STRING, Type.TENSOR),
                features.attribute("table").type());
        assertEquals(3L, features.constant("k"));
        assertTrue(type("State").attribute("w").isParameter());
        assertTrue(type("torch.nn.modules.container.ModuleList").attribute("0").type() instanceof ClassType);
    }

    @Test
    void hooksAreListedInOrder() {
        assertEquals(List.of(type("Hooked").method("pre_hook")), type("Hooked").forwardPreHooks());
        assertEquals(List.of(type("Hooked").method("hook")), type("Hooked").forwardHooks());
    }

    @Test
    void enumsNamedTuplesAndInterfacesAreTypes() {
        assertEquals(new EnumType("__torch__.Color", Type.INT, Map.of()), UNIT.findType("__torch__.Color"));
        assertEquals(Map.of("A", "a", "B", "b"), ((EnumType) UNIT.findType("__torch__.Mode")).members());
        Type.TupleType point = (Type.TupleType) UNIT.findType("__torch__.Point");
        assertEquals(List.of("x", "n", "tag"), point.fields());
        assertEquals(List.of(Type.TENSOR, Type.INT, new Type.OptionalType(Type.STRING)), point.elements());
        assertTrue(type("Square").isSubtypeOf(UNIT.findType("__torch__.Shape")));
        assertFalse(type("Counter").isSubtypeOf(UNIT.findType("__torch__.Shape")));
        assertTrue(type("Double").isSubtypeOf(UNIT.findType("__torch__.Layer")));
    }

    @Test
    void annotationsNameTypes() {
        assertEquals(
                new Type.DictType(Type.STRING, new Type.ListType(type("Counter"))),
                UNIT.type("Dict[str, List[__torch__.Counter]]"));
        assertEquals(new Type.TupleType(List.of()), UNIT.type("Tuple[()]"));
        assertEquals(Type.TENSOR, UNIT.type("torch.FloatTensor"));
        assertEquals(
                new Type.FutureType(Type.UnionType.of(List.of(Type.INT, Type.STRING))),
                UNIT.type("Future[Union[int, str]]"));
    }
}

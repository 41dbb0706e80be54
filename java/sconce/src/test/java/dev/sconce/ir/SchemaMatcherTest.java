package dev.sconce.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.ScriptException;
import dev.sconce.UnsupportedException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which overload a call means, and what is inserted to make its arguments fit: checked against PyTorch's answers. */
class SchemaMatcherTest {
    private static final Type INTS = new Type.ListType(Type.INT);

    private final Graph graph = new Graph();
    private List<FunctionSchema> schemas = List.of();

    private Value value(String name, Type type) {
        return graph.addInput(name, type);
    }

    private SchemaMatcherTest operators(String... texts) {
        schemas = Arrays.stream(texts).map(SchemaParser::parse).toList();
        return this;
    }

    private static List<NamedValue> positional(Value... values) {
        return Arrays.stream(values).map(NamedValue::of).toList();
    }

    private static NamedValue keyword(String name, Value value) {
        return new NamedValue(name, value, SourceRange.NONE);
    }

    /** Calls the operator and returns the graph's body. */
    private String call(List<NamedValue> arguments, NamedValue... keywords) {
        SchemaMatcher.insertCall(
                name -> schemas, schemas.get(0).name(), graph, SourceRange.NONE, arguments, List.of(keywords), null);
        String text = graph.toString();
        return text.substring(text.indexOf("):\n") + 3, text.lastIndexOf("  return"));
    }

    private String chosen(Value... values) {
        call(positional(values));
        return graph.block().returnNode().previous().schema().fullName();
    }

    private String failure(List<NamedValue> arguments, NamedValue... keywords) {
        String before = graph.toString();
        String message = assertThrows(ScriptException.class, () -> call(arguments, keywords))
                .getMessage();
        assertEquals(before, graph.toString(), "a failed match leaves nothing behind");
        return message;
    }

    @Test
    void prefersAnOverloadThatNeedsNoConversion() {
        operators(
                "aten::mul.Tensor(Tensor self, Tensor other) -> Tensor",
                "aten::mul.Scalar(Tensor self, Scalar other) -> Tensor",
                "aten::mul.int(int a, int b) -> int",
                "aten::mul.float(float a, float b) -> float",
                "aten::mul.int_float(int a, float b) -> float");
        Value tensor = value("t", Type.TENSOR);
        Value number = value("i", Type.INT);
        Value fraction = value("f", Type.FLOAT);
        assertEquals("aten::mul.Tensor", chosen(tensor, tensor));
        assertEquals("aten::mul.Scalar", chosen(tensor, fraction));
        assertEquals("aten::mul.int", chosen(number, number));
        assertEquals("aten::mul.int_float", chosen(number, fraction));
        assertEquals("aten::mul.int", chosen(number, tensor), "a tensor becomes a number, never the reverse");
    }

    @Test
    void convertsATensorToANumber() {
        operators("aten::f(int a, float b, Scalar c, complex d) -> Tensor");
        Value t = value("t", Type.TENSOR);
        assertEquals(
                """
                  %1 : int = aten::IntImplicit(%t)
                  %2 : float = aten::FloatImplicit(%t)
                  %3 : Scalar = aten::ScalarImplicit(%t)
                  %4 : complex = aten::ComplexImplicit(%t)
                  %5 : Tensor = aten::f(%1, %2, %3, %4)
                """,
                call(positional(t, t, t, t)));
    }

    @Test
    void convertsNumbersAndBools() {
        operators("aten::f(int a, float b, float? c, Scalar d) -> Tensor");
        Value n = value("n", Type.NUMBER);
        Value b = value("b", Type.BOOL);
        assertEquals(
                """
                  %2 : int = aten::Int(%n)
                  %3 : float = aten::Float(%b)
                  %4 : float = aten::Float(%n)
                  %5 : int = aten::Int(%b)
                  %6 : Tensor = aten::f(%2, %3, %4, %5)
                """,
                call(positional(n, b, n, b)));
    }

    @Test
    void anIntIsNoFloat() {
        operators("aten::dropout(Tensor input, float p, bool train) -> Tensor");
        assertEquals(
                """
                aten::dropout(Tensor input, float p, bool train) -> Tensor:
                Expected a value of type 'float' for argument 'p' but instead found type 'int'.""",
                failure(positional(value("x", Type.TENSOR), value("p", Type.INT), value("t", Type.BOOL))));
    }

    @Test
    void aStringNamesADevice() {
        operators("aten::zeros(int[] size, *, Device? device=None) -> Tensor");
        assertEquals(
                """
                  %2 : Device = aten::device(%d)
                  %3 : Tensor = aten::zeros(%s, %2)
                """,
                call(positional(value("s", INTS)), keyword("device", value("d", Type.STRING))));
    }

    @Test
    void fillsInDefaults() {
        operators("aten::f(Tensor self, int[2] stride=1, *, Scalar alpha=1, float? eps=None, bool b=False) -> Tensor");
        assertEquals(
                """
                  %1 : int = prim::Constant[value=1]()
                  %2 : int = prim::Constant[value=1]()
                  %3 : int[] = prim::ListConstruct(%1, %2)
                  %4 : int = prim::Constant[value=1]()
                  %5 : NoneType = prim::Constant()
                  %6 : bool = prim::Constant[value=0]()
                  %7 : Tensor = aten::f(%x, %3, %4, %5, %6)
                """,
                call(positional(value("x", Type.TENSOR))));
    }

    @Test
    void repeatsANumberForASizedList() {
        operators("aten::f(Tensor self, int[3] size, float[2]? scale) -> Tensor");
        assertEquals(
                """
                  %3 : int[] = prim::ListConstruct(%i, %i, %i)
                  %4 : float[] = prim::ListConstruct(%f, %f)
                  %5 : Tensor = aten::f(%x, %3, %4)
                """,
                call(positional(value("x", Type.TENSOR), value("i", Type.INT), value("f", Type.FLOAT))));
    }

    @Test
    void makesAListOfAllThatFollows() {
        operators("aten::zeros(int[] size) -> Tensor");
        Value i = value("i", Type.INT);
        assertEquals(
                """
                  %2 : int = aten::IntImplicit(%t)
                  %3 : int[] = prim::ListConstruct(%i, %2, %i)
                  %4 : Tensor = aten::zeros(%3)
                """,
                call(positional(i, value("t", Type.TENSOR), i)));
    }

    @Test
    void aTupleOfOneKindIsAList() {
        operators("aten::f(int[] x, Tensor[] y) -> Tensor");
        Value ints = value("i", Type.TupleType.of(Type.INT, Type.INT));
        Value tensors = value("t", Type.TupleType.of(Type.TENSOR));
        assertEquals(
                """
                  %2 : int, %3 : int = prim::TupleUnpack(%i)
                  %4 : int[] = prim::ListConstruct(%2, %3)
                  %5 : Tensor = prim::TupleUnpack(%t)
                  %6 : Tensor[] = prim::ListConstruct(%5)
                  %7 : Tensor = aten::f(%4, %6)
                """,
                call(positional(ints, tensors)));
    }

    @Test
    void anEmptyLiteralBecomesTheListThatIsWanted() {
        operators("aten::f(int[]? x) -> Tensor");
        Value empty = graph.insert(graph.create("prim::EmptyListLiteral", SourceRange.NONE))
                .addOutput(new Type.ListType(Type.TENSOR));
        call(positional(empty));
        Node call = graph.block().returnNode().previous();
        assertEquals(INTS, call.input().type());
        assertEquals("prim::ListConstruct", call.input().node().kind());
    }

    @Test
    void bindsTypeVariables() {
        operators("aten::get.default(Dict(K, t) self, K key, t default_value) -> t(*)");
        Type strings = new Type.DictType(Type.STRING, Type.INT);
        Value dict = value("d", strings);
        Value key = value("k", Type.STRING);
        assertEquals("aten::get.default", chosen(dict, key, value("v", Type.INT)));
        assertEquals(Type.INT, graph.block().returnNode().previous().output().type());
        assertEquals(
                """
                aten::get.default(Dict(K, t) self, K key, t default_value) -> t(*):
                Could not match type float to t in argument 'default_value': Type variable 't' previously matched to \
                type int is matched to type float.""",
                failure(positional(dict, key, value("f", Type.FLOAT))));
    }

    @Test
    void variablesAreFoundInsideContainers() {
        operators("aten::f((t, Future(s)?)[] x, t? y) -> (Dict(t, s))");
        Type pairs =
                new Type.ListType(Type.TupleType.of(Type.INT, new Type.OptionalType(new Type.FutureType(Type.TENSOR))));
        call(positional(value("x", pairs), value("y", Type.NONE)));
        assertEquals(
                new Type.DictType(Type.INT, Type.TENSOR),
                graph.block().returnNode().previous().output().type());
        operators("aten::g(t? x) -> t");
        assertTrue(
                failure(positional(value("n", Type.NONE))).contains("could not be inferred from actual type NoneType"));
    }

    @Test
    void keywordsAndSelf() {
        operators("aten::f(Tensor self, int dim, *, bool keepdim=False) -> Tensor");
        Value x = value("x", Type.TENSOR);
        Value i = value("i", Type.INT);
        Value b = value("b", Type.BOOL);
        SchemaMatcher.Match match = SchemaMatcher.match(
                schemas.get(0),
                graph,
                SourceRange.NONE,
                positional(i),
                List.of(keyword("keepdim", b)),
                NamedValue.of(x));
        assertEquals(List.of(x, i, b), match.inputs());
        assertEquals(List.of(Type.TENSOR), match.returnTypes());
        assertTrue(call(List.of(), keyword("dim", i), keyword("input", x), keyword("keepdim", b))
                .endsWith(" : Tensor = aten::f(%x, %i, %b)\n"));
    }

    @Test
    void takesFurtherArgumentsWhereTheSchemaSaysSo() {
        operators("aten::format(str self, ...) -> str");
        Value s = value("s", Type.STRING);
        assertEquals("  %2 : str = aten::format(%s, %i, %s)\n", call(positional(s, value("i", Type.INT), s)));
    }

    @Test
    void severalReturnsAreANamedTuple() {
        operators("aten::max.dim(Tensor self, int dim) -> (Tensor values, Tensor indices)");
        Value result = SchemaMatcher.insertCall(
                name -> schemas,
                "aten::max",
                graph,
                SourceRange.NONE,
                positional(value("x", Type.TENSOR), value("d", Type.INT)),
                List.of(),
                null);
        assertEquals(List.of("values", "indices"), ((Type.TupleType) result.type()).fields());
        operators("aten::f(Tensor self) -> ()");
        assertNull(SchemaMatcher.insertCall(
                name -> schemas,
                "aten::f",
                graph,
                SourceRange.NONE,
                positional(graph.inputs().get(0)),
                List.of(),
                null));
    }

    @Test
    void saysOfEachOverloadWhyItDoesNotFit() {
        operators("aten::relu(Tensor self) -> Tensor", "aten::relu.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!)");
        Value x = value("x", Type.TENSOR);
        assertEquals(
                """
                Arguments for call are not valid.
                The following variants are available:
                  \n\
                  aten::relu(Tensor self) -> Tensor:
                  Keyword argument foo unknown.
                  \n\
                  aten::relu.out(Tensor self, *, Tensor(a!) out) -> Tensor(a!):
                  Argument out not provided.

                The original call is:""",
                failure(positional(x), keyword("foo", x)));
        assertTrue(
                failure(positional(x, x)).contains("Expected at most 1 arguments but found 2 positional arguments."));
        assertTrue(failure(positional(x), keyword("self", x)).contains("Keyword argument self specified twice."));
    }

    @Test
    void anUnknownOperatorIsNamedWithItsPlace() {
        SourceRange range = new SourceRange("m.py", "y = torch.foo(x)\n", 4, 13);
        UnsupportedException error = assertThrows(
                UnsupportedException.class,
                () -> SchemaMatcher.insertCall(
                        name -> List.of(), "aten::foo", graph, range, List.of(), List.of(), null));
        assertTrue(
                error.getMessage().startsWith("The operator aten::foo is not supported:\n  m.py:1\n"),
                error.getMessage());
    }

    @Test
    void acceptsOnlyWhatNeedsNoConversion() {
        operators("aten::f(t[] self, int? i, Scalar n) -> ()");
        assertTrue(SchemaMatcher.accepts(schemas.get(0).arguments().get(0), INTS));
        assertFalse(SchemaMatcher.accepts(schemas.get(0).arguments().get(0), Type.STRING));
        assertTrue(SchemaMatcher.accepts(schemas.get(0).arguments().get(1), Type.NONE));
        assertFalse(SchemaMatcher.accepts(schemas.get(0).arguments().get(1), Type.TENSOR));
        assertTrue(SchemaMatcher.accepts(schemas.get(0).arguments().get(2), Type.FLOAT));
    }

    @Test
    void aDtypeIsNeverTakenForAView() {
        operators(
                "aten::view.dtype(Tensor(a) self, ScalarType dtype) -> Tensor(a)",
                "aten::view(Tensor(a) self, int[] size) -> Tensor(a)");
        assertEquals("aten::view", chosen(value("x", Type.TENSOR), value("i", Type.INT)));
    }
}

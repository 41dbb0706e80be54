package dev.sconce.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.ir.FunctionSchema.Argument;
import dev.sconce.ir.FunctionSchema.Refinement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas in PyTorch's text form. */
class SchemaParserTest {
    private static Argument argument(String text) {
        return SchemaParser.parse("f(" + text + ") -> ()").arguments().get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
                "aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=0) -> Tensor(a)",
                "aten::conv2d.padding(Tensor input, Tensor weight, Tensor? bias=None, SymInt[2] stride=[1, 1], "
                        + "str padding=\"valid\", SymInt[2] dilation=[1, 1], SymInt groups=1) -> Tensor",
                "aten::avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, "
                        + "bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor",
                "aten::split.Tensor(Tensor(a -> *) self, SymInt split_size, int dim=0) -> Tensor(a)[]",
                "aten::_foreach_add_.List(Tensor(a!)[] self, Tensor[] other, *, Scalar alpha=1) -> ()",
                "aten::sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, "
                        + "*, ScalarType? dtype=None) -> Tensor",
                "aten::max.dim_max(Tensor self, int dim, bool keepdim=False, *, Tensor(a!) max, "
                        + "Tensor(b!) max_values) -> (Tensor(a!) values, Tensor(b!) indices)",
                "aten::append.t(t[](a!) self, t(c -> *) el) -> t[](a!)",
                "aten::items.str(Dict(str, t) self) -> ((str, t)[])",
                "aten::index.Tensor(Tensor self, Tensor?[] indices) -> Tensor",
                "aten::upsample_nearest2d.vec(Tensor input, SymInt[]? output_size, float[]? scale_factors) -> Tensor",
                "aten::normal_(Tensor(a!) self, float mean=0., float std=1., "
                        + "*, Generator? generator=None) -> Tensor(a!)",
                "aten::empty.memory_format(SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, "
                        + "Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor",
                "aten::format(str self, ...) -> str",
                "aten::wait(Future(t) self) -> t",
                "aten::dict.str((str, tVal)[] inputs) -> Dict(str, tVal)",
                "aten::list.t(t[] l) -> t[]",
                "aten::clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor",
                "prim::Print(...) -> ()",
                "prim::TupleUnpack(Any tup) -> ...",
                "quantized::linear(Tensor X, __torch__.torch.classes.quantized.LinearPackedParamsBase W_prepack, "
                        + "float Y_scale_i, int Y_zero_point_i) -> Tensor Y",
                "f(Tensor(a|b) x, Tensor(*) y, Tensor(a! -> a|b) z, complex c, Stream s, NoneType n) -> Tensor(a|b)",
            })
    void writesWhatItReads(String text) {
        assertEquals(text, SchemaParser.parse(text).toString());
    }

    @Test
    void splitsNameAndOverload() {
        FunctionSchema schema = SchemaParser.parse("aten::add.Tensor(Tensor self, *, Scalar alpha=1) -> Tensor");
        assertEquals("aten::add", schema.name());
        assertEquals("Tensor", schema.overload());
        assertEquals("aten::add.Tensor", schema.fullName());
        assertFalse(schema.arguments().get(0).keywordOnly());
        assertTrue(schema.arguments().get(1).keywordOnly());
        assertEquals("", SchemaParser.parse("forward(Tensor x) -> Tensor").overload());
    }

    @Test
    void keepsWhatAnIntStandsFor() {
        assertEquals(Refinement.SCALAR_TYPE, argument("ScalarType? dtype").refinement());
        assertEquals(
                new Type.OptionalType(Type.INT), argument("ScalarType? dtype").type());
        assertEquals(Refinement.SYM_INT, argument("SymInt[2] stride").refinement());
        assertEquals(Refinement.LAYOUT, argument("Layout layout").refinement());
        assertEquals(Refinement.MEMORY_FORMAT, argument("MemoryFormat m").refinement());
        assertEquals(Refinement.NONE, argument("int x").refinement());
    }

    @Test
    void spreadsOneDefaultOverASizedList() {
        Argument stride = argument("int[2] stride=1");
        assertEquals(2, stride.size());
        assertEquals(List.of(1L, 1L), stride.defaultValue());
        assertEquals(List.of(), argument("int[2] stride=[]").defaultValue());
        assertEquals(List.of(0L, 1L), argument("int[] dims=[0, 1]").defaultValue());
        assertEquals("int[2] stride=1", SchemaText.argument(stride));
    }

    @Test
    void readsDefaults() {
        assertEquals(1e-05, argument("float eps=1e-05").defaultValue());
        assertEquals(-1L, argument("int dim=-1").defaultValue());
        assertEquals(-0.5, argument("Scalar x=-0.5").defaultValue());
        assertEquals(0.0, argument("float p=0").defaultValue());
        assertEquals(true, argument("bool b=True").defaultValue());
        assertEquals("a\"b\n", argument("str s=\"a\\\"b\\n\"").defaultValue());
        assertEquals("x", argument("str? s='x'").defaultValue());
        assertEquals(1L, argument("int reduction=Mean").defaultValue());
        assertEquals(0L, argument("MemoryFormat m=contiguous_format").defaultValue());
        assertEquals(4L, argument("ScalarType dtype=long").defaultValue());
        assertEquals(Double.POSITIVE_INFINITY, argument("float x=inf").defaultValue());
        assertTrue(argument("Tensor? x=None").hasDefault());
        assertNull(argument("Tensor? x=None").defaultValue());
        assertFalse(argument("Tensor? x").hasDefault());
    }

    @Test
    void readsAliasMarks() {
        Argument list = argument("t[](a!) self");
        assertEquals("a", list.alias());
        assertTrue(list.isWrite());
        assertFalse(list.aliasOfElements());
        Argument elements = argument("Tensor(a!)[] self");
        assertTrue(elements.isWrite());
        assertTrue(elements.aliasOfElements());
        assertEquals("a -> *", argument("Tensor(a -> *) x").alias());
        assertFalse(argument("Tensor(a -> *) x").isWrite());
        assertNull(argument("Tensor x").alias());
    }

    @Test
    void nestsTypes() {
        assertEquals(
                new Type.ListType(new Type.OptionalType(Type.TENSOR)),
                argument("Tensor?[] x").type());
        assertEquals(
                new Type.OptionalType(new Type.ListType(Type.TENSOR)),
                argument("Tensor[]? x").type());
        assertEquals(
                new Type.DictType(new Type.VarType("K"), Type.TupleType.of(Type.INT, new Type.ListType(Type.STRING))),
                argument("Dict(K, (int, str[])) x").type());
    }

    @Test
    void classesOfOperatorsAreOne() {
        String packed = "__torch__.torch.classes.quantized.LinearPackedParamsBase";
        assertSame(ClassType.builtin(packed), argument(packed + " w").type());
    }

    @Test
    void saysWhereTheTextIsWrong() {
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class, () -> SchemaParser.parse("aten::f(Tensor x, Wrong y) -> Tensor"));
        assertTrue(error.getMessage().contains("'Wrong' is no type"), error.getMessage());
        assertTrue(error.getMessage().endsWith("\n" + " ".repeat(4 + 18) + "^"), error.getMessage());
        for (String text : List.of(
                "aten::f(Tensor) -> Tensor",
                "aten::f(Tensor x)",
                "aten::f(Tensor x -> Tensor",
                "f(..., int x) -> ()",
                "f(int x=abc) -> ()",
                "f(int[] x=1) -> ()",
                "f() -> () x")) {
            assertThrows(IllegalArgumentException.class, () -> SchemaParser.parse(text), text);
        }
    }
}

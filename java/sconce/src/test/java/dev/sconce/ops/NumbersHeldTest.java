package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import dev.sconce.runtime.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Operators refuse numbers that their dtype does not hold where PyTorch does, and take them where it does. */
class NumbersHeldTest {
    @FunctionalInterface
    private interface Call {
        Tensor of(Tensor x, Scalar number);
    }

    private static final Scalar ZERO = Scalar.of(0L);
    private static final Scalar ONE = Scalar.of(1L);

    private static Tensor mask() {
        return CreationOps.ones(new long[] {3}, DType.BOOL, null, null, null);
    }

    private static Tensor index() {
        return Elements.of(0, 2);
    }

    private static Tensor one() {
        return CreationOps.ones(new long[] {1}, DType.INT64, null, null, null);
    }

    /** Those that store the number as an element. */
    private static Map<String, Call> stores() {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("fill_", (x, v) -> CreationOps.fill(x, v, x));
        calls.put("full", (x, v) -> CreationOps.full(new long[] {2}, v, x.dtype(), null, null, null));
        calls.put("full_like", (x, v) -> CreationOps.fullLike(x, v, null, null, null, null, null));
        calls.put("new_full", (x, v) -> CreationOps.newFull(x, new long[] {2}, v, null, null, null, null));
        calls.put("masked_fill", (x, v) -> SelectionOps.maskedFill(x, mask(), v, null));
        calls.put("index_fill", (x, v) -> ScatterOps.indexFill(x, 0, index(), v, null));
        calls.put("scatter", (x, v) -> ScatterOps.scatter(x, 0, index(), v, (Tensor) null));
        calls.put("scatter add", (x, v) -> ScatterOps.scatter(x, 0, index(), v, "add", null));
        calls.put("constant_pad_nd", (x, v) -> PaddingOps.constantPad(x, new long[] {1, 1}, v, null));
        calls.put("fill_diagonal_", (x, v) -> CreationOps.fillDiagonal(Out.copy(ViewOps.expand(x, 3, 3)), v, false));
        calls.put("clamp", (x, v) -> SelectionOps.clamp(x, ZERO, v, null));
        calls.put("clamp_min", (x, v) -> SelectionOps.clampMin(x, v, null));
        calls.put("clamp_max", (x, v) -> SelectionOps.clampMax(x, v, null));
        calls.put("hardtanh", (x, v) -> ActivationOps.hardtanh(x, ZERO, v, null));
        calls.put("linspace", (x, v) -> SequenceOps.linspace(ZERO, v, 3, x.dtype(), null, null, null));
        return calls;
    }

    /** Those that compute with the number in the dtype. */
    private static Map<String, Call> factors() {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("add alpha", (x, v) -> ArithmeticOps.add(x, x, v, null));
        calls.put("sub alpha", (x, v) -> ArithmeticOps.sub(x, x, v, null));
        calls.put(
                "index_add alpha",
                (x, v) -> ScatterOps.indexAdd(x, 0, index(), DimensionOps.narrow(x, 0, 0, 2), v, null));
        return calls;
    }

    /** In float32 for half precision. */
    private static Map<String, Call> wideFactors() {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("threshold", (x, v) -> ActivationOps.threshold(x, ZERO, v, null));
        calls.put("addcmul", (x, v) -> SelectionOps.addcmul(x, x, x, v, null));
        calls.put("addmm", (x, v) -> {
            Tensor m = ViewOps.view(x, new long[] {1, 3});
            return LinearAlgebraOps.addmm(m, DimensionOps.narrow(m, 1, 0, 1), m, ONE, v, null);
        });
        return calls;
    }

    private static List<DynamicTest> tests(Map<String, Call> calls, Object... cases) {
        List<DynamicTest> tests = new ArrayList<>();
        calls.forEach((name, call) -> {
            for (int i = 0; i < cases.length; i += 3) {
                DType dtype = (DType) cases[i];
                Scalar number = Scalar.of(cases[i + 1]);
                String type = (String) cases[i + 2];
                tests.add(dynamicTest(name + " " + number + " " + dtype, () -> check(call, dtype, number, type)));
            }
        });
        return tests;
    }

    private static void check(Call call, DType dtype, Scalar number, String type) {
        try (Scope ignored = Scope.open()) {
            Tensor x = CreationOps.ones(new long[] {3}, dtype, null, null, null);
            if (type == null) {
                call.of(x, number);
                return;
            }
            OperatorException e = assertThrows(OperatorException.class, () -> call.of(x, number));
            assertEquals("value cannot be converted to type " + type + " without overflow", e.getMessage());
        }
    }

    @TestFactory
    List<DynamicTest> elements() {
        return tests(
                stores(),
                DType.UINT8,
                300L,
                "uint8_t",
                DType.INT8,
                200L,
                "int8_t",
                DType.FLOAT16,
                1e6,
                "c10::Half",
                DType.FLOAT32,
                1e39,
                "float",
                DType.FLOAT64,
                1e39,
                null);
    }

    @TestFactory
    List<DynamicTest> factorsOfTheDtype() {
        return tests(
                factors(),
                DType.UINT8,
                300L,
                "uint8_t",
                DType.UINT8,
                -1L,
                null,
                DType.FLOAT16,
                1e6,
                "c10::Half",
                DType.FLOAT32,
                1e39,
                "float");
    }

    @TestFactory
    List<DynamicTest> factorsOfTheWiderDtype() {
        return tests(
                wideFactors(), DType.UINT8, 300L, "uint8_t", DType.FLOAT16, 1e6, null, DType.FLOAT32, 1e39, "float");
    }

    @TestFactory
    List<DynamicTest> choices() {
        Map<String, Call> calls = Map.of("where", (x, v) -> SelectionOps.where(mask(), x, v, null));
        return tests(
                calls,
                DType.UINT8,
                300L,
                "uint8_t",
                DType.UINT8,
                300.5,
                null, // a float
                DType.FLOAT16,
                1e6,
                null,
                DType.FLOAT32,
                1e39,
                "float");
    }

    @TestFactory
    List<DynamicTest> exponents() {
        Map<String, Call> calls = Map.of("pow", (x, v) -> NumericOps.pow(x, v, (Tensor) null));
        return tests(calls, DType.UINT8, 256L, "uint8_t", DType.FLOAT16, 1e6, "c10::Half", DType.FLOAT32, 1e39, null);
    }

    @TestFactory
    List<DynamicTest> tensorsOfOneNumber() {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("masked_fill", (x, v) -> SelectionOps.maskedFill(x, mask(), PrimOps.numToTensor(v), null));
        calls.put("index_fill", (x, v) -> ScatterOps.indexFill(x, 0, index(), PrimOps.numToTensor(v), null));
        return tests(
                calls,
                DType.UINT8,
                300L,
                "uint8_t",
                DType.FLOAT16,
                70000L,
                "c10::Half",
                DType.FLOAT32,
                1e39,
                "float",
                DType.FLOAT32,
                1L << 62,
                null);
    }

    @TestFactory
    List<DynamicTest> numbersBesideATensorAreNot() {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("add", (x, v) -> ArithmeticOps.add(x, v, ONE, null));
        calls.put("mul", (x, v) -> ArithmeticOps.mul(x, v, null));
        calls.put("eq", (x, v) -> ComparisonOps.eq(x, v, null));
        calls.put("fill_ of a tensor", (x, v) -> CreationOps.fill(x, PrimOps.numToTensor(v), x));
        calls.put(
                "scatter nowhere",
                (x, v) -> ScatterOps.scatter(x, 0, DimensionOps.narrow(one(), 0, 0, 0), v, (Tensor) null));
        calls.put("pad by nothing", (x, v) -> PaddingOps.constantPad(x, new long[] {0, -1}, v, null));
        calls.put("searchsorted", (x, v) -> SearchOps.searchsorted(x, v, false, false, null, null));
        return tests(calls, DType.UINT8, 300L, null, DType.FLOAT16, 1e6, null, DType.FLOAT32, 1e39, null);
    }
}

package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.fail;

import dev.sconce.DType;
import dev.sconce.SconceException;
import dev.sconce.Tensor;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.Scalar;
import dev.sconce.runtime.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever its arguments are, an operator gives an answer or refuses them by a {@link SconceException}: no other exception, and no
 * crash. The arguments are those of the goldens, one or two of each call changed: numbers out of range, other sizes, strides and dtypes,
 * indices beyond the end. More of them with {@code -Dsconce.arguments.rounds=N}; another choice with {@code -Dsconce.arguments.seed=N}.
 */
class OperatorArgumentsTest {
    private static final int ROUNDS = Integer.getInteger("sconce.arguments.rounds", 2);
    private static final long SEED = Long.getLong("sconce.arguments.seed", 1);

    /** Small ones, and those of which no memory has as many bytes. */
    private static final long[] INTEGERS = {-1, 0, 1, 2, 3, -2, 7, -130, 40, 1L << 42, Long.MIN_VALUE, Long.MAX_VALUE};

    private static final double[] NUMBERS = {0, -1, 0.5, 1e30, -1e30, Double.NaN, Double.POSITIVE_INFINITY};
    private static final DType[] DTYPES = {
        DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.INT32, DType.UINT8, DType.BOOL, DType.FLOAT16, DType.COMPLEX64
    };

    @TestFactory
    Stream<DynamicTest> areRefusedOrTaken() {
        Map<String, List<Goldens.Call>> calls = Goldens.load();
        // Of polynomials and of the multivariate gamma function a number says how many steps they take, in PyTorch too.
        return calls.entrySet().stream()
                .filter(entry -> !entry.getKey().matches(".*(_polynomial_|mvlgamma).*"))
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    OperatorEntry operator = operator(entry.getKey());
                    Random random = new Random(SEED + entry.getKey().hashCode());
                    for (Goldens.Call call : entry.getValue()) {
                        for (int round = 0; round < ROUNDS; round++) {
                            call(operator, call.arguments(), random);
                        }
                    }
                }));
    }

    private static OperatorEntry operator(String name) {
        int dot = name.indexOf('.');
        return Operators.table().entries(dot < 0 ? name : name.substring(0, dot)).stream()
                .filter(e -> e.schemaText().startsWith(name + "("))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no operator " + name));
    }

    private static void call(OperatorEntry operator, Object[] given, Random random) {
        try (Scope scope = Scope.open()) {
            Object[] arguments =
                    Arrays.stream(given).map(OperatorArgumentsTest::copy).toArray();
            for (int changes = 1 + random.nextInt(2); changes > 0 && arguments.length > 0; changes--) {
                int at = random.nextInt(arguments.length);
                arguments[at] = changed(arguments[at], random);
            }
            try {
                operator.invoke(arguments);
            } catch (SconceException expected) {
                // the interpreter says where
                if (String.valueOf(expected.getMessage()).contains("of the kernel's)")) {
                    fail(operator + " of " + Arrays.toString(arguments), expected);
                }
            } catch (RuntimeException | Error wrong) {
                fail(operator + " of " + Arrays.toString(arguments), wrong);
            }
        }
    }

    private static Object copy(Object argument) {
        if (argument instanceof Tensor tensor) {
            return Out.copy(tensor);
        }
        return argument instanceof ListValue list
                ? new ListValue(
                        list.elementType(),
                        list.items().stream().map(OperatorArgumentsTest::copy).toList())
                : argument;
    }

    private static Object changed(Object argument, Random random) {
        if (argument instanceof Long) {
            return INTEGERS[random.nextInt(INTEGERS.length)];
        } else if (argument instanceof Double) {
            return NUMBERS[random.nextInt(NUMBERS.length)];
        } else if (argument instanceof Boolean flag) {
            return !flag;
        } else if (argument instanceof String) {
            return "reflect";
        } else if (argument instanceof Tensor tensor) {
            return changed(tensor, random);
        } else if (argument instanceof ListValue list) {
            List<Object> items = new ArrayList<>(list.items());
            switch (items.isEmpty() ? 0 : random.nextInt(4)) {
                case 0 -> items.clear();
                case 1 -> items.remove(items.size() - 1);
                case 2 -> items.add(items.get(0));
                default -> {
                    int at = random.nextInt(items.size());
                    items.set(at, changed(items.get(at), random));
                }
            }
            return new ListValue(list.elementType(), items);
        }
        return argument;
    }

    private static Tensor changed(Tensor tensor, Random random) {
        int dim = tensor.dim() == 0 ? 0 : random.nextInt(tensor.dim());
        return switch (random.nextInt(8)) {
            case 0 -> Tensor.empty(tensor.dtype(), 0);
            case 1 -> Elements.of(Scalar.of(1L), tensor.dtype());
            case 2 -> DimensionOps.unsqueeze(tensor, 0);
            case 3 ->
                tensor.dim() == 0 || tensor.sizes()[dim] == 0
                        ? tensor
                        : DimensionOps.select(tensor, dim, tensor.sizes()[dim] - 1);
            case 4 -> tensor.dim() == 0 ? tensor : DimensionOps.narrow(tensor, dim, 0, tensor.sizes()[dim] / 2);
            case 5 -> tensor.dim() == 0 ? tensor : DimensionOps.transpose(tensor, dim, 0);
            case 6 -> TensorIterator.cast(tensor, DTYPES[random.nextInt(DTYPES.length)]);
            default -> filled(tensor, random);
        };
    }

    /** One element becomes a number that is no index. */
    private static Tensor filled(Tensor tensor, Random random) {
        if (tensor.numel() > 0) {
            Tensor flat = ViewOps.reshape(tensor, new long[] {-1});
            long value = INTEGERS[random.nextInt(INTEGERS.length)];
            TensorIterator.copy(
                    DimensionOps.select(flat, 0, random.nextInt((int) flat.numel())),
                    Elements.of(Scalar.of(value), DType.INT64));
            return ViewOps.view(flat, tensor.sizes());
        }
        return tensor;
    }
}

package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ModuleTest {
    private final int threads = Parallel.getNumThreads();

    @AfterEach
    void restoreThreads() {
        Parallel.setNumThreads(threads);
    }

    @ParameterizedTest
    @CsvSource({
        "conv_net,1",
        "conv_net,2",
        "conv_net,8",
        "recurrent,1",
        "recurrent,2",
        "recurrent,8",
        "encoder,1",
        "encoder,2",
        "forks,1",
        "forks,8",
        "branches,1",
        "branches,2",
        "state,1",
        "language,1"
    })
    void givesWhatPyTorchGives(String model, int numThreads) {
        Parallel.setNumThreads(numThreads);
        IValue[] inputs = Models.inputs(model);
        Object expected = Models.expected(model);
        for (LoadOptions options : Models.options()) {
            try (Module module = Models.load(model, options)) {
                for (int i = 0; i < 2; i++) {
                    try (IValue result = module.forward(inputs)) {
                        assertNull(Models.difference(result.value(), expected), options.toString());
                    }
                }
            }
        }
    }

    @Test
    void manyThreadsCallOneModuleAtOnce() throws Exception {
        IValue[] inputs = Models.inputs("recurrent");
        Object expected = Models.expected("recurrent");
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try (Module module = Models.load("recurrent")) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                Callable<String> call = () -> {
                    try (IValue result = module.forward(inputs)) {
                        return Models.difference(result.value(), expected);
                    }
                };
                answers.add(callers.submit(call));
            }
            for (Future<String> answer : answers) {
                assertNull(answer.get());
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void asynchronousCallsGiveFutures() {
        try (Module module = Models.load("conv_net");
                IValue result = module.forwardAsync(Models.inputs("conv_net")).join()) {
            assertNull(Models.difference(result.value(), Models.expected("conv_net")));
        }
    }

    @Test
    void tenThousandChainedForksNeedNoThreadEach() {
        try (Module module = Models.load("forks");
                Tensor zeros = Tensor.fromBlob(new float[4], new long[] {4})) {
            int before = Thread.activeCount();
            try (IValue result = module.runMethod("chain", IValue.from(zeros), IValue.from(10_000))) {
                assertArrayEquals(
                        new float[] {10_000, 10_000, 10_000, 10_000},
                        result.toTensor().getDataAsFloatArray());
            }
            assertTrue(Thread.activeCount() <= before + Parallel.getNumInteropThreads());
        }
    }

    @Test
    void anExceptionOfTheModelReachesTheCallerWithItsStack() {
        try (Module module = Models.load("language")) {
            ModelException raised =
                    assertThrows(ModelException.class, () -> module.forward(IValue.listFrom("a"), IValue.from(0)));
            assertEquals("builtins.ValueError", raised.pythonClass());
            assertEquals("limit must be positive", raised.pythonMessage());
            assertTrue(raised.getMessage().contains("<--- HERE"), raised.getMessage());
        }
    }

    @Test
    void anExceptionOfAForkIsThrownByItsWait() {
        try (Module module = Models.load("forks");
                Tensor x = Tensor.fromBlob(new float[32], new long[] {4, 8})) {
            ModelException raised = assertThrows(ModelException.class, () -> module.runMethod("fails", IValue.from(x)));
            assertEquals("k must not be negative, got -1", raised.pythonMessage());
            CompletionException async =
                    assertThrows(CompletionException.class, () -> module.runMethodAsync("fails", IValue.from(x))
                            .join());
            assertEquals(ModelException.class, async.getCause().getClass());
        }
    }

    @Test
    void refusesWhatDoesNotFitTheMethod() {
        try (Module module = Models.load("conv_net");
                Tensor image = Tensor.fromBlob(new float[3 * 8 * 8], new long[] {1, 3, 8, 8});
                Tensor flat = Tensor.fromBlob(new float[8], new long[] {8});
                Tensor whole = Tensor.fromBlob(new long[3 * 8 * 8], new long[] {1, 3, 8, 8});
                Tensor channels = Tensor.fromBlob(new float[4 * 8 * 8], new long[] {1, 4, 8, 8})) {
            assertRefused(module, "missing value for argument 'x'");
            assertRefused(module, "at most 1 argument", IValue.from(image), IValue.from(image));
            assertRefused(module, "expected a value of type 'Tensor' for argument 'x'", IValue.from("an image"));
            assertRefused(module, "<--- HERE", IValue.from(flat));
            assertRefused(module, "<--- HERE", IValue.from(whole));
            assertRefused(module, "<--- HERE", IValue.from(channels));
            assertTrue(assertThrows(OperatorException.class, () -> module.runMethod("backward"))
                    .getMessage()
                    .contains("no method 'backward'"));
            assertTrue(assertThrows(
                            OperatorException.class, () -> module.runMethod("forward", Map.of("y", IValue.from(image))))
                    .getMessage()
                    .contains("unknown keyword argument 'y'"));
        }
    }

    private static void assertRefused(Module module, String message, IValue... inputs) {
        SconceException refused = assertThrows(SconceException.class, () -> module.forward(inputs));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }

    @Test
    void refusesATensorThatWasClosed() {
        try (Module module = Models.load("conv_net")) {
            Tensor image = Tensor.fromBlob(new float[3 * 8 * 8], new long[] {1, 3, 8, 8});
            image.close();
            assertThrows(SconceException.class, () -> module.forward(IValue.from(image)));
        }
    }

    @Test
    void closingTwiceLeavesCallsWhatTheyUse() {
        for (int i = 0; i < 20; i++) {
            Module module = Models.load("conv_net");
            IValue[] inputs = Models.inputs("conv_net");
            CompletableFuture<IValue> call = module.forwardAsync(inputs);
            for (int times = 0; times < 2; times++) {
                module.close();
                for (IValue input : inputs) {
                    input.close();
                }
            }
            try (IValue result = call.join()) {
                assertNull(Models.difference(result.value(), Models.expected("conv_net")));
            }
        }
        Leftovers.assertNoTasks();
    }

    @Test
    void aModuleThatIsClosedDuringItsFirstCallsLetsThemEnd() throws Exception {
        for (int i = 0; i < 20; i++) {
            Module module = Models.load("conv_net");
            CountDownLatch begun = new CountDownLatch(1);
            FutureTask<String> first = new FutureTask<>(() -> {
                IValue[] inputs = Models.inputs("conv_net");
                begun.countDown();
                try (IValue result = module.forward(inputs)) {
                    return Models.difference(result.value(), Models.expected("conv_net"));
                } catch (SconceException closed) {
                    return closed.getMessage().contains("the module was closed already") ? null : closed.getMessage();
                }
            });
            new Thread(first).start();
            begun.await();
            LockSupport.parkNanos(i * 500_000L);
            module.close();
            assertNull(first.get());
        }
    }

    @Test
    void aClosedModuleSaysSo() {
        Module module = Models.load("conv_net");
        Module other = module.withOptions(CallOptions.NONE.withThreads(1));
        module.close();
        for (Executable use : List.<Executable>of(
                () -> module.forward(Models.inputs("conv_net")),
                () -> module.forwardAsync(Models.inputs("conv_net")),
                () -> module.withOptions(CallOptions.NONE))) {
            SconceException closed = assertThrows(SconceException.class, use);
            assertTrue(closed.getMessage().contains("model.pt: the module was closed already"), closed.getMessage());
        }
        other.forward(Models.inputs("conv_net")).close();
        other.close();
    }

    /** Without a fence the JVM dies here: so large a block goes back to the system at once when it is freed. */
    @Test
    void whatIsReadStaysUntilItIsRead() throws Exception {
        for (int i = 0; i < 20_000; i++) { // until it is compiled for speed, which forgets early what it needs no more
            assertEquals(4, ones(2).getDataAsLongArray().length);
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!over.get()) {
                System.gc();
            }
        });
        collector.start();
        try {
            assertEquals(
                    10_000_000,
                    Arrays.stream(ones(5_000_000).getDataAsLongArray()).sum());
        } finally {
            over.set(true);
            collector.join();
        }
    }

    /** Ones of int64 [rows, 2], which are not in order, so that they are read one by one; nobody holds them. */
    private static Tensor ones(int rows) {
        Tensor ones = Tensor.emptyStrided(DType.INT64, new long[] {rows, 2}, new long[] {1, rows});
        LongBuffer numbers = ones.storage().buffer(0, 16L * rows).asLongBuffer();
        while (numbers.hasRemaining()) {
            numbers.put(1);
        }
        return ones;
    }

    @Test
    void afterAWarmUpACallAllocatesItsResultAndNothingElse() {
        IValue[] inputs = Models.inputs("conv_net");
        try (Module module = Models.load("conv_net")) {
            module.warmUp(inputs);
            long bytes = Leftovers.bytes();
            IValue result = module.forward(inputs);
            assertNull(Models.difference(result.value(), Models.expected("conv_net")));
            result.close();
            assertEquals(bytes, Leftovers.bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"conv_net", "forks", "language"})
    void tenThousandForwardsLeaveNothingBehind(String model) {
        IValue[] inputs = Models.inputs(model);
        try (Module module = Models.load(model)) {
            for (int i = 0; i < 200; i++) {
                module.forward(inputs).close();
            }
            long bytes = Leftovers.bytes();
            int threadCount = nativeThreads();
            for (int i = 0; i < 10_000; i++) {
                module.forward(inputs).close();
            }
            Leftovers.assertBytes(bytes);
            assertTrue(nativeThreads() <= threadCount + 1, threadCount + " threads became " + nativeThreads());
        }
    }

    @Test
    void failedCallsLeaveNothingBehind() {
        try (Module module = Models.load("forks");
                Tensor x = Tensor.fromBlob(new float[32], new long[] {4, 8})) {
            assertThrows(ModelException.class, () -> module.runMethod("fails", IValue.from(x)));
            long bytes = Leftovers.bytes();
            for (int i = 0; i < 1000; i++) {
                assertThrows(ModelException.class, () -> module.runMethod("fails", IValue.from(x)));
            }
            assertEquals(bytes, Leftovers.bytes());
        }
    }

    private static int nativeThreads() {
        String[] tasks = new java.io.File("/proc/self/task").list();
        return tasks == null ? 0 : tasks.length;
    }
}

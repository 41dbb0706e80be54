package dev.sconce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.runtime.FutureValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.TupleValue;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Forks of a real archive, and futures between the model and Java. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("any-capability")
class FuturesTest {
    private Module module;
    private Tensor x;
    private long bytes;

    @BeforeEach
    void load() {
        bytes = Leftovers.bytes();
        module = Models.load("futures");
        x = Tensor.fromBlob(new float[] {1, 2, 3, 4}, new long[] {1, 4});
    }

    @AfterEach
    void close() {
        Leftovers.assertNoTasks();
        module.close();
        x.close();
        Leftovers.assertBytes(bytes);
    }

    @TestFactory
    List<DynamicTest> everyKindOfForkGivesWhatPyTorchGives() {
        return Models.calls("futures").stream()
                .map(call -> DynamicTest.dynamicTest((String) call.get(0), () -> check(call)))
                .toList();
    }

    private static void check(TupleValue call) {
        IValue[] arguments =
                ((TupleValue) call.get(1)).items().stream().map(IValue::of).toArray(IValue[]::new);
        try (Module loaded = Models.load("futures")) {
            String method = (String) call.get(0);
            if (call.get(2).equals("raises")) {
                SconceException raised = assertThrows(SconceException.class, () -> loaded.runMethod(method, arguments));
                assertTrue(raised.getMessage().contains(lastWords((String) call.get(3))), raised.getMessage());
            } else {
                try (IValue result = loaded.runMethod(method, arguments);
                        IValue awaited = IValue.of(awaited(result.value()))) {
                    assertNull(Models.difference(awaited.value(), call.get(3)));
                }
            }
        }
    }

    /** What PyTorch says after the class, up to the numbers that it puts its own way. */
    private static String lastWords(String message) {
        return message.substring(message.indexOf(": ") + 2).replaceAll(" \\(.*", "");
    }

    /** The value with each future's value in its place, with a count of its own. */
    private static Object awaited(Object value) {
        if (value instanceof FutureValue future) {
            return IValue.of(future).toFuture().join().value();
        }
        if (value instanceof ListValue list && list.size() > 0 && list.get(0) instanceof FutureValue) {
            List<Object> items = list.items().stream().map(FuturesTest::awaited).toList();
            ListValue values = new ListValue(list.elementType(), items);
            items.forEach(RefCounted::release);
            return values;
        }
        RefCounted.handOut(value);
        return value;
    }

    @Test
    void anExceptionHasTheStacksOfTheForkAndOfWhoWaited() {
        ModelException raised =
                assertThrows(ModelException.class, () -> module.runMethod("raises_twice", IValue.from(x)));
        assertEquals("builtins.ValueError", raised.pythonClass());
        assertEquals("more than 1", raised.pythonMessage());
        String[] stacks = raised.getMessage().split("Waited for in TorchScript \\(most recent call last\\):");
        assertEquals(3, stacks.length, raised.getMessage());
        assertTrue(stacks[0].contains("Traceback of TorchScript"), raised.getMessage());
        assertTrue(stacks[0].contains("ops.prim.RaiseException"), raised.getMessage());
        assertTrue(stacks[1].contains("torch.wait(before)"), raised.getMessage());
        for (String stack : stacks) {
            assertTrue(stack.contains("<--- HERE"), raised.getMessage());
        }
        assertTrue(stacks[2].contains("torch.wait("), raised.getMessage());
    }

    @Test
    void aFailedOperatorOfAForkIsTheWaitersOperatorException() {
        OperatorException refused =
                assertThrows(OperatorException.class, () -> module.runMethod("refused", IValue.from(x)));
        assertTrue(refused.getMessage().contains("aten::mm"), refused.getMessage());
        assertTrue(refused.getMessage().contains("Waited for in TorchScript"), refused.getMessage());
    }

    @Test
    void aModelsFutureIsAJavaFuture() {
        try (IValue result = module.runMethod("returned", IValue.from(x))) {
            assertTrue(result.isFuture());
            CompletableFuture<Integer> rows = result.toFuture().thenApply(value -> {
                try (value) {
                    return (int) value.toTensor().shape()[0];
                }
            });
            assertEquals(1, rows.join());
            try (IValue again = result.toFuture().join()) {
                assertArrayEquals(new long[] {1, 4}, again.toTensor().shape());
            }
        }
        assertThrows(SconceException.class, () -> IValue.from(1).toFuture());
    }

    @Test
    void aJavaFutureIsTheModelsFuture() {
        CompletableFuture<IValue> later = new CompletableFuture<>();
        try (IValue argument = IValue.from(later)) {
            CompletableFuture<IValue> running = module.runMethodAsync("of_future", argument, IValue.from(x));
            assertFalse(running.isDone());
            later.complete(IValue.from(x));
            try (IValue result = running.join()) {
                assertArrayEquals(new float[] {1, 4, 9, 16}, result.toTensor().getDataAsFloatArray());
            }
            // One that is done already.
            try (IValue result = module.runMethod("of_future", argument, IValue.from(x))) {
                assertArrayEquals(new float[] {1, 4, 9, 16}, result.toTensor().getDataAsFloatArray());
            }
        }
        assertEquals(4, x.getDataAsFloatArray().length);
    }

    @Test
    void listsOfJavaFuturesAreListsOfTheModelsFutures() {
        CompletableFuture<IValue> first = new CompletableFuture<>();
        CompletableFuture<IValue> second = CompletableFuture.completedFuture(IValue.from(x));
        try (IValue both = IValue.listFrom(IValue.from(first), IValue.from(second))) {
            CompletableFuture<IValue> running = module.runMethodAsync("of_futures", both);
            first.complete(IValue.from(x));
            try (IValue result = running.join()) {
                assertArrayEquals(
                        new float[] {2, 3, 4, 5, 2, 3, 4, 5}, result.toTensor().getDataAsFloatArray());
            }
        }
    }

    @Test
    void aJavaFuturesValueIsCheckedWhenItIsThere() {
        CompletableFuture<IValue> later = new CompletableFuture<>();
        CompletableFuture<IValue> running = module.runMethodAsync("of_future", IValue.from(later), IValue.from(x));
        later.complete(IValue.from("no tensor"));
        SconceException refused = assertInstanceOf(OperatorException.class, failure(running));
        assertTrue(refused.getMessage().contains("a future of a value of type 'Tensor'"), refused.getMessage());
        assertTrue(refused.getMessage().contains("torch.wait(future)"), refused.getMessage());
    }

    @Test
    void aJavaFutureWithoutAValueIsAnError() {
        CompletableFuture<IValue> nothing = CompletableFuture.completedFuture(null);
        SconceException refused = assertThrows(
                SconceException.class, () -> module.runMethod("of_future", IValue.from(nothing), IValue.from(x)));
        assertTrue(refused.getMessage().contains("completed with null"), refused.getMessage());
    }

    @Test
    void anotherValueThanAFutureIsRefused() {
        OperatorException refused = assertThrows(
                OperatorException.class, () -> module.runMethod("of_future", IValue.from(x), IValue.from(x)));
        assertTrue(refused.getMessage().contains("expected a value of type 'Future[Tensor]'"), refused.getMessage());
    }

    @Test
    void aFailedJavaFutureFailsTheWait() {
        IllegalStateException cause = new IllegalStateException("the disk is full");
        SconceException failed = assertThrows(
                SconceException.class,
                () -> module.runMethod(
                        "of_future", IValue.from(CompletableFuture.failedFuture(cause)), IValue.from(x)));
        assertTrue(failed.getMessage().contains("the disk is full"), failed.getMessage());
        assertTrue(failed.getMessage().contains("<--- HERE"), failed.getMessage());
    }

    @Test
    void aCancelledJavaFutureFailsTheWait() {
        CompletableFuture<IValue> later = new CompletableFuture<>();
        CompletableFuture<IValue> running = module.runMethodAsync("of_future", IValue.from(later), IValue.from(x));
        later.cancel(true);
        CancelledException cancelled = assertInstanceOf(CancelledException.class, failure(running));
        assertTrue(cancelled.getMessage().contains("was cancelled"), cancelled.getMessage());
    }

    @Test
    void cancellingAJavaFutureStopsTheFork() {
        try (IValue result = module.runMethod("endless_future", IValue.from(x))) {
            CompletableFuture<IValue> running = result.toFuture();
            CompletableFuture<IValue> another = result.toFuture();
            assertTrue(running.cancel(false));
            assertThrows(CancellationException.class, running::join);
            CancelledException stopped = assertInstanceOf(CancelledException.class, failure(another));
            assertTrue(stopped.getMessage().contains("fork_cases.counting"), stopped.getMessage());
            assertTrue(stopped.getMessage().contains("the call was cancelled"), stopped.getMessage());
        }
    }

    @Test
    void cancellingAJavaFutureStopsAForkThatWaits() {
        CompletableFuture<IValue> never = new CompletableFuture<>();
        try (IValue argument = IValue.from(never);
                IValue result = module.runMethod("after_future", argument)) {
            result.toFuture().cancel(true);
            Leftovers.assertNoTasks();
            assertFalse(never.isDone());
        }
    }

    @Test
    void cancellingAnAsynchronousCallStopsWhatItForked() {
        CompletableFuture<IValue> running = module.runMethodAsync("endless_forks", IValue.from(x), IValue.from(10));
        running.cancel(true);
        Leftovers.assertNoTasks();
    }

    @Test
    void aTimedOutFutureStopsTheCall() {
        CompletableFuture<IValue> running = module.runMethodAsync("endless_forks", IValue.from(x), IValue.from(3));
        Throwable late = assertThrows(CompletionException.class, () -> running.orTimeout(20, TimeUnit.MILLISECONDS)
                .join());
        assertInstanceOf(TimeoutException.class, late.getCause());
        Leftovers.assertNoTasks();
    }

    @Test
    void callsComposeAsJavaFuturesDo() {
        CompletableFuture<IValue> product = module.runMethodAsync("returned", IValue.from(x))
                .thenCompose(future -> {
                    try (future) {
                        return future.toFuture();
                    }
                })
                .thenCombine(module.runMethodAsync("passed", IValue.from(x)), (first, second) -> {
                    try (first;
                            second;
                            IValue future = IValue.from(CompletableFuture.completedFuture(first))) {
                        return module.runMethod("of_future", future, second);
                    }
                });
        try (IValue result = product.join()) {
            assertArrayEquals(new long[] {1, 4}, result.toTensor().shape());
        }
    }

    @Test
    void aFutureOfAModelIsAnArgumentOfAnother() {
        CompletableFuture<IValue> forward = module.forwardAsync(IValue.from(x));
        try (IValue argument = IValue.from(forward);
                IValue result = module.runMethod("after_future", argument);
                IValue value = result.toFuture().join();
                IValue before = forward.join()) {
            assertEquals(
                    before.toTensor().getDataAsFloatArray()[0] + 1,
                    value.toTensor().getDataAsFloatArray()[0]);
        }
    }

    @Test
    void chainsOfModelAndJavaFuturesCompleteOnASmallStack() throws InterruptedException {
        int length = 10_000;
        CompletableFuture<IValue> first = new CompletableFuture<>();
        CompletableFuture<IValue> last = first;
        for (int i = 0; i < length; i++) {
            FutureValue model = (FutureValue) IValue.from(last).value();
            last = IValue.of(model.then(model.elementType(), value -> (Long) value + 1))
                    .toFuture();
        }
        Thread completing = new Thread(null, () -> first.complete(IValue.from(0)), "small", 256 * 1024);
        completing.start();
        completing.join();
        assertTrue(last.isDone());
        assertEquals(length, last.join().toLong());
    }

    private static Throwable failure(CompletableFuture<IValue> future) {
        return assertThrows(CompletionException.class, future::join).getCause();
    }

    @Test
    void aFutureFailsWithTheVeryExceptionOfItsCall() {
        CompletableFuture<IValue> failed = module.runMethodAsync("raises", IValue.from(x));
        Throwable first = failure(failed);
        assertSame(first, failure(failed));
        assertInstanceOf(ModelException.class, first);
    }
}

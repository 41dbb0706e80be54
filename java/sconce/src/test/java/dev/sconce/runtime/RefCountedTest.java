package dev.sconce.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.SconceException;
import dev.sconce.ir.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who holds something, and who has let it go. */
@Tag("any-capability")
class RefCountedTest {
    private static final class Held extends RefCounted {
        private int destroyed;

        Held() {
            adoptByScope();
        }

        @Override
        protected void destroy() {
            destroyed++;
        }
    }

    @Test
    void closingTwiceTakesNothingFromOtherHolders() {
        Held held = new Held();
        held.retain();
        held.close();
        held.close();
        assertFalse(held.isReleased());
        held.release();
        assertEquals(1, held.destroyed);
        held.close();
        assertEquals(1, held.destroyed);
    }

    @Test
    void eachCountThatWasHandedOutIsClosedByItself() {
        Held held = new Held();
        held.retain();
        held.close();
        held.handOut();
        held.handOut();
        for (int i = 0; i < 3; i++) {
            held.close();
        }
        assertFalse(held.isReleased());
        held.release();
        assertEquals(1, held.destroyed);
    }

    @Test
    void whatIsAScopesIsNotClosedBefore() {
        Held held;
        try (Scope ignored = Scope.open()) {
            held = new Held();
            held.close();
            assertFalse(held.isReleased());
        }
        assertEquals(1, held.destroyed);
    }

    @Test
    void whatIsKeptWithoutAScopeAroundIsTheCallersToClose() {
        Held held;
        try (Scope scope = Scope.open()) {
            held = scope.keep(new Held());
        }
        assertFalse(held.isReleased());
        held.close();
        assertEquals(1, held.destroyed);
    }

    @Test
    void theMakersCountGoesByReleaseAsWell() {
        Held held = new Held();
        held.retain();
        held.release();
        held.release();
        assertEquals(1, held.destroyed);
        held.close();
        assertTrue(held.isReleased());
        assertThrows(IllegalStateException.class, held::release);
        assertThrows(SconceException.class, held::retain);
        assertThrows(SconceException.class, held::handOut);
        assertFalse(held.tryRetain());
    }

    @Test
    void whatIsNestedDeeplyIsReleasedOnASmallStack() throws InterruptedException {
        Held innermost = new Held();
        Object nested = innermost;
        for (int depth = 0; depth < 100_000; depth++) {
            Object inner = nested;
            nested = new TupleValue(new Object[] {inner});
            RefCounted.release(inner); // the tuple has its own count
        }
        RefCounted outermost = (RefCounted) nested;
        Thread small = new Thread(null, outermost::close, "small stack", 256 << 10);
        small.start();
        small.join();
        assertEquals(1, innermost.destroyed);
    }

    @Test
    void aStorageThatWasLookedAtTwiceIsFreed() {
        Storage storage = Storage.allocate(8);
        storage.retain();
        storage.look().close();
        storage.look().close();
        storage.release();
        assertFalse(storage.isReleased());
        storage.release();
        assertTrue(storage.isReleased());
    }

    @Test
    void threadsThatReplaceOneValueAtOnceReleaseEachOnce() throws InterruptedException {
        DictValue dict = new DictValue(Type.INT, Type.ANY);
        List<Held> all = Collections.synchronizedList(new ArrayList<>());
        Runnable replacing = () -> {
            for (int i = 0; i < 20_000; i++) {
                Held value = new Held();
                all.add(value);
                dict.put(1L, value);
                value.release();
            }
        };
        Thread other = new Thread(replacing);
        other.start();
        replacing.run();
        other.join();
        dict.clear();
        assertTrue(all.stream().allMatch(value -> value.destroyed == 1));
    }
}

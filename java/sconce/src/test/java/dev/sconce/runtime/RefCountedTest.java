package dev.sconce.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.SconceException;
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
}

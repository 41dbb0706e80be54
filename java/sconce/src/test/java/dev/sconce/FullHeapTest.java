package dev.sconce;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A model that keeps more than the Java heap holds gets an exception that says where, and the process can be used on. */
@Tag("any-capability")
class FullHeapTest {
    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void aModelThatFillsTheHeapIsToldWhere() throws Exception {
        Programs.assertDone(FullHeapProgram.class, List.of("-Xmx12m", "-XX:+UseSerialGC"));
    }
}

package dev.sconce;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With an inter-op pool of one thread nothing waits forever: each case in a process of its own, since the size is set once. */
@Tag("any-capability")
class OneInteropThreadTest {
    @ParameterizedTest
    @EnumSource(OneInteropThreadProgram.Case.class)
    void endsAsItShould(OneInteropThreadProgram.Case which) throws Exception {
        Programs.assertDone(OneInteropThreadProgram.class, List.of("-XX:+UseSerialGC"), which.name());
    }
}

package dev.sconce;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Virtual threads call models as others do, and leave their carrier while they wait: all run on one. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {
    private static final List<String> ONE_CARRIER =
            List.of("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");

    @Test
    void aHundredWaitOnOneCarrier() throws Exception {
        Programs.assertDone(VirtualThreadsProgram.class, ONE_CARRIER);
    }

    @Test
    void oneKeepsItsSlotToTheEndOfItsKernel() throws Exception {
        Programs.assertDone(VirtualKernelProgram.class, ONE_CARRIER);
    }
}

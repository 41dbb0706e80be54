package dev.sconce.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sconce.Tensor;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.jni.GemmChoice;
import dev.sconce.runtime.ObjectValue;
import java.util.Map;
import java.util.Random;

/** A module of convolutions for tests of what its plan becomes: its weights are random, and read-only as what is mapped from an archive. */
final class PlannedNet {
    private final Random random = new Random(8);
    private final String source;
    private final Map<String, long[]> weights;

    /**
     * @param source of a class {@code Net}; two {@code %s} stand for the type and the body of its {@code forward(x: Tensor)}
     * @param weights the sizes of its attributes
     */
    PlannedNet(String source, Map<String, long[]> weights) {
        this.source = source;
        this.weights = weights;
    }

    Tensor random(long... shape) {
        float[] values = new float[(int) Tensor.numel(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.fromBlob(values, shape);
    }

    /** Eight channels, NCHW by its sizes, NHWC in memory. */
    Tensor images(long n, long size) {
        return images(n, 8, size);
    }

    /** NCHW by its sizes, NHWC in memory. */
    Tensor images(long n, long channels, long size) {
        long[] strides = {size * size * channels, 1, size * channels, channels};
        return random(n, size, size, channels).asStrided(new long[] {n, channels, size, size}, strides, 0);
    }

    private Tensor weight(long... shape) {
        Tensor weight = random(shape);
        weight.storage().protect();
        return weight;
    }

    /** Requires that the plan for {@code x} makes these calls, is replayed, and gives what the interpreter gives. */
    void becomes(String calls, String type, String body, Tensor x) {
        String text = source.formatted(type, body.replace("\n", "\n    "));
        ClassType net = (ClassType) PlanCalls.unit(text).findType("__torch__.Net");
        ObjectValue self = new ObjectValue(net);
        weights.forEach((name, sizes) -> self.setSlot(net.slot(name), weight(sizes)));
        Function forward = net.method("forward");
        Object wanted = PlanCalls.interpret(forward, self, x);
        PlanCalls.same(wanted, PlanCalls.call(forward, self, x));
        long replays = Plan.replays();
        for (int i = 0; i < 2; i++) {
            PlanCalls.same(wanted, PlanCalls.call(forward, self, x));
        }
        assertTrue(Plan.replays() >= replays + 2, "a kernel refused its call");
        assumeFalse(
                GemmChoice.current().equals("onednn"),
                "a library's convolutions stay calls of their own and write whole tensors");
        assertEquals(calls, PlanCalls.text(forward));
    }
}

package dev.sconce.bench;

import dev.sconce.bench.ScriptArchive.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Models of one operator or one small formula each, which the benchmarks write themselves. */
final class OwnOperators {
    private OwnOperators() {}

    /**
     * A formula over tensors x, y, z and, of as many elements as x has channels, the parameters scale, shift, average and variance.
     *
     * @param moved floats that must be read or written once
     */
    record Case(String name, String formula, boolean channelsLast, long moved, long channels, long[]... inputs) {
        long bytes() {
            return moved * Float.BYTES;
        }

        ModelFolder write(Path root) throws IOException {
            String arguments = String.join(
                    ", ", List.of("x: Tensor", "y: Tensor", "z: Tensor").subList(0, inputs.length));
            List<Parameter> parameters = List.of(
                    new Parameter("scale", 1, 0.1, channels),
                    new Parameter("shift", 0, 0.1, channels),
                    new Parameter("average", 0, 0.1, channels),
                    new Parameter("variance", 1, 0.1, channels));
            return ScriptArchive.write(
                    root.resolve(name.replaceAll("[^a-z0-9]+", "-")),
                    "def forward(self, " + arguments + ") -> Tensor:\n    return "
                            + formula.replaceAll("\\b(scale|shift|average|variance)\\b", "self.$1")
                            + "\n",
                    parameters,
                    List.of(inputs),
                    channelsLast);
        }
    }

    /** {@code torch.clone} of half as many bytes, which moves all of them. */
    static ModelFolder copy(Path root, long bytes) throws IOException {
        long elements = Math.max(bytes / 2 / Float.BYTES, 1);
        return ScriptArchive.write(
                root.resolve("copy" + elements),
                "def forward(self, x: Tensor) -> Tensor:\n    return torch.clone(x)\n",
                List.of(),
                List.of(new long[] {elements}));
    }

    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        both(
                cases,
                "max_pool 3x3/2 of 64x112x112",
                "torch.max_pool2d(x, [3, 3], [2, 2], [1, 1])",
                64,
                112,
                56 * 56 * 64);
        both(cases, "avg_pool 2x2/2 of 128x56x56", "torch.avg_pool2d(x, [2, 2], [2, 2])", 128, 56, 28 * 28 * 128);
        both(cases, "adaptive_avg_pool to 1 of 512x14x14", "torch.adaptive_avg_pool2d(x, [1, 1])", 512, 14, 512);
        both(cases, "mean over h, w of 256x28x28", "torch.mean(x, [2, 3], True)", 256, 28, 256);
        both(cases, "batch_norm of 256x28x28", batchNorm("x"), 256, 28, 256 * 28 * 28);
        both(cases, "batch_norm + relu of 256x28x28", "torch.relu(" + batchNorm("x") + ")", 256, 28, 256 * 28 * 28);
        both(
                cases,
                "group_norm 32 of 256x28x28",
                "torch.group_norm(x, 32, scale, shift, 1e-5)",
                256,
                28,
                256 * 28 * 28);
        both(
                cases,
                "instance_norm of 64x56x56",
                "torch.instance_norm(x, scale, shift, None, None, True, 0.1, 1e-5, False)",
                64,
                56,
                64 * 56 * 56);
        both(
                cases,
                "upsample nearest x2 of 128x28x28",
                "torch.upsample_nearest2d(x, [56, 56])",
                128,
                28,
                128 * 56 * 56);
        both(
                cases,
                "upsample bilinear x2 of 128x28x28",
                "torch.upsample_bilinear2d(x, [56, 56], False)",
                128,
                28,
                128 * 56 * 56);
        both(cases, "pad 1 of 64x56x56", "torch.constant_pad_nd(x, [1, 1, 1, 1], 0)", 64, 56, 64 * 58 * 58);
        both(cases, "reflection_pad 1 of 64x56x56", "torch.reflection_pad2d(x, [1, 1, 1, 1])", 64, 56, 64 * 58 * 58);
        both(cases, "pixel_shuffle 2 of 256x28x28", "torch.pixel_shuffle(x, 2)", 256, 28, 256 * 28 * 28);
        both(cases, "channel_shuffle 2 of 116x28x28", "torch.channel_shuffle(x, 2)", 116, 28, 116 * 28 * 28);
        both(cases, "roll of 96x56x56", "torch.roll(x, [3, 3], [2, 3])", 96, 56, 96 * 56 * 56);
        both(cases, "softmax over channels of 21x64x64", "torch.softmax(x, 1)", 21, 64, 21 * 64 * 64);
        both(cases, "relu of 64x56x56", "torch.relu(x)", 64, 56, 64 * 56 * 56);
        both(cases, "hardswish of 96x56x56", "torch.hardswish(x)", 96, 56, 96 * 56 * 56);
        both(cases, "to nchw of 64x56x56", "torch.contiguous(x, memory_format=0)", 64, 56, 64 * 56 * 56);
        both(cases, "to nhwc of 64x56x56", "torch.contiguous(x, memory_format=2)", 64, 56, 64 * 56 * 56);
        for (boolean last : new boolean[] {false, true}) {
            long[] image = {1, 64, 56, 56};
            long[] deep = {1, 256, 28, 28};
            add(cases, "cat of 2 x 64x56x56", "torch.cat([x, y], 1)", last, 4, image, image);
            add(cases, "se gate of 256x28x28", "torch.mul(x, torch.sigmoid(y))", last, 2, deep, new long[] {1, 256, 1, 1
            });
            add(cases, "add + relu of 256x28x28", "torch.relu(torch.add(x, y))", last, 3, deep, deep);
        }
        rows(cases, "layer_norm of 128x768", "torch.layer_norm(x, [768], scale, shift, 1e-5)", 2, new long[] {128, 768
        });
        rows(cases, "layer_norm of 3136x96", "torch.layer_norm(x, [96], scale, shift, 1e-5)", 2, new long[] {3136, 96});
        rows(cases, "softmax of 12x128x128", "torch.softmax(x, -1)", 2, new long[] {12, 128, 128});
        rows(cases, "sum over rows of 1024x768", "torch.sum(x, [0])", 1, new long[] {1024, 768});
        rows(cases, "transpose of 1024x768", "torch.contiguous(torch.t(x))", 2, new long[] {1024, 768});
        rows(cases, "heads of 128x12x64", "torch.contiguous(torch.permute(x, [1, 0, 2]))", 2, new long[] {128, 12, 64});
        rows(cases, "gelu of 128x3072", "torch.gelu(x)", 2, new long[] {128, 3072});
        rows(
                cases,
                "gelu by hand of 128x3072",
                "torch.mul(torch.mul(x, 0.5), torch.add(torch.tanh(torch.mul(torch.add(x, torch.mul(torch.mul(torch.mul(x, x), x),"
                        + " 0.044715)), 0.7978845608)), 1.0))",
                2,
                new long[] {128, 3072});
        rows(cases, "x sigmoid(x) of 128x3072", "torch.mul(x, torch.sigmoid(x))", 2, new long[] {128, 3072});
        rows(
                cases,
                "hardswish by hand of 128x3072",
                "torch.div(torch.mul(x, torch.clamp(torch.add(x, 3), 0, 6)), 6)",
                2,
                new long[] {128, 3072});
        rows(
                cases,
                "rms_norm by hand of 128x768",
                "torch.mul(torch.mul(x, torch.rsqrt(torch.add(torch.mean(torch.mul(x, x), [-1], True), 1e-6))), scale)",
                2,
                new long[] {128, 768});
        rows(
                cases,
                "layer scale + add of 197x768",
                "torch.add(torch.mul(x, scale), y)",
                3,
                new long[] {197, 768},
                new long[] {197, 768});
        rows(
                cases,
                "rotary of 12x128x64",
                "torch.add(torch.mul(x, y), torch.mul(torch.cat([torch.neg(torch.slice(x, -1, 32)), torch.slice(x, -1, 0, 32)], -1), z))",
                2,
                new long[] {12, 128, 64},
                new long[] {128, 64},
                new long[] {128, 64});
        return cases;
    }

    private static String batchNorm(String x) {
        return "torch.batch_norm(" + x + ", scale, shift, average, variance, False, 0.1, 1e-5, False)";
    }

    /** One image of so many channels and so many rows and columns, in both layouts. */
    private static void both(List<Case> cases, String name, String formula, long channels, long size, long out) {
        long[] shape = {1, channels, size, size};
        for (boolean last : new boolean[] {false, true}) {
            cases.add(new Case(name + suffix(last), formula, last, channels * size * size + out, channels, shape));
        }
    }

    /** @param times how often as many floats as x has are read or written */
    private static void add(List<Case> cases, String name, String formula, boolean last, long times, long[]... inputs) {
        long elements = Arrays.stream(inputs[0]).reduce(1, Math::multiplyExact);
        cases.add(new Case(name + suffix(last), formula, last, times * elements, inputs[0][1], inputs));
    }

    private static void rows(List<Case> cases, String name, String formula, long times, long[]... inputs) {
        long elements = Arrays.stream(inputs[0]).reduce(1, Math::multiplyExact);
        long[] shape = inputs[0];
        cases.add(new Case(name, formula, false, times * elements, shape[shape.length - 1], inputs));
    }

    private static String suffix(boolean last) {
        return last ? " last" : "";
    }
}

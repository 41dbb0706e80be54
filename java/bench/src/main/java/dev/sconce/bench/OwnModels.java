package dev.sconce.bench;

import dev.sconce.bench.ScriptArchive.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Models that the benchmarks write themselves. */
final class OwnModels {
    private OwnModels() {}

    /** The product of two square matrices: {@code aten::mm} as a program reaches it. */
    static ModelFolder mm(Path root, int size) throws IOException {
        return ScriptArchive.write(
                root.resolve("mm" + size),
                """
        def forward(self, a: Tensor, b: Tensor) -> Tensor:
            return torch.mm(a, b)
        """,
                List.of(),
                List.of(new long[] {size, size}, new long[] {size, size}));
    }

    /** Three linear layers: some microseconds of arithmetic. */
    static ModelFolder mlp(Path root) throws IOException {
        List<Parameter> parameters = new ArrayList<>();
        int[] widths = {64, 128, 64, 8};
        for (int i = 0; i < 3; i++) {
            double bound = 1 / Math.sqrt(widths[i]);
            parameters.add(Parameter.of("weight" + i, bound, widths[i + 1], widths[i]));
            parameters.add(Parameter.of("bias" + i, bound, widths[i + 1]));
        }
        return ScriptArchive.write(
                root.resolve("mlp"),
                """
        def forward(self, x: Tensor) -> Tensor:
            x = torch.relu(torch.linear(x, self.weight0, self.bias0))
            x = torch.relu(torch.linear(x, self.weight1, self.bias1))
            return torch.softmax(torch.linear(x, self.weight2, self.bias2), -1)
        """,
                parameters,
                List.of(new long[] {1, 64}));
    }

    /**
     * Linear layers of {@code width} to {@code width}, most of the archive, one of which only a method reads that is not called: what is
     * resident shows what of an archive is touched.
     */
    static ModelFolder wide(Path root, int width, int layers) throws IOException {
        List<Parameter> parameters = new ArrayList<>();
        StringBuilder source = new StringBuilder("def forward(self, x: Tensor) -> Tensor:\n");
        for (int i = 0; i < layers; i++) {
            parameters.add(Parameter.of("weight" + i, 1 / Math.sqrt(width), width, width));
            if (i > 0) {
                source.append("    x = torch.relu(torch.linear(x, self.weight%d))\n".formatted(i));
            }
        }
        source.append(
                "    return x\ndef other(self, x: Tensor) -> Tensor:\n    return torch.linear(x, self.weight0)\n");
        return ScriptArchive.write(
                root.resolve("wide" + width), source.toString(), parameters, List.of(new long[] {16, width}));
    }

    /** A residual network over images of 128×128: some milliseconds of convolutions. */
    static ModelFolder residual(Path root) throws IOException {
        List<Parameter> parameters = new ArrayList<>();
        StringBuilder source = new StringBuilder("def forward(self, x: Tensor) -> Tensor:\n");
        convolution(source, parameters, "stem", "x", 3, 32, 7, 2);
        source.append("    x = torch.max_pool2d(torch.relu(stem), [3, 3], [2, 2], [1, 1])\n");
        int width = 32;
        for (int block = 0; block < 6; block++) {
            boolean widens = block == 2 || block == 4;
            int to = widens ? 2 * width : width;
            int stride = widens ? 2 : 1;
            convolution(source, parameters, "a" + block, "x", width, to, 3, stride);
            convolution(source, parameters, "b" + block, "torch.relu(a" + block + ")", to, to, 3, 1);
            String shortcut = "x";
            if (widens) {
                shortcut = "s" + block;
                convolution(source, parameters, shortcut, "x", width, to, 1, stride);
            }
            source.append("    x = torch.relu(b%d + %s)\n".formatted(block, shortcut));
            width = to;
        }
        parameters.add(Parameter.of("head_weight", 1 / Math.sqrt(width), 100, width));
        parameters.add(Parameter.of("head_bias", 1 / Math.sqrt(width), 100));
        source.append("    return torch.linear(torch.mean(x, [2, 3]), self.head_weight, self.head_bias)\n");
        return ScriptArchive.write(
                root.resolve("residual"), source.toString(), parameters, List.of(new long[] {1, 3, 128, 128}));
    }

    /** {@code count} additions of 8 floats, none of which reads another's sum: what an operator costs besides its arithmetic. */
    static ModelFolder separateAdditions(Path root, int count) throws IOException {
        StringBuilder source = new StringBuilder(
                "def forward(self, x: Tensor, y: Tensor) -> Tensor:\n    out = torch.empty([" + count + ", 8])\n");
        for (int i = 0; i < count; i++) {
            source.append("    _%1$d = torch.add(x, y, out=torch.select(out, 0, %1$d))\n".formatted(i));
        }
        return ScriptArchive.write(
                root.resolve("separate-add" + count),
                source.append("    return out\n").toString(),
                List.of(),
                List.of(new long[] {8}, new long[] {8}));
    }

    /** {@code count} additions of 8 floats, each to the sum before: operators that can be joined. */
    static ModelFolder additions(Path root, int count) throws IOException {
        return ScriptArchive.write(
                root.resolve("add" + count),
                "def forward(self, x: Tensor, y: Tensor) -> Tensor:\n" + "    x = torch.add(x, y)\n".repeat(count)
                        + "    return x\n",
                List.of(),
                List.of(new long[] {8}, new long[] {8}));
    }

    /** Returns its argument: what a call of a module costs. */
    static ModelFolder identity(Path root) throws IOException {
        return ScriptArchive.write(
                root.resolve("identity"),
                "def forward(self, x: Tensor) -> Tensor:\n    return x\n",
                List.of(),
                List.of(new long[] {8}));
    }

    /** A convolution with the batch norm after it, as a statement that assigns {@code name}. */
    private static void convolution(
            StringBuilder source,
            List<Parameter> parameters,
            String name,
            String input,
            int from,
            int to,
            int kernel,
            int stride) {
        parameters.add(
                Parameter.of(name + "_weight", Math.sqrt(3.0 / (from * kernel * kernel)), to, from, kernel, kernel));
        parameters.add(new Parameter(name + "_scale", 1, 0.1, to));
        parameters.add(Parameter.of(name + "_shift", 0.1, to));
        parameters.add(Parameter.of(name + "_mean", 0.1, to));
        parameters.add(new Parameter(name + "_var", 1, 0.1, to));
        source.append("    %1$s = torch.conv2d(%2$s, self.%1$s_weight, None, [%3$d, %3$d], [%4$d, %4$d])\n"
                .formatted(name, input, stride, kernel / 2));
        source.append(
                ("    %1$s = torch.batch_norm(%1$s, self.%1$s_scale, self.%1$s_shift, self.%1$s_mean, self.%1$s_var,"
                                + " False, 0.1, 1e-5, False)\n")
                        .formatted(name));
    }
}

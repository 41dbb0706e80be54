package dev.sconce.cli;

import dev.sconce.Module;
import dev.sconce.Parallel;
import dev.sconce.Tensor;
import dev.sconce.jni.NativeLibrary;
import dev.sconce.ops.OperatorEntry;
import dev.sconce.ops.Operators;
import dev.sconce.runtime.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The other side of a {@link Probe}: measures what lines on stdin ask for, until there are no more, and answers a line each.
 *
 * <pre>
 *   arguments: mm                                          or: model MODEL INPUTS INTEROP_THREADS (0: as configured)
 *   first answer: ready BACKEND FORKS                      whether the model forks
 *   THREADS CLIENTS SECONDS                                median_ms p99_ms per_second of the calls
 *   any failure: error MESSAGE                             and the end
 * </pre>
 */
final class ProbeMain {
    /** The product of PyTorch's notes. */
    static final int MM_SIZE = 1024;

    private static final double WARM_UP_SECONDS = 0.5;

    /** What is called, by how many clients at most so far. */
    private interface Work {
        Runnable client();
    }

    private ProbeMain() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // where a model prints
        try {
            if (arguments[0].equals("mm")) {
                serve(mm(), false, answers);
            } else {
                int interop = Integer.parseInt(arguments[3]);
                if (interop > 0) {
                    Parallel.setNumInteropThreads(interop);
                }
                try (Module module = Module.load(Path.of(arguments[1]));
                        Scope ignored = Scope.open()) {
                    Inputs inputs = Inputs.load(Path.of(arguments[2]));
                    serve(() -> Load.client(module, inputs.copy()), ForkSearch.forks(module), answers);
                }
            }
        } catch (Exception | LinkageError | VirtualMachineError failed) {
            answers.println("error " + Main.describe(failed).replace('\n', ' '));
            answers.flush();
        }
    }

    private static Work mm() {
        OperatorEntry mm = Operators.table().entries("aten::mm").get(0);
        Tensor x = randn();
        Tensor y = randn();
        return () -> () -> {
            try (Scope ignored = Scope.open()) {
                mm.invoke(new Object[] {x, y});
            }
        };
    }

    private static Tensor randn() {
        Random random = new Random(0);
        float[] values = new float[MM_SIZE * MM_SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.fromBlob(values, new long[] {MM_SIZE, MM_SIZE});
    }

    private static void serve(Work work, boolean forks, PrintStream answers) throws Exception {
        List<Runnable> clients = new ArrayList<>(List.of(work.client()));
        Load.run(clients, WARM_UP_SECONDS);
        answers.println("ready " + NativeLibrary.buildInfo().get("threading") + " " + forks);
        answers.flush();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            Parallel.setNumThreads(Integer.parseInt(words[0]));
            int count = Integer.parseInt(words[1]);
            while (clients.size() < count) {
                clients.add(work.client());
            }
            Measured.Slice slice = Measured.Slice.of(Load.run(clients.subList(0, count), Double.parseDouble(words[2])));
            answers.println(slice.medianMillis() + " " + slice.p99Millis() + " " + slice.perSecond());
            answers.flush();
        }
    }
}

package dev.sconce.examples.digits;

import dev.sconce.IValue;
import dev.sconce.Module;
import dev.sconce.Parallel;
import dev.sconce.Tensor;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Classifies real handwritten digits with a network that PyTorch trained, and compares with what PyTorch made of them; the
 * files are those that {@code train.py} wrote. Exits with 1 when Sconce gets another number right than PyTorch.
 */
public final class DigitsDemo {
    private static final int BATCH = 100;
    private static final int MISTAKES_SHOWN = 5;

    private DigitsDemo() {}

    /** What the network takes an image for, and how probable it finds that, 0 to 1. */
    record Answer(int digit, double probability) {}

    /** What the training script noted of PyTorch on the same images. */
    record PyTorch(int correct, String version) {}

    /** Runs the demo; the folder is {@code arguments[0]}, or where it is in the repository. */
    public static void main(String[] arguments) throws IOException {
        // Blocks, ticks and decimal points, whatever the locale says.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Locale.setDefault(Locale.ROOT);
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "examples/digits");
        HeldOut digits = HeldOut.read(folder);
        PyTorch pyTorch = readAccuracy(folder);

        int correct;
        try (Module model = Module.load(folder.resolve("digits.pt"))) {
            List<Answer> answers = classify(model, digits);
            correct = countCorrect(answers, digits);

            out.printf("Ten of %,d handwritten digits that the network was not trained on,%n", digits.count());
            out.printf("each with Sconce's answer and its probability:%n%n");
            show(out, firstOf(digits, answers, 10, false), digits, answers);
            if (correct < digits.count()) {
                out.printf("%nOf its mistakes (what it takes them for ✗ what the label says):%n%n");
                show(out, firstOf(digits, answers, MISTAKES_SHOWN, true), digits, answers);
            }

            out.printf("%nRight of %,d held-out digits:%n", digits.count());
            out.printf("  Sconce          %5d  %5.1f %%%n", correct, 100.0 * correct / digits.count());
            out.printf(
                    "  PyTorch %-8s%5d  %5.1f %%%n",
                    pyTorch.version, pyTorch.correct, 100.0 * pyTorch.correct / digits.count());
            out.printf(
                    "%n%,.0f images a second, from pixels to answers, in batches of %d with %d threads%n",
                    imagesPerSecond(model, digits), BATCH, Parallel.getNumThreads());
        }
        if (correct != pyTorch.correct) {
            System.err.printf("Sconce and PyTorch differ: %d and %d are right%n", correct, pyTorch.correct);
            System.exit(1);
        }
    }

    /** What the network takes each image for. */
    static List<Answer> classify(Module model, HeldOut digits) {
        List<Answer> answers = new ArrayList<>();
        for (int from = 0; from < digits.count(); from += BATCH) {
            int to = Math.min(digits.count(), from + BATCH);
            long[] shape = {to - from, 1, HeldOut.SIDE, HeldOut.SIDE};
            try (Tensor images = Tensor.fromBlob(digits.images(from, to), shape);
                    Tensor output = model.forward(IValue.from(images)).toTensor()) {
                float[] logProbabilities = output.getDataAsFloatArray(); // [to - from, 10]
                for (int row = 0; row < logProbabilities.length; row += 10) {
                    int best = 0;
                    for (int digit = 1; digit < 10; digit++) {
                        if (logProbabilities[row + digit] > logProbabilities[row + best]) {
                            best = digit;
                        }
                    }
                    answers.add(new Answer(best, Math.exp(logProbabilities[row + best])));
                }
            }
        }
        return answers;
    }

    static int countCorrect(List<Answer> answers, HeldOut digits) {
        int correct = 0;
        for (int i = 0; i < answers.size(); i++) {
            correct += answers.get(i).digit == digits.labels()[i] ? 1 : 0;
        }
        return correct;
    }

    static PyTorch readAccuracy(Path folder) throws IOException {
        String json = Files.readString(folder.resolve("accuracy.json"));
        return new PyTorch(Integer.parseInt(find("\"correct\": (\\d+)", json)), find("\"torch\": \"([\\d.]+)", json));
    }

    private static String find(String pattern, String json) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(json);
        if (!matcher.find()) {
            throw new IOException("accuracy.json has no " + pattern);
        }
        return matcher.group(1);
    }

    /** The first {@code count} images, or the first that the network takes for something else. */
    private static List<Integer> firstOf(HeldOut digits, List<Answer> answers, int count, boolean onlyMistakes) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < digits.count() && found.size() < count; i++) {
            if (!onlyMistakes || answers.get(i).digit != digits.labels()[i]) {
                found.add(i);
            }
        }
        return found;
    }

    private static void show(PrintStream out, List<Integer> indices, HeldOut digits, List<Answer> answers) {
        Gallery gallery = new Gallery();
        for (int i : indices) {
            Answer answer = answers.get(i);
            String verdict = answer.digit == digits.labels()[i] ? "✓" : "✗ " + digits.labels()[i];
            gallery.add(
                    digits.image(i), String.format("%d %s %.1f %%", answer.digit, verdict, 100 * answer.probability));
        }
        out.print(gallery);
    }

    /** Classifies the images again and again: half a second to warm up, then a second by the clock. */
    private static double imagesPerSecond(Module model, HeldOut digits) {
        run(model, digits, 0.5);
        return run(model, digits, 1.0);
    }

    private static double run(Module model, HeldOut digits, double seconds) {
        long start = System.nanoTime();
        long images = 0;
        double passed;
        do {
            images += classify(model, digits).size();
            passed = (System.nanoTime() - start) / 1e9;
        } while (passed < seconds);
        return images / passed;
    }
}

package dev.sconce.bench.fresh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A process that answers requests with one library and is then over. Writes a line when it has the first answer, which who has started
 * it waits for, and then one of {@link Report}. Arguments: class of the {@link FreshModel}, folder, file of {@link RawTensor}s, threads,
 * seconds of steady work.
 */
public final class FreshProcess {
    private FreshProcess() {}

    /** The first word of the line that says that the first answer is there. */
    static final String ANSWERED = "answered";

    /**
     * @param answer the first number of the result
     * @param second milliseconds of the second request
     * @param steady median of the last half of the requests, in milliseconds
     * @param peakMegabytes most memory that was resident at a time, files that are mapped included
     */
    record Report(double answer, double second, double steady, double peakMegabytes) {
        static Report parse(String line) {
            String[] words = line.split(" ");
            return new Report(number(words[0]), number(words[1]), number(words[2]), number(words[3]));
        }

        private static double number(String word) {
            return Double.parseDouble(word);
        }

        String line() {
            return String.format(Locale.ROOT, "%.9g %.6f %.6f %.3f", answer, second, steady, peakMegabytes);
        }
    }

    public static void main(String[] arguments) throws Exception {
        FreshModel model = (FreshModel)
                Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        model.load(Path.of(arguments[1]), RawTensor.read(Path.of(arguments[2])), Integer.parseInt(arguments[3]));
        double answer = model.answer();
        System.out.println(ANSWERED);
        double second = milliseconds(model);
        List<Double> times = new ArrayList<>();
        long end = System.nanoTime() + (long) (1e9 * Double.parseDouble(arguments[4]));
        while (times.size() < 10 || System.nanoTime() < end) {
            times.add(milliseconds(model));
        }
        List<Double> late =
                times.subList(times.size() / 2, times.size()).stream().sorted().toList();
        System.out.println(new Report(answer, second, late.get(late.size() / 2), peakMegabytes()).line());
        // Some libraries take their time to go, or crash then; nobody waits for that.
        Runtime.getRuntime().halt(0);
    }

    private static double milliseconds(FreshModel model) throws Exception {
        long start = System.nanoTime();
        model.answer();
        return (System.nanoTime() - start) * 1e-6;
    }

    private static double peakMegabytes() throws Exception {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String peak =
                    lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow();
            return Double.parseDouble(peak.replaceAll("[^0-9]", "")) / 1024;
        }
    }
}

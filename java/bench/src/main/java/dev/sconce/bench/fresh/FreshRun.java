package dev.sconce.bench.fresh;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one {@link FreshProcess} showed.
 *
 * @param first seconds from the start of the process until its first answer was told
 */
public record FreshRun(double first, double answer, double secondMillis, double steadyMillis, double peakMegabytes) {

    /**
     * Starts a process and waits for it.
     *
     * @param jvm where its classes are, and options of the JVM
     * @param model class of a {@link FreshModel}
     * @param steadySeconds for which it goes on answering
     * @throws IOException with what it wrote, when it fails
     */
    public static FreshRun of(FreshJvm jvm, String model, Path folder, Path inputs, int threads, double steadySeconds)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile("sconce-bench", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(jvm.command(
                            FreshProcess.class.getName(),
                            model,
                            folder.toString(),
                            inputs.toString(),
                            Integer.toString(threads),
                            Double.toString(steadySeconds)))
                    .redirectError(errors.toFile());
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            long start = System.nanoTime();
            Process process = builder.start();
            try (BufferedReader out = process.inputReader()) {
                String line = out.readLine();
                double first = (System.nanoTime() - start) * 1e-9;
                String report = out.readLine();
                process.waitFor();
                if (!FreshProcess.ANSWERED.equals(line) || report == null) {
                    List<String> said = Files.readAllLines(errors);
                    throw new IOException(said.isEmpty() ? "it ended without an answer" : said.get(0));
                }
                FreshProcess.Report told = FreshProcess.Report.parse(report);
                return new FreshRun(first, told.answer(), told.second(), told.steady(), told.peakMegabytes());
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}

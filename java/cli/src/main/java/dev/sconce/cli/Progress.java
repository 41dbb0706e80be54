package dev.sconce.cli;

import dev.sconce.archive.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on stderr, for work that takes long: shown only on a terminal, and only when the work is not over within a second.
 * Not thread-safe.
 */
final class Progress implements AutoCloseable, ProgressListener {
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private final String task;
    private final boolean isShown;
    private final long start = System.nanoTime();
    private long total;
    private long done;
    private ProgressBar bar;

    private Progress(String task, long total, boolean isShown) {
        this.task = task;
        this.total = total;
        this.isShown = isShown;
    }

    /** For work that prints a line a step: shown where stdout goes to a file, as the lines themselves tell else. */
    static Progress ofLines(String task, long steps) {
        return new Progress(task, steps, isTerminal(2) && !isTerminal(1));
    }

    /** For work that prints nothing until it is over. */
    static Progress of(String task, long steps) {
        return new Progress(task, steps, isTerminal(2));
    }

    /** For the reading of an archive. */
    static Progress ofReading(String task) {
        return new Progress(task, -1, isTerminal(2));
    }

    /** Whether a descriptor of this process is a terminal; false where the system does not tell. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    /** One step of the work is done. */
    void advance() {
        to(done + 1);
    }

    @Override
    public void onRecord(String record, long bytes, long totalBytes) {
        total = totalBytes;
        to(bytes);
    }

    private void to(long position) {
        done = position;
        if (!isShown) {
            return;
        }
        if (bar == null && System.nanoTime() - start > PATIENCE_NANOS) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .clearDisplayOnFinish()
                    .build();
        }
        if (bar != null) {
            bar.maxHint(total);
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}

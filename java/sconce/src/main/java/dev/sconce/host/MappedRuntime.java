package dev.sconce.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A library with threads of its own, or with the kernels of a BLAS, that is mapped into this process. One that was linked statically
 * into another library cannot be seen.
 *
 * @param kind what it is
 * @param path its file
 */
public record MappedRuntime(Kind kind, String path) {
    /** What runtimes are told apart by: two of one kind in a process are one too many. */
    public enum Kind {
        OPENMP("OpenMP", "gomp|omp|omp5|iomp5|iompmt5"),
        TBB("TBB", "tbb|tbb_debug|tbb12|tbb12_debug"),
        BLAS(
                "BLAS",
                "openblas\\w*|scipy_openblas\\w*|goto2?|mkl_\\w+|blas|cblas|blas64|blis\\w*|f77blas|satlas|tatlas|flexiblas"),
        LAPACK("LAPACK", "lapack|lapacke|lapack64|flame"),
        ONEDNN("oneDNN", "dnnl|mkldnn");

        private final String title;
        private final Pattern file;

        Kind(String title, String names) {
            this.title = title;
            // Wheels add a hash to the name: libgomp-a34b3233.so.1
            this.file = Pattern.compile("lib(" + names + ")(-[\\w.-]+?)?\\.so(\\.[\\w.]+)?");
        }

        /** As people write it, such as {@code OpenMP}. */
        @Override
        public String toString() {
            return title;
        }
    }

    /** A line of {@code maps}: range, rights, offset, device, inode, path. */
    private static final Pattern LINE = Pattern.compile("\\S+ \\S+ \\S+ (\\S+ \\d+) +(/.*)");

    /** Those of this process now, in the order of kinds and addresses; none where the system does not tell. */
    public static List<MappedRuntime> ofProcess() {
        try {
            return parse(Files.readAllLines(Path.of("/proc/self/maps")));
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    /** Those that lines of {@code /proc/self/maps} show. A file under two names is one runtime. */
    static List<MappedRuntime> parse(List<String> maps) {
        Map<String, MappedRuntime> byFile = new LinkedHashMap<>();
        for (String line : maps) {
            Matcher fields = LINE.matcher(line);
            if (fields.matches()) {
                String path = fields.group(2);
                String name = path.substring(path.lastIndexOf('/') + 1).replaceFirst(" \\(deleted\\)$", "");
                for (Kind kind : Kind.values()) {
                    if (kind.file.matcher(name).matches()) {
                        byFile.putIfAbsent(fields.group(1), new MappedRuntime(kind, path));
                    }
                }
            }
        }
        List<MappedRuntime> runtimes = new ArrayList<>(byFile.values());
        runtimes.sort((a, b) -> a.kind.compareTo(b.kind));
        return runtimes;
    }

    /** A sentence for each kind of which more than one is mapped. */
    public static List<String> warnings(List<MappedRuntime> runtimes) {
        List<String> warnings = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Map<String, String> distinct = new LinkedHashMap<>();
            for (MappedRuntime runtime : runtimes) {
                if (runtime.kind == kind) {
                    distinct.putIfAbsent(runtime.implementation(), runtime.path);
                }
            }
            if (distinct.size() > 1) {
                warnings.add(distinct.size() + " " + kind + " runtimes are mapped into this process: "
                        + String.join(", ", distinct.values())
                        + ". Each may start threads of its own: let all libraries of the process use one of them");
            }
        }
        return warnings;
    }

    /** What the files of one runtime share: MKL, and a BLAS with its C interface, are several files of one folder. */
    private String implementation() {
        return kind == Kind.BLAS || kind == Kind.LAPACK ? path.substring(0, path.lastIndexOf('/')) : path;
    }
}

package dev.sconce.bench.fresh;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * How a {@link FreshProcess} is started.
 *
 * @param classPath as the JVM takes it
 * @param options of the JVM
 */
public record FreshJvm(String classPath, List<String> options) {
    /** The JVM's own messages would go to the standard output, between the program's. */
    private static final List<String> QUICK = List.of("-Xlog:disable", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** This JVM's class path, and no option that a program would not have. */
    public static FreshJvm plain() {
        return new FreshJvm(System.getProperty("java.class.path"), List.of());
    }

    /**
     * What starts soonest: only the JVM's quick compiler, and classes from an archive that a first run of the same program made.
     *
     * @param folder for the archive, and for jars of the folders of the class path, of which no archive can be made
     * @param first does that run, which also shows whether it works
     */
    public static FreshJvm quick(Path folder, String name, FirstRun first) throws IOException, InterruptedException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            jars.add(Files.isDirectory(Path.of(entry)) ? jar(Path.of(entry), folder) : entry);
        }
        String classPath = String.join(File.pathSeparator, jars);
        Path archive = folder.resolve(name.replace(' ', '-') + ".jsa");
        Files.deleteIfExists(archive);
        first.run(new FreshJvm(classPath, with("-XX:ArchiveClassesAtExit=" + archive)));
        return new FreshJvm(classPath, with("-XX:SharedArchiveFile=" + archive));
    }

    /** A run whose classes go into the archive. */
    public interface FirstRun {
        void run(FreshJvm jvm) throws IOException, InterruptedException;
    }

    private static List<String> with(String option) {
        List<String> options = new ArrayList<>(QUICK);
        options.add(option);
        return options;
    }

    /** A jar of a folder with classes; made once. */
    private static String jar(Path classes, Path folder) throws IOException {
        Path jar = folder.resolve(
                classes.toAbsolutePath().toString().replace('/', '-').substring(1) + ".jar");
        if (!Files.exists(jar)) {
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                    Stream<Path> files = Files.walk(classes)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                    Files.copy(file, out);
                }
            }
        }
        return jar.toString();
    }

    List<String> command(String... program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(program));
        return command;
    }
}

package dev.sconce.cli;

import dev.sconce.SconceException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/**
 * A model with the arguments of one call and its expected result.
 *
 * @param name the folder's path below the folder that was asked for; a further model {@code model-traced.pt} of the same folder adds its
 *     own name
 */
record TestCase(String name, Path model, Path inputs, Path expected) {
    private static final String MODEL = "model.pt";

    /**
     * The cases of all folders at and below {@code root} that hold a model.pt, linked ones too, by name; digits in names
     * count as numbers.
     */
    static List<TestCase> find(Path root) {
        if (!Files.isDirectory(root)) {
            throw new SconceException(root + ": there is no such folder");
        }
        List<Path> folders = new ArrayList<>();
        try {
            Files.walkFileTree(
                    root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            if (file.getFileName().toString().equals(MODEL)) {
                                folders.add(file.getParent());
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        /** A link to a folder above has nothing that is not found there. */
                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                            if (failed instanceof FileSystemLoopException) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw failed;
                        }
                    });
            List<TestCase> cases = new ArrayList<>();
            for (Path folder : folders) {
                addFolder(root, folder, cases);
            }
            cases.sort(Comparator.comparing(TestCase::name, TestCase::compareNaturally));
            return cases;
        } catch (IOException failed) {
            throw new SconceException(root + ": the folder cannot be read: " + failed, failed);
        }
    }

    private static void addFolder(Path root, Path folder, List<TestCase> cases) throws IOException {
        String name = folder.equals(root)
                ? root.toRealPath().getFileName().toString()
                : root.relativize(folder).toString();
        Path inputs = folder.resolve("inputs.pt");
        Path expected = folder.resolve("expected.pt");
        cases.add(new TestCase(name, folder.resolve(MODEL), inputs, expected));
        try (var models = Files.newDirectoryStream(folder, "model-*.pt")) {
            for (Path model : models) {
                String file = model.getFileName().toString();
                cases.add(new TestCase(
                        name + "/" + file.substring(0, file.length() - ".pt".length()), model, inputs, expected));
            }
        }
    }

    /** {@code case/2} before {@code case/10}. */
    private static int compareNaturally(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int endA = digitsEnd(a, i);
            int endB = digitsEnd(b, j);
            int order = endA > i && endB > j
                    ? compareNumbers(a.substring(i, endA), b.substring(j, endB))
                    : Character.compare(a.charAt(i), b.charAt(j));
            if (order != 0) {
                return order;
            }
            i = Math.max(endA, i + 1);
            j = Math.max(endB, j + 1);
        }
        int byLength = Integer.compare(a.length() - i, b.length() - j);
        return byLength != 0 ? byLength : a.compareTo(b);
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static int compareNumbers(String a, String b) {
        return new java.math.BigInteger(a).compareTo(new java.math.BigInteger(b));
    }
}

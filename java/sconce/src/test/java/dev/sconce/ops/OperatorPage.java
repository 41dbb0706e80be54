package dev.sconce.ops;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * The text of docs/operators.md: PyTorch's operators by its own list of schemas, and which of them Sconce has; the calls
 * whose results are compared with PyTorch's; the scores of PyTorch's operator tests (docs/opinfo.tsv, of `sconce verify`).
 */
final class OperatorPage {
    private OperatorPage() {}

    /** PyTorch's own helpers, and what only other devices, training, sparse, nested and quantized tensors need. */
    private static final Pattern ELSEWHERE = Pattern.compile(
            "aten::(_.*|cudnn.*|miopen.*|mkldnn.*|.*_functional|.*_copy"
                    + "|.*(backward|sparse|nested|quant|jagged|coalesce|autocast|scale|zero_point|_indices|batch_norm_).*"
                    + "|rename.*|align_.*|refine_names|is_(owner|pinned|distributed|vulkan_available)|owner.*|.*_grad|grad|hspmm)");

    /** PyTorch's names with those of their overloads, in the order of the alphabet. */
    private static Map<String, Set<String>> known() {
        Map<String, Set<String>> names = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(
                        OperatorPage.class.getResourceAsStream("/dev/sconce/script/schemas.txt.gz"))),
                StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> line.contains("(")).forEach(line -> add(names, line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static void add(Map<String, Set<String>> names, String schema) {
        String full = schema.substring(0, schema.indexOf('('));
        names.computeIfAbsent(full.replaceFirst("\\..*", ""), name -> new TreeSet<>())
                .add(full);
    }

    static String text(Path scores) {
        Map<String, Set<String>> known = known();
        Map<String, Set<String>> ours = new TreeMap<>();
        for (OperatorEntry entry : Operators.table().all()) {
            add(ours, entry.schemaText());
        }
        Map<String, List<Goldens.Call>> goldens = Goldens.load();
        StringBuilder page = new StringBuilder();
        page.append("# Operators\n\n");
        page.append(
                "Which of PyTorch 2.13's operators Sconce has. Written by `scripts/operators-page`; a test holds it against the code.\n\n");
        page.append("| operators of TorchScript | PyTorch | Sconce |\n|---|---|---|\n");
        row(
                page,
                "names in `aten`, without those of the next line",
                known,
                ours,
                n -> n.startsWith("aten::") && !elsewhere(n));
        row(
                page,
                "names in `aten` for PyTorch itself, other devices, training, sparse, nested and quantized tensors",
                known,
                ours,
                n -> n.startsWith("aten::") && elsewhere(n));
        row(page, "names in `prim`, `prims`, `quantized` and others", known, ours, n -> !n.startsWith("aten::"));
        overloads(page, known, ours);
        page.append("\n## Compared with PyTorch\n\n");
        long calls = goldens.values().stream().mapToLong(List::size).sum();
        page.append("The tests repeat ").append(calls).append(" calls of ").append(goldens.size());
        page.append(" overloads and compare every result with PyTorch's, with one thread and with several.\n\n");
        scores(page, scores);
        page.append(
                "## What is there\n\nIn brackets: overloads that are there of those that PyTorch has, where some are missing.\n\n");
        list(
                page,
                ours.keySet().stream()
                        .filter(known::containsKey)
                        .map(name -> shown(name, known.get(name), ours.get(name)))
                        .toList());
        page.append(
                "\n## What is missing\n\nOf `aten`, without those for PyTorch itself (`_…`), other devices, training, sparse, nested and quantized tensors.\n\n");
        list(
                page,
                known.keySet().stream()
                        .filter(name -> name.startsWith("aten::") && !elsewhere(name) && !ours.containsKey(name))
                        .map(name -> name.substring("aten::".length()))
                        .toList());
        return page.toString();
    }

    private static boolean elsewhere(String name) {
        return ELSEWHERE.matcher(name).matches();
    }

    private static void row(
            StringBuilder page,
            String title,
            Map<String, Set<String>> known,
            Map<String, Set<String>> ours,
            Predicate<String> which) {
        List<String> names = known.keySet().stream().filter(which).toList();
        long have = names.stream().filter(ours::containsKey).count();
        page.append("| ")
                .append(title)
                .append(" | ")
                .append(names.size())
                .append(" | ")
                .append(have)
                .append(" |\n");
    }

    private static void overloads(StringBuilder page, Map<String, Set<String>> known, Map<String, Set<String>> ours) {
        Set<String> all = known.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        Set<String> have = ours.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        have.retainAll(all);
        page.append("| overloads of all names | ")
                .append(all.size())
                .append(" | ")
                .append(have.size())
                .append(" |\n");
    }

    private static void scores(StringBuilder page, Path scores) {
        page.append("PyTorch's own operator tests (OpInfo), one traced call each, by `sconce verify --seed 42`;"
                + " [coverage.md](coverage.md) says why some differ:\n\n");
        page.append("| dtype | cases | passed | wrong | unsupported | errors |\n|---|---|---|---|---|---|\n");
        try {
            for (String line : Files.readAllLines(scores)) {
                if (!line.isBlank()) {
                    page.append("| ").append(line.strip().replace("\t", " | ")).append(" |\n");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        page.append('\n');
    }

    private static String shown(String name, Set<String> known, Set<String> ours) {
        Set<String> have = new TreeSet<>(ours);
        have.retainAll(known);
        String plain = name.replaceFirst("^aten::", "");
        return have.size() == known.size() ? plain : plain + " (" + have.size() + "/" + known.size() + ")";
    }

    /** A paragraph for each first letter. */
    private static void list(StringBuilder page, List<String> names) {
        Map<Character, List<String>> letters = new TreeMap<>();
        for (String name : names) {
            letters.computeIfAbsent(name.contains("::") ? ':' : name.charAt(0), letter -> new ArrayList<>())
                    .add(name);
        }
        letters.values().forEach(group -> page.append("    ")
                .append(wrapped(String.join(" ", group)))
                .append("\n"));
    }

    /** In lines of at most 120 columns. */
    private static String wrapped(String text) {
        StringBuilder lines = new StringBuilder();
        int column = 4;
        for (String word : text.replace(" (", "\u00a0(").split(" ")) {
            if (column + word.length() > 120) {
                lines.setLength(lines.length() - 1);
                lines.append("\n    ");
                column = 4;
            }
            lines.append(word).append(' ');
            column += word.length() + 1;
        }
        return lines.toString().stripTrailing().replace('\u00a0', ' ');
    }
}

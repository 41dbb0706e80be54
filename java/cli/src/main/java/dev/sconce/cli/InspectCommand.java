package dev.sconce.cli;

import dev.sconce.SconceException;
import dev.sconce.Tensor;
import dev.sconce.cli.Inspection.NamedTensor;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.runtime.Storage;
import dev.sconce.script.MissingOperator;
import dev.sconce.script.OperatorCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sconce inspect}: what a model is made of. Runs nothing, and loads no native library. */
@Command(
        name = "inspect",
        description = {
            "Shows what a model is made of, without running it.",
            "",
            "By default a summary: classes with their methods, parameters, operators, and all that is not supported. Nothing native is"
                    + " loaded."
        },
        footer = {
            "",
            "Examples:",
            "  sconce inspect model.pt",
            "  sconce inspect model.pt --operators",
            "  sconce inspect model.pt --memory --json memory.json"
        })
final class InspectCommand extends Subcommand {
    private static final String UNSUPPORTED = "UNSUPPORTED";

    @Parameters(paramLabel = "MODEL", description = "A file of torch.jit.save.")
    private Path model;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private View view = new View();

    private static final class View {
        @Option(names = "--code", description = "The TorchScript source of all classes.")
        private boolean code;

        @Option(names = "--graph", description = "The graph of each method.")
        private boolean graph;

        @Option(
                names = "--operators",
                description = "Each operator, how often the source calls it, whether it is supported.")
        private boolean operators;

        @Option(
                names = "--memory",
                description = "Each tensor, its dtype, shape and bytes; shared memory counted once.")
        private boolean memory;
    }

    @Override
    Integer run() {
        try (Progress progress = Progress.ofReading("reading");
                Inspection inspection = new Inspection(model, progress)) {
            Map<String, Object> results = new LinkedHashMap<>();
            results.put("model", model.toString());
            if (view.code) {
                code(inspection, results);
            } else if (view.graph) {
                graphs(inspection, results);
            } else if (view.operators) {
                operators(inspection, results);
            } else if (view.memory) {
                memory(inspection, results);
            } else {
                summary(inspection, results);
            }
            writeJson(results);
        }
        return Main.OK;
    }

    private void summary(Inspection inspection, Map<String, Object> results) {
        line("model", model.toString());
        line(
                "format",
                "torch.jit.save, file format version " + inspection.archive().version());
        results.put("version", inspection.archive().version());
        inspection.archive().serializationId().ifPresent(id -> {
            line("serialization id", id);
            results.put("serialization_id", id);
        });
        line("class", inspection.root().type().qualifiedName());
        results.put("class", inspection.root().type().qualifiedName());
        classes(inspection, results);
        totals(inspection, results);
        operators(inspection, results);
    }

    private void line(String name, String value) {
        out().println(name + ": " + value);
    }

    private void classes(Inspection inspection, Map<String, Object> results) {
        Map<String, Object> classes = new LinkedHashMap<>();
        out().println("classes: " + inspection.classes().size());
        for (ClassType type : inspection.classes().values()) {
            out().println("  " + type.qualifiedName());
            List<String> methods = new ArrayList<>();
            for (Function method : type.methods()) {
                methods.add(schema(method));
                out().println("    " + methods.get(methods.size() - 1));
            }
            classes.put(type.qualifiedName(), methods);
        }
        results.put("classes", classes);
    }

    /** The schema; of a method that does not say what it returns and cannot be compiled, its name. */
    private static String schema(Function method) {
        try {
            return method.schema().toString();
        } catch (SconceException failed) {
            return method.name() + "(…), which cannot be compiled";
        }
    }

    private void code(Inspection inspection, Map<String, Object> results) {
        Map<String, String> sources = inspection.sources();
        sources.forEach((record, text) -> {
            out().println("# " + record);
            out().println(text);
        });
        results.put("code", sources);
    }

    private void graphs(Inspection inspection, Map<String, Object> results) {
        Map<String, String> graphs = new LinkedHashMap<>();
        for (Function function : inspection.functions()) {
            String text;
            try {
                text = function.graph().toString();
            } catch (SconceException failed) {
                text = "cannot be compiled: " + failed.getMessage();
            }
            out().println("# " + function.qualifiedName());
            out().println(text);
            graphs.put(function.qualifiedName(), text);
        }
        results.put("graphs", graphs);
    }

    /** Each operator with the number of its calls; then all that is not supported, with each place that calls it. */
    private void operators(Inspection inspection, Map<String, Object> results) {
        List<SconceException> problems = inspection.problems();
        Set<String> missing = new HashSet<>();
        problems.forEach(problem -> {
            if (problem instanceof MissingOperator of) {
                missing.add(of.operator());
            }
        });
        Map<String, List<OperatorCall>> calls = inspection.operatorCalls();
        List<Map<String, Object>> rows = new ArrayList<>();
        out().println("operators: " + calls.size());
        calls.forEach((operator, places) -> {
            boolean isSupported = !missing.contains(operator);
            out().println(String.format(
                    Locale.ROOT, "  %-40s %5d  %s", operator, places.size(), isSupported ? "supported" : UNSUPPORTED));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("operator", operator);
            row.put("calls", places.size());
            row.put("supported", isSupported);
            rows.add(row);
        });
        results.put("operators", rows);
        for (SconceException problem : problems) {
            out().println(UNSUPPORTED + " " + problem.getMessage());
            if (problem instanceof MissingOperator of) {
                calls.getOrDefault(of.operator(), List.of()).stream()
                        .filter(place -> place.range().start() != of.range().start()
                                || !place.range().file().equals(of.range().file()))
                        .forEach(place -> out().println("  called also at " + place.range()));
            }
        }
        if (problems.isEmpty()) {
            out().println("all of it is supported");
        }
        results.put("unsupported", problems.stream().map(Throwable::getMessage).toList());
    }

    private void totals(Inspection inspection, Map<String, Object> results) {
        for (String kind : List.of("parameter", "buffer", "attribute", "state", "constant")) {
            List<NamedTensor> of = inspection.tensors().stream()
                    .filter(t -> t.kind().equals(kind))
                    .toList();
            if (of.isEmpty()) {
                continue;
            }
            long elements = of.stream().mapToLong(t -> t.tensor().numel()).sum();
            long bytes = of.stream().mapToLong(NamedTensor::bytes).sum();
            line(kind + " tensors", of.size() + ", " + elements + " elements, " + bytes + " bytes");
            results.put(kind + "s", Map.of("tensors", of.size(), "elements", elements, "bytes", bytes));
        }
        long storage = storageBytes(inspection);
        line("memory", storage + " bytes, shared memory counted once");
        results.put("storage_bytes", storage);
    }

    private static long storageBytes(Inspection inspection) {
        Map<Storage, Boolean> storages = new IdentityHashMap<>();
        inspection.tensors().forEach(t -> storages.put(t.tensor().storage(), true));
        return storages.keySet().stream().mapToLong(Storage::bytes).sum();
    }

    private void memory(Inspection inspection, Map<String, Object> results) {
        Map<Storage, String> owners = new IdentityHashMap<>();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (NamedTensor named : inspection.tensors()) {
            Tensor tensor = named.tensor();
            String owner = owners.putIfAbsent(tensor.storage(), named.path());
            out().println(named.path() + "  " + named.kind() + "  " + tensor.dtype() + "  "
                    + Arrays.toString(tensor.sizes()) + "  " + named.bytes()
                    + (owner == null ? "" : "  shares the memory of " + owner));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", named.path());
            row.put("kind", named.kind());
            row.put("dtype", tensor.dtype().toString());
            row.put("shape", tensor.shape());
            row.put("strides", tensor.strides());
            row.put("bytes", named.bytes());
            row.put("storage_bytes", tensor.storage().bytes());
            row.put("shares_memory_of", owner);
            rows.add(row);
        }
        long storage = storageBytes(inspection);
        out().println(inspection.tensors().size() + " tensors, " + storage + " bytes, shared memory counted once");
        results.put("tensors", rows);
        results.put("storage_bytes", storage);
    }
}

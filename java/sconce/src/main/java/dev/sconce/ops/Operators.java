package dev.sconce.ops;

import dev.sconce.SconceException;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Type;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of all operators, as the annotation processor wrote it from the {@link Operator} methods. Reading it loads
 * neither operator classes nor the native library. Immutable and thread-safe after loading.
 */
public final class Operators {
    /** A line an operator: invoker class, index, schema, separated by tabs. */
    public static final String RESOURCE = "META-INF/sconce/operators.tsv";

    private static final class Holder {
        static final Operators TABLE = new Operators();
    }

    private final Map<String, List<OperatorEntry>> byName = new HashMap<>();
    private final Map<String, List<FunctionSchema>> overloads = new HashMap<>();
    private final Map<FunctionSchema, OperatorEntry> bySchema = new IdentityHashMap<>();

    private Operators() {
        try (InputStream in = Operators.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new SconceException(
                        RESOURCE + " is missing from the library: rebuild it with annotation processing");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", 3);
                OperatorEntry entry = new OperatorEntry(fields[2], fields[0], Integer.parseInt(fields[1]));
                byName.computeIfAbsent(nameOf(fields[2]), n -> new ArrayList<>(4))
                        .add(entry);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(RESOURCE, broken);
        }
    }

    private static String nameOf(String schema) {
        String full = schema.substring(0, schema.indexOf('('));
        int dot = full.indexOf('.', full.indexOf("::"));
        return dot < 0 ? full : full.substring(0, dot);
    }

    public static Operators table() {
        return Holder.TABLE;
    }

    /** The overloads of an operator such as {@code aten::add}, in the order of the table; empty where it is unknown. */
    public List<OperatorEntry> entries(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /**
     * The schemas of an operator's overloads in the order in which they are tried, each time the same objects. Overloads that take a
     * number of any kind come after those of int and float, as in PyTorch: they would match first, and give a number of any kind.
     */
    public synchronized List<FunctionSchema> overloads(String name) {
        return overloads.computeIfAbsent(name, n -> entries(n).stream()
                .map(entry -> {
                    bySchema.put(entry.schema(), entry);
                    return entry.schema();
                })
                .sorted(Comparator.comparing(Operators::takesAnyNumber))
                .toList());
    }

    private static boolean takesAnyNumber(FunctionSchema schema) {
        return !schema.arguments().isEmpty() && schema.arguments().get(0).type() == Type.NUMBER;
    }

    /**
     * The operator of a schema that {@link #overloads} gave, or an equal one (by name and overload); null where there
     * is none.
     */
    public synchronized OperatorEntry entry(FunctionSchema schema) {
        OperatorEntry known = bySchema.get(schema);
        if (known != null) {
            return known;
        }
        return entries(schema.name()).stream()
                .filter(e -> e.schema().overload().equals(schema.overload()))
                .findFirst()
                .orElse(null);
    }

    /** All operators. */
    public Collection<OperatorEntry> all() {
        return byName.values().stream().flatMap(List::stream).toList();
    }
}

package dev.sconce.ops;

import dev.sconce.SconceException;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of all operators, as the annotation processor wrote it from the {@link Operator} methods. Reading it loads
 * neither operator classes nor the native library, and makes objects only of operators that are asked for: a model needs some dozens of
 * thousands, at its first call, when nothing of the JVM is warm. Thread-safe.
 */
public final class Operators {
    /**
     * A line an operator: invoker class, index, schema, separated by tabs. The lines stand in {@value #BUCKETS} buckets, by their names'
     * hash codes; before them, a line with the bytes of each bucket.
     */
    public static final String RESOURCE = "META-INF/sconce/operators.tsv";

    private static final int BUCKETS = 256;

    private static final class Holder {
        static final Operators TABLE = new Operators();
    }

    private final byte[] table;
    /** Where each bucket begins, and the last one ends. */
    private final int[] begins = new int[BUCKETS + 1];

    private final boolean[] read = new boolean[BUCKETS];
    private final Map<String, List<OperatorEntry>> byName = new HashMap<>();
    private final Map<String, List<FunctionSchema>> overloads = new HashMap<>();
    private final Map<FunctionSchema, OperatorEntry> bySchema = new IdentityHashMap<>();

    private Operators() {
        try (InputStream in = Operators.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new SconceException(
                        RESOURCE + " is missing from the library: rebuild it with annotation processing");
            }
            table = in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(RESOURCE, broken);
        }
        int at = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            int bytes = 0;
            for (; table[at] >= '0'; at++) {
                bytes = 10 * bytes + table[at] - '0';
            }
            begins[bucket + 1] = begins[bucket] + bytes;
            at++; // a space, or the line's end
        }
        for (int bucket = 0; bucket <= BUCKETS; bucket++) {
            begins[bucket] += at;
        }
    }

    private void read(int bucket) {
        if (read[bucket]) {
            return;
        }
        read[bucket] = true;
        int from = begins[bucket];
        String lines = new String(table, from, begins[bucket + 1] - from, StandardCharsets.UTF_8);
        for (int at = 0; at < lines.length(); ) {
            int index = lines.indexOf('\t', at) + 1;
            int schema = lines.indexOf('\t', index) + 1;
            int end = lines.indexOf('\n', schema);
            String text = lines.substring(schema, end);
            List<OperatorEntry> entries = byName.get(nameOf(text));
            if (entries == null) {
                entries = new ArrayList<>(4);
                byName.put(nameOf(text), entries);
            }
            entries.add(new OperatorEntry(
                    text, lines.substring(at, index - 1), Integer.parseInt(lines.substring(index, schema - 1))));
            at = end + 1;
        }
    }

    /** A schema's name without overload: {@code aten::add}. */
    static String nameOf(String schema) {
        int end = schema.indexOf('(');
        int dot = schema.indexOf('.');
        return schema.substring(0, dot < 0 ? end : Math.min(dot, end));
    }

    public static Operators table() {
        return Holder.TABLE;
    }

    /** The overloads of an operator such as {@code aten::add}, in the order of the table; empty where it is unknown. */
    public synchronized List<OperatorEntry> entries(String name) {
        read(name.hashCode() & BUCKETS - 1);
        return byName.getOrDefault(name, List.of());
    }

    /**
     * The schemas of an operator's overloads in the order in which they are tried, each time the same objects. Overloads that take a
     * number of any kind come after those of int and float, as in PyTorch: they would match first, and give a number of any kind.
     */
    public synchronized List<FunctionSchema> overloads(String name) {
        List<FunctionSchema> known = overloads.get(name);
        if (known != null) {
            return known;
        }
        List<FunctionSchema> ordered = new ArrayList<>();
        List<FunctionSchema> ofAnyNumber = new ArrayList<>();
        for (OperatorEntry entry : entries(name)) {
            FunctionSchema schema = entry.schema();
            bySchema.put(schema, entry);
            (takesAnyNumber(schema) ? ofAnyNumber : ordered).add(schema);
        }
        ordered.addAll(ofAnyNumber);
        overloads.put(name, List.copyOf(ordered));
        return overloads.get(name);
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
        for (OperatorEntry entry : entries(schema.name())) {
            if (entry.schema().overload().equals(schema.overload())) {
                return entry;
            }
        }
        return null;
    }

    /** All operators. */
    public synchronized Collection<OperatorEntry> all() {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            read(bucket);
        }
        return byName.values().stream().flatMap(List::stream).toList();
    }
}

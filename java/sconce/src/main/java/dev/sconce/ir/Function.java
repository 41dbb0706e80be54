package dev.sconce.ir;

import java.util.function.Supplier;

/**
 * A function or method of a model: its schema, and its graph, which is compiled from source when first asked for.
 * Thread-safe: the graph is compiled once.
 */
public final class Function {
    private final String qualifiedName;
    private final Supplier<FunctionSchema> schemaSource;
    private final Supplier<Graph> graphSource;
    private final Object lock;
    private volatile FunctionSchema schema;
    private volatile Graph graph;
    /** What the executor made of the graph; owned by {@code exec}, opaque here. */
    public volatile Object executable;

    public Function(String qualifiedName, Supplier<FunctionSchema> schemaSource, Supplier<Graph> graphSource) {
        this(qualifiedName, schemaSource, graphSource, new Object());
    }

    /**
     * @param lock held while schema and graph are made: one for all functions that are compiled together, as compiling one asks
     *     for the others' schemas
     */
    public Function(
            String qualifiedName, Supplier<FunctionSchema> schemaSource, Supplier<Graph> graphSource, Object lock) {
        this.qualifiedName = qualifiedName;
        this.lock = lock;
        this.schemaSource = schemaSource;
        this.graphSource = graphSource;
    }

    /** For instance {@code __torch__.Net.forward}. */
    public String qualifiedName() {
        return qualifiedName;
    }

    /** The last part of the qualified name. */
    public String name() {
        return qualifiedName.substring(qualifiedName.lastIndexOf('.') + 1);
    }

    /** Arguments (self first, for a method) and result. */
    public FunctionSchema schema() {
        FunctionSchema known = schema;
        if (known == null) {
            synchronized (lock) {
                known = schema;
                if (known == null) {
                    known = schemaSource.get();
                    schema = known;
                }
            }
        }
        return known;
    }

    public Graph graph() {
        Graph known = graph;
        if (known == null) {
            synchronized (lock) {
                known = graph;
                if (known == null) {
                    known = graphSource.get();
                    graph = known;
                }
            }
        }
        return known;
    }

    @Override
    public String toString() {
        return qualifiedName;
    }
}

package dev.sconce.exec;

import dev.sconce.LoadOptions;
import dev.sconce.SconceException;
import dev.sconce.Tensor;
import dev.sconce.ir.Function;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphCopy;
import dev.sconce.ops.Operators;
import dev.sconce.pass.InnerMethods;
import dev.sconce.pass.Optimizer;
import dev.sconce.pass.ParallelBranches;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.Storage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The methods of one module as they are run: optimised, each at its first call. Holds the module, and what its code refers to. A
 * running call holds it in turn. Thread-safe.
 */
public final class ModuleMethods extends RefCounted {
    private final ObjectValue module;
    private final LoadOptions options;
    private final Map<String, Function> methods = new LinkedHashMap<>();
    private final List<Object> constants = new ArrayList<>();
    /** The methods' graphs, frozen together, but for inner ones; null until the first call. */
    private Map<String, Graph> frozen;

    /** The first count is the caller's, also where a scope is open. */
    public ModuleMethods(ObjectValue module, LoadOptions options) {
        this.module = module;
        this.options = options;
        module.retain();
        for (Function method : module.type().methods()) {
            methods.put(
                    method.name(),
                    options.optimize()
                            ? new Function(method.qualifiedName(), method::schema, () -> optimized(method), this)
                            : method);
        }
    }

    public ObjectValue module() {
        return module;
    }

    /** The method of that name; null where there is none. */
    public Function method(String name) {
        return methods.get(name);
    }

    /** Called with this object's lock held. */
    private Graph optimized(Function method) {
        try (Scope ignored = Scope.open()) {
            if (frozen == null) {
                frozen = freeze(false);
            }
            if (!frozen.containsKey(method.name())) {
                Map<String, Graph> all = freeze(true); // an inner method is called by itself
                all.forEach(frozen::putIfAbsent);
            }
            Graph graph = frozen.get(method.name());
            if (graph == null) {
                return method.graph(); // says why it cannot be compiled
            }
            Optimizer.optimize(graph, Operators.table()::overloads, NodeEvaluator.INSTANCE);
            if (options.parallelBranches()) {
                ParallelBranches.run(graph);
            }
            hold(graph);
            forgetWhatWasFolded(graph);
            return graph;
        }
    }

    /** Gives the memory of weights back that passes have read, and of which the graph has other ones now. */
    private void forgetWhatWasFolded(Graph graph) {
        Set<Storage> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        Optimizer.forEachConstant(graph, constant -> {
            if (constant instanceof Tensor tensor) {
                needed.add(tensor.storage());
            }
        });
        for (Object constant : constants) {
            if (constant instanceof Tensor tensor && !needed.contains(tensor.storage())) {
                tensor.storage().forget();
            }
        }
    }

    /**
     * All methods, as each may write what another one reads; one that cannot be compiled writes nothing.
     *
     * @param inner also those of which another one has the whole body
     */
    private Map<String, Graph> freeze(boolean inner) {
        Map<String, Graph> graphs = new LinkedHashMap<>();
        for (Function method : module.type().methods()) {
            try {
                graphs.put(method.name(), GraphCopy.of(method.graph()));
            } catch (SconceException unusable) {
                continue;
            }
        }
        if (!inner) {
            graphs.keySet().removeAll(InnerMethods.of(graphs));
        }
        List<Graph> all = List.copyOf(graphs.values());
        Optimizer.freeze(module, all, NodeEvaluator.INSTANCE);
        all.forEach(this::hold);
        return graphs;
    }

    private void hold(Graph graph) {
        Optimizer.forEachConstant(graph, constant -> {
            RefCounted.retain(constant);
            constants.add(constant);
            if (constant instanceof Tensor tensor) {
                tensor.storage().protect();
            }
        });
    }

    @Override
    protected void destroy() {
        Executable.forgetPlans(methods.values());
        Executable.forgetPlans(List.of(module.type()));
        constants.forEach(RefCounted::release);
        module.release();
    }
}

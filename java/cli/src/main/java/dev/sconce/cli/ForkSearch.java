package dev.sconce.cli;

import dev.sconce.Module;
import dev.sconce.ir.Block;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.Node;
import java.util.HashSet;
import java.util.Set;

/** Whether a model's {@code forward} forks, itself or in what it calls: only then does the inter-op pool matter to it. */
final class ForkSearch {
    private final Set<Function> seen = new HashSet<>();

    private ForkSearch() {}

    static boolean forks(Module module) {
        return new ForkSearch().forks(module.object().type().method("forward"));
    }

    private boolean forks(Function function) {
        return function != null && seen.add(function) && forks(function.graph().block());
    }

    private boolean forks(Block block) {
        for (Node node : block.nodes()) {
            if (forks(node)) {
                return true;
            }
        }
        return false;
    }

    private boolean forks(Node node) {
        return switch (node.kind()) {
            case "prim::fork", "prim::awaitable" -> true;
            case "prim::CallFunction" -> forks((Function) node.attribute("function"));
            // A call through an interface is known when it runs only: it may lead to a fork.
            case "prim::CallMethod" ->
                !(node.input(0).type() instanceof ClassType type) || forks(type.method(node.string("name")));
            default -> node.blocks().stream().anyMatch(this::forks);
        };
    }
}

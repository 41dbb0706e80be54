package dev.sconce.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sconce.ir.Block;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every feature of the language: language.py compiles to the nodes that PyTorch compiles it to, as language.graphs has them. */
class LanguageTest {
    /** What PyTorch's clean-up after compilation moves, merges or drops. */
    private static final Set<String> NOT_COMPARED = Set.of(
            "prim::Constant",
            "prim::Uninitialized",
            "prim::TupleConstruct",
            "prim::TupleUnpack",
            "prim::unchecked_cast");

    /** Kinds that the emitter uses on its way and must not leave. */
    private static final Set<String> INTERMEDIATE = Set.of(
            "prim::Load",
            "prim::Store",
            "prim::ReturnStmt",
            "prim::BreakStmt",
            "prim::ContinueStmt",
            "prim::LoopContinuation",
            "prim::Closure",
            "prim::forkClosure",
            "prim::ComprehensionScope",
            "prim::With");

    private static final CompilationUnit UNIT = Sources.unit(Sources.resource("language.py"));

    static Stream<String> comparedWithPyTorch() {
        return Sources.resource("language.graphs").lines();
    }

    static Stream<String> allFunctions() {
        return Pattern.compile("(?m)^def (\\w+)")
                .matcher(Sources.resource("language.py"))
                .results()
                .map(r -> r.group(1));
    }

    private static Graph graph(String name) {
        return Sources.verified(UNIT.findFunction("__torch__." + name));
    }

    @ParameterizedTest
    @MethodSource
    void comparedWithPyTorch(String line) {
        int colon = line.indexOf(": ");
        List<String> kinds = new ArrayList<>();
        collect(graph(line.substring(0, colon)).block(), kinds);
        assertEquals(line.substring(colon + 2), String.join(" ", kinds));
    }

    private static void collect(Block block, List<String> kinds) {
        for (Node node : block.nodes()) {
            if (NOT_COMPARED.contains(node.kind())) {
                continue;
            }
            kinds.add(node.kind());
            for (Block inner : node.blocks()) {
                kinds.add("{");
                collect(inner, kinds);
                kinds.add("}");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("allFunctions")
    void nothingIntermediateIsLeftAndEveryOperatorHasItsSchema(String name) {
        check(graph(name).block());
    }

    private static void check(Block block) {
        for (Node node : block.nodes()) {
            assertFalse(INTERMEDIATE.contains(node.kind()), node.kind());
            assertFalse(node.kind().startsWith("aten::") && node.schema() == null, node.kind());
            node.blocks().forEach(LanguageTest::check);
            if (node.has("Subgraph")) {
                check(((Graph) node.attribute("Subgraph")).block());
            }
        }
    }
}

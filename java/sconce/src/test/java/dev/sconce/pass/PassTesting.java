package dev.sconce.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphParser;
import dev.sconce.ir.GraphText;
import dev.sconce.ir.GraphVerifier;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.SchemaParser;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Runs passes on graphs in text form: before, and what they must be after. */
final class PassTesting {
    /** The operators that the texts use. */
    static final OperatorSet OPERATORS = operators(
            "aten::relu(Tensor self) -> Tensor",
            "aten::relu_(Tensor(a!) self) -> Tensor(a!)",
            "aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
            "aten::add.int(int a, int b) -> int",
            "aten::floordiv.int(int a, int b) -> int",
            "aten::gt.int(int a, int b) -> bool",
            "aten::view(Tensor(a) self, int[] size) -> Tensor(a)",
            "aten::rand(int[] size) -> Tensor",
            "aten::bernoulli(Tensor self, *, Generator? generator=None) -> Tensor",
            "aten::dropout(Tensor input, float p, bool train) -> Tensor",
            "aten::append.t(t[](a!) self, t(c -> *) el) -> t[](a!)",
            "aten::extend.t(t[](a!) self, t[] other) -> ()",
            "aten::add.t(t[] a, t[] b) -> t[]",
            "aten::__getitem__.t(t[](a) list, int idx) -> t(*)",
            "aten::linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor",
            "aten::batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var,"
                    + " bool training, float momentum, float eps, bool cudnn_enabled) -> Tensor",
            "aten::cat(Tensor[] tensors, int dim=0) -> Tensor",
            "aten::dim(Tensor self) -> int",
            "aten::unbind.int(Tensor(a -> *) self, int dim=0) -> Tensor(a)[]",
            "aten::broadcast_tensors(Tensor[] tensors) -> Tensor[]",
            "aten::len.t(t[] a) -> int",
            "aten::__is__(t1 self, t2 obj) -> bool",
            "aten::__isnot__(t1 self, t2 obj) -> bool",
            "aten::__not__(bool self) -> bool",
            "aten::wait(Future(t) self) -> t");

    private PassTesting() {}

    private static OperatorSet operators(String... texts) {
        var schemas =
                Arrays.stream(texts).map(SchemaParser::parse).collect(Collectors.groupingBy(FunctionSchema::name));
        return name -> schemas.getOrDefault(name, List.of());
    }

    static Graph parse(String text) {
        return GraphParser.parse(text, OPERATORS);
    }

    /** Requires that the pass makes {@code after} of {@code before}, and says so. */
    static void becomes(Predicate<Graph> pass, String before, String after) {
        Graph graph = parse(before);
        boolean changed = pass.test(graph);
        is(graph, after);
        assertEquals(true, changed, "the pass tells that it changed the graph");
    }

    /** Requires that the pass leaves the graph as it is, and says so. */
    static void stays(Predicate<Graph> pass, String before) {
        Graph graph = parse(before);
        boolean changed = pass.test(graph);
        is(graph, before);
        assertEquals(false, changed, "the pass tells that it did not change the graph");
    }

    static void is(Graph graph, String expected) {
        GraphVerifier.verify(graph);
        String wanted = GraphText.canonical(parse(expected));
        if (!wanted.equals(GraphText.canonical(graph))) {
            assertEquals(expected, graph.toString());
        }
    }
}

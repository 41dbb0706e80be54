package dev.sconce.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphParser;
import dev.sconce.ir.GraphText;
import dev.sconce.ir.GraphVerifier;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.SchemaParser;
import dev.sconce.ir.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
            "aten::add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor",
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
            "aten::select.int(Tensor(a) self, int dim, SymInt index) -> Tensor(a)",
            "aten::Float.Tensor(Tensor a) -> float",
            "aten::item(Tensor self) -> Scalar",
            "aten::Bool.Tensor(Tensor a) -> bool",
            "sconce::select_item(Tensor self, int dim, int index) -> Scalar",
            "sconce::select_Int(Tensor self, int dim, int index) -> int",
            "sconce::select_Float(Tensor self, int dim, int index) -> float",
            "sconce::select_Bool(Tensor self, int dim, int index) -> bool",
            "aten::__is__(t1 self, t2 obj) -> bool",
            "aten::__isnot__(t1 self, t2 obj) -> bool",
            "aten::__not__(bool self) -> bool",
            "aten::conv2d(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] dilation=1,"
                    + " int groups=1) -> Tensor",
            "aten::hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor",
            "aten::clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor",
            "aten::layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1e-05,"
                    + " bool cudnn_enable=True) -> Tensor",
            "aten::add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)",
            "aten::max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1,"
                    + " bool ceil_mode=False) -> Tensor",
            "aten::reshape(Tensor(a) self, int[] shape) -> Tensor(a)",
            "aten::sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, int? dtype=None) -> Tensor",
            "sconce::reshape(Tensor(a) self, int[] shape) -> Tensor(a)",
            "sconce::sum(Tensor self, int[1]? dim, bool keepdim=False, *, int? dtype=None) -> Tensor",
            "aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=0) -> Tensor(a)",
            "aten::stride(Tensor self) -> int[]",
            "aten::size(Tensor self) -> int[]",
            "aten::ne.int(int a, int b) -> bool",
            "aten::eq.int(int a, int b) -> bool",
            "sconce::fold_batch_norm(Tensor weight, Tensor? bias, Tensor? gamma, Tensor? beta, Tensor mean, Tensor var,"
                    + " float eps, bool transposed) -> (Tensor, Tensor)",
            "sconce::sum_weights(Tensor[] weights, Tensor?[] biases, int[] places) -> (Tensor, Tensor)",
            "sconce::identity_weight(Tensor weight) -> Tensor",
            "sconce::convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation,"
                    + " int groups, Tensor? residual, bool residual_last, str activation, float lo, float hi,"
                    + " bool channels_last, bool batched, bool keeps_sizes,"
                    + " Tensor?[]? unfolded, float eps) -> Tensor",
            "prim::NumToTensor.Scalar(Scalar a) -> Tensor",
            "aten::Int.Tensor(Tensor a) -> int",
            "aten::matmul(Tensor self, Tensor other) -> Tensor",
            "aten::addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor",
            "aten::mul.Scalar(Tensor self, Scalar other) -> Tensor",
            "aten::div.Scalar(Tensor self, Scalar other) -> Tensor",
            "aten::masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor",
            "aten::softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor",
            "aten::transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)",
            "aten::gelu(Tensor self, *, str approximate=\"none\") -> Tensor",
            "sconce::linear(Tensor input, Tensor weight, Tensor? bias, Tensor? residual, bool residual_last, str activation,"
                    + " float lo, float hi, bool keeps_sizes) -> Tensor",
            "sconce::attention(Tensor query, Tensor key_t, Tensor value, Tensor? mask, Tensor? fill, float filling,"
                    + " float scale, float divisor, bool heads_inner, bool keeps_sizes) -> Tensor",
            "sconce::window_mask(Tensor mask, Tensor query) -> Tensor",
            "aten::wait(Future(t) self) -> t");

    private PassTesting() {}

    private static OperatorSet operators(String... texts) {
        var schemas =
                Arrays.stream(texts).map(SchemaParser::parse).collect(Collectors.groupingBy(FunctionSchema::name));
        return name -> schemas.getOrDefault(name, List.of());
    }

    /** What stands where a text has a constant of type Tensor without a value, by its name; else a convolution's weight. */
    private static final Map<String, Tensor> CONSTANTS = Map.of(
            "matrix", Tensor.empty(DType.FLOAT32, 2, 3),
            "bias", Tensor.empty(DType.FLOAT32, 2),
            "square", Tensor.empty(DType.FLOAT32, 1, 1, 3, 3),
            "row", Tensor.empty(DType.FLOAT32, 1, 1, 1, 3));

    private static final Tensor WEIGHT = Tensor.empty(DType.FLOAT32, 1, 1, 1, 1);

    static Graph parse(String text) {
        Graph graph = GraphParser.parse(text, OPERATORS);
        for (Node node : graph.block().nodes()) {
            if (node.is("prim::Constant") && node.output().type() == Type.TENSOR) {
                node.set("value", CONSTANTS.getOrDefault(node.output().name(), WEIGHT));
            }
        }
        return graph;
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

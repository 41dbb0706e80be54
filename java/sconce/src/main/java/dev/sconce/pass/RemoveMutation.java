package dev.sconce.pass;

import dev.sconce.Tensor;
import dev.sconce.ir.Block;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.FunctionSchema.Argument;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import dev.sconce.ir.Value;
import java.util.List;
import java.util.Set;

/**
 * Makes {@code y = relu(x)} of {@code relu_(x)} where nobody can tell: x is a new tensor that nothing else shares
 * memory with by then, and all that reads it later reads y. As PyTorch's {@code torch._C._jit_pass_remove_mutation}. It is what
 * the passes that follow fuse; a plan gives y the memory of x anyway. What is an error in place, a result of another dtype or of larger
 * sizes than x, stays one: the first stays in place, and the new operator looks at the sizes ({@link Node#KEEPS_SIZES}).
 */
public final class RemoveMutation {
    /** In-place operators whose result has the dtype of self whatever that is, also when it is a new tensor. */
    private static final Set<String> KEEP_DTYPE = Set.of(
            "aten::relu_",
            "aten::relu6_",
            "aten::hardtanh_",
            "aten::hardswish_",
            "aten::hardsigmoid_",
            "aten::silu_",
            "aten::mish_",
            "aten::gelu_",
            "aten::elu_",
            "aten::selu_",
            "aten::celu_",
            "aten::leaky_relu_",
            "aten::dropout_",
            "aten::masked_fill_",
            "aten::neg_");

    /** Those of which the new tensor has it where all operands are of one floating dtype, or numbers. */
    private static final Set<String> KEEP_FLOATING = Set.of(
            "aten::abs_",
            "aten::add_",
            "aten::sub_",
            "aten::mul_",
            "aten::div_",
            "aten::clamp_",
            "aten::clamp_min_",
            "aten::clamp_max_",
            "aten::sigmoid_",
            "aten::tanh_",
            "aten::exp_",
            "aten::sqrt_",
            "aten::rsqrt_",
            "aten::pow_");

    private final OperatorSet operators;
    private final KnownDTypes dtypes = new KnownDTypes();
    private boolean changed;

    private RemoveMutation(OperatorSet operators) {
        this.operators = operators;
    }

    /** Whether something was rewritten. */
    public static boolean run(Graph graph, OperatorSet operators) {
        RemoveMutation pass = new RemoveMutation(operators);
        pass.block(graph.block());
        return pass.changed;
    }

    private void block(Block block) {
        for (Node node : block.nodeList()) {
            for (Block inner : node.blocks()) {
                block(inner);
            }
            FunctionSchema functional = functional(node);
            if (functional != null && isFresh(node.input(0), block) && isAloneAt(node) && keepsDtype(node)) {
                replace(node, functional);
            }
        }
    }

    /** The same operator without the trailing underscore; null where the node is none that writes to self and returns it. */
    private FunctionSchema functional(Node node) {
        FunctionSchema schema = node.schema();
        boolean known = KEEP_DTYPE.contains(node.kind()) || KEEP_FLOATING.contains(node.kind());
        if (schema == null || !known || !schema.arguments().get(0).isWrite()) {
            return null;
        }
        String name = node.kind().substring(0, node.kind().length() - 1);
        for (FunctionSchema overload : operators.overloads(name)) {
            if (takesTheSame(overload.arguments(), schema.arguments())) {
                return overload;
            }
        }
        return null;
    }

    private static boolean takesTheSame(List<Argument> some, List<Argument> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).type().equals(others.get(i).type())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the value is a tensor that a node of the block has just made, shared with nothing. */
    private static boolean isFresh(Value value, Block block) {
        Node node = value.node();
        return node.block() == block && node.schema() != null && AliasAnalysis.isNew(value);
    }

    /** Whether nothing that shares memory with self was made before the node. */
    private static boolean isAloneAt(Node node) {
        for (Value.Use use : node.input(0).uses()) {
            Node user = use.node();
            if (user != node && !makesNoAlias(user) && !node.isBefore(user)) {
                return false;
            }
        }
        return true;
    }

    private static boolean makesNoAlias(Node user) {
        if (user.schema() == null) {
            return false;
        }
        for (Value output : user.outputs()) {
            if (AliasAnalysis.isMutable(output.type()) && !AliasAnalysis.isNew(output)) {
                return false;
            }
        }
        for (Argument argument : user.schema().arguments()) {
            if (argument.alias() != null) {
                return false;
            }
        }
        return true;
    }

    private boolean keepsDtype(Node node) {
        if (KEEP_DTYPE.contains(node.kind())) {
            return true;
        }
        for (Value input : node.inputs()) {
            if (input.type() == Type.COMPLEX || input.type() == Type.NUMBER) {
                return false;
            }
            if (input.type() == Type.TENSOR && dtypes.of(input) != dtypes.of(node.input(0))) {
                return false;
            }
        }
        return dtypes.isFloating(node.input(0));
    }

    /** Whether another operand might give a new tensor larger sizes than self has: in place, that is an error. */
    private static boolean mayBeWider(Node node) {
        for (Value input : node.inputs().subList(1, node.inputs().size())) {
            boolean single = Constants.valueOf(input) instanceof Tensor tensor && tensor.dim() == 0;
            if (Types.unwrapOptional(input.type()) == Type.TENSOR && !single) {
                return true;
            }
        }
        return false;
    }

    private void replace(Node node, FunctionSchema functional) {
        Value self = node.input(0);
        Node made = Rewriting.insertBefore(node, functional, node.inputs());
        if (mayBeWider(node)) {
            made.set(Node.KEEPS_SIZES, true);
        }
        Value result = made.addOutput(node.output().type());
        if (node.output().debugName() != null) {
            result.setDebugName(node.output().debugName());
        }
        node.output().replaceAllUsesWith(result);
        for (Value.Use use : List.copyOf(self.uses())) {
            if (node.isBefore(use.node())) {
                use.node().replaceInput(use.index(), result);
            }
        }
        node.destroy();
        changed = true;
    }
}

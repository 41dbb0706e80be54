package dev.sconce.pass;

import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ir.Types;
import java.util.Set;

/**
 * What a node does beyond computing its outputs from its inputs. Writes to memory are {@link AliasAnalysis}'s matter.
 */
final class NodeEffects {
    /** Nodes without a schema that only compute; any other such node is taken to do anything. */
    private static final Set<String> STRUCTURE = Set.of(
            "prim::Constant",
            "prim::If",
            "prim::Loop",
            "prim::ListConstruct",
            "prim::ListUnpack",
            "prim::DictConstruct",
            "prim::TupleConstruct",
            "prim::TupleUnpack",
            "prim::TupleIndex",
            "prim::TupleSlice",
            "prim::GetAttr",
            "prim::SetAttr",
            "prim::CreateObject",
            "prim::EnumName",
            "prim::EnumValue",
            "prim::Uninitialized",
            "prim::isinstance",
            "prim::unchecked_cast",
            "prim::unchecked_unwrap_optional");

    private static final Set<String> EFFECTS = Set.of(
            "prim::Print",
            "prim::RaiseException",
            "prim::Enter",
            "prim::Exit",
            "aten::wait",
            "aten::warn",
            "aten::save",
            "aten::manual_seed",
            "aten::seed",
            "aten::_set_grad_enabled",
            "aten::set_grad_enabled",
            "aten::backward",
            "aten::_assert_async",
            "aten::_print");

    private static final Set<String> DROPOUT = Set.of(
            "aten::dropout",
            "aten::alpha_dropout",
            "aten::feature_dropout",
            "aten::feature_alpha_dropout",
            "aten::native_dropout",
            "aten::rrelu",
            "aten::rnn_tanh",
            "aten::rnn_relu",
            "aten::lstm",
            "aten::gru",
            "aten::scaled_dot_product_attention");

    private NodeEffects() {}

    /** Whether it is one of the nodes that stand for syntax, not for an operator. */
    static boolean isStructure(Node node) {
        return node.schema() == null && STRUCTURE.contains(node.kind());
    }

    /** Whether it does something that is seen although nobody reads its outputs; its blocks not counted. */
    static boolean hasSideEffects(Node node) {
        return EFFECTS.contains(node.kind()) || isOpaque(node);
    }

    /** Whether nothing is known of it: a call, a fork, an operator without a schema. */
    static boolean isOpaque(Node node) {
        return node.schema() == null && !isStructure(node) && !EFFECTS.contains(node.kind());
    }

    /** Whether the same inputs always give the same outputs: no random numbers. */
    static boolean isDeterministic(Node node) {
        FunctionSchema schema = node.schema();
        if (schema == null) {
            return isStructure(node);
        }
        if (DROPOUT.contains(node.kind())) {
            int train = Math.max(schema.argumentIndex("train"), schema.argumentIndex("training"));
            return train >= 0 && Boolean.FALSE.equals(Constants.valueOf(node.input(train)));
        }
        if (node.kind().startsWith("aten::rand")) {
            return false;
        }
        for (FunctionSchema.Argument argument : schema.arguments()) {
            if (Types.unwrapOptional(argument.type()) == Type.GENERATOR) {
                return false;
            }
        }
        return true;
    }
}

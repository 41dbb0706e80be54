package dev.sconce.pass;

import dev.sconce.ir.Node;
import java.util.HashMap;
import java.util.Map;

/**
 * What the one result of an operator has from its inputs, of operators that stand between the layers of networks.
 *
 * @param dtype position of the input whose dtype is the result's, where it is floating; other inputs are of the same, or do not count
 * @param keepsRank whether the result has as many dimensions as the first input
 */
record ResultTraits(int dtype, boolean keepsRank) {
    private static final Map<String, ResultTraits> OF = new HashMap<>();

    static {
        // layers, which fail where input and weight are of different dtypes
        put(
                1,
                true,
                "aten::conv1d",
                "aten::conv2d",
                "aten::conv3d",
                "aten::conv_transpose1d",
                "aten::conv_transpose2d",
                "aten::conv_transpose3d",
                "aten::convolution",
                "aten::_convolution",
                "sconce::convolution");
        put(1, false, "aten::linear"); // a weight of one dimension takes one away
        put(0, false, "aten::embedding");
        // norms, whose parameters may be wider than their input
        put(0, true, "aten::layer_norm", "aten::batch_norm", "aten::instance_norm", "aten::group_norm");
        // element by element
        put(
                0,
                true,
                "aten::relu",
                "aten::relu6",
                "aten::hardtanh",
                "aten::hardswish",
                "aten::hardsigmoid",
                "aten::silu",
                "aten::mish",
                "aten::gelu",
                "aten::elu",
                "aten::leaky_relu",
                "aten::sigmoid",
                "aten::tanh",
                "aten::dropout",
                "aten::neg",
                "aten::abs");
        // over the positions of images
        put(
                0,
                true,
                "aten::max_pool1d",
                "aten::max_pool2d",
                "aten::max_pool3d",
                "aten::avg_pool1d",
                "aten::avg_pool2d",
                "aten::avg_pool3d",
                "aten::adaptive_avg_pool1d",
                "aten::adaptive_avg_pool2d",
                "aten::adaptive_avg_pool3d",
                "aten::upsample_nearest2d",
                "aten::upsample_bilinear2d",
                "aten::constant_pad_nd");
        // views and copies
        put(0, true, "aten::permute", "aten::transpose", "aten::contiguous", "aten::slice");
        put(
                0,
                false,
                "aten::view",
                "aten::reshape",
                "aten::flatten",
                "aten::squeeze",
                "aten::unsqueeze",
                "aten::select",
                "aten::expand",
                "aten::expand_as");
    }

    private static void put(int dtype, boolean keepsRank, String... operators) {
        ResultTraits traits = new ResultTraits(dtype, keepsRank);
        for (String operator : operators) {
            OF.put(operator, traits);
        }
    }

    /** Whether the node's one result is known to have as many dimensions as its first input. */
    static boolean keepsRank(Node node) {
        ResultTraits traits = of(node);
        return traits != null && traits.keepsRank();
    }

    /** Null for an operator of which nothing is known here. */
    static ResultTraits of(Node node) {
        return OF.get(node.kind());
    }
}

package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import java.util.Set;
import java.util.function.Function;

/**
 * What an operator whose kernel has no float16 and bfloat16 does with them: it computes in float32 and rounds its results once, which is
 * at least as exact as PyTorch.
 */
final class WidenedForm {
    private static final Set<String> WIDENED = Set.of(
            ("max_pool1d max_pool2d max_pool3d max_pool1d_with_indices max_pool2d_with_indices max_pool3d_with_indices"
                            + " max_pool2d_with_indices_backward adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d"
                            + " avg_pool1d avg_pool2d avg_pool3d adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d"
                            + " _adaptive_avg_pool2d _adaptive_avg_pool3d max_unpool2d max_unpool3d"
                            + " upsample_linear1d upsample_bilinear2d upsample_trilinear3d upsample_bicubic2d"
                            + " _upsample_bilinear2d_aa _upsample_bicubic2d_aa _upsample_lanczos2d_aa"
                            + " grid_sampler grid_sampler_2d grid_sampler_3d embedding_bag _embedding_bag"
                            + " nll_loss nll_loss2d nll_loss_nd nll_loss_forward nll_loss2d_forward cross_entropy_loss"
                            + " _softmax_backward_data _log_softmax_backward_data matrix_exp linalg_matrix_exp")
                    .split(" "));

    private WidenedForm() {}

    /** Whether an operator computes so, by its name, such as {@code aten::max_pool2d}. */
    static boolean has(String operator) {
        return operator.startsWith("aten::") && WIDENED.contains(operator.substring("aten::".length()));
    }

    /** Whether some argument is of float16 or bfloat16. */
    static boolean applies(Object[] arguments) {
        return TensorArguments.first(arguments, WidenedForm::isHalf) != null;
    }

    private static boolean isHalf(Tensor tensor) {
        return HalfPrecision.is(tensor.dtype());
    }

    /**
     * The operator's result.
     *
     * @param operator on float32
     */
    static Object apply(Function<Object[], Object> operator, Object[] arguments) {
        DType dtype = TensorArguments.first(arguments, WidenedForm::isHalf).dtype();
        Object[] wide = TensorArguments.with(
                tensor -> isHalf(tensor) ? TensorIterator.cast(tensor, DType.FLOAT32) : tensor, arguments);
        return TensorArguments.results(
                operator.apply(wide),
                tensor -> tensor.dtype() == DType.FLOAT32 ? TensorIterator.cast(tensor, dtype) : tensor);
    }
}

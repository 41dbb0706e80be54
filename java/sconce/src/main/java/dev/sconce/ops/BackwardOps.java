package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** The derivatives that PyTorch has as operators of their own. */
final class BackwardOps {
    private BackwardOps() {}

    private static final Scalar ONE = Scalar.of(1L);

    @Operator(
            "aten::_softmax_backward_data(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype) -> Tensor")
    @Operator(
            "aten::_softmax_backward_data.out(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype, *, Tensor(a!) grad_input) -> Tensor(a!)")
    static Tensor softmax(Tensor gradOutput, Tensor output, long dim, DType inputDtype, Tensor out) {
        sameSizes(gradOutput, output);
        Tensor product = ArithmeticOps.mul(gradOutput, output, null);
        Tensor sum = ReductionOps.sum(product, new long[] {dim}, true, null, null);
        Tensor grad = ArithmeticOps.sub(product, ArithmeticOps.mul(output, sum, null), ONE, null);
        return Out.into(out, ConversionOps.to(grad, inputDtype, false, null));
    }

    @Operator(
            "aten::_log_softmax_backward_data(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype) -> Tensor")
    @Operator(
            "aten::_log_softmax_backward_data.out(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor logSoftmax(Tensor gradOutput, Tensor output, long dim, DType inputDtype, Tensor out) {
        sameSizes(gradOutput, output);
        Tensor sum = ReductionOps.sum(gradOutput, new long[] {dim}, true, null, null);
        Tensor shares = ArithmeticOps.mul(UnaryMathOps.exp(output, null), sum, null);
        Tensor grad = ArithmeticOps.sub(gradOutput, shares, ONE, null);
        return Out.into(out, ConversionOps.to(grad, inputDtype, false, null));
    }

    private static void sameSizes(Tensor grad, Tensor output) {
        if (!TensorInfoOps.isSameSize(grad, output)) {
            throw Checks.error(
                    "Expected tensor for argument #1 'grad' to have same size as tensor for argument #2 'output'; but %s does"
                            + " not equal %s",
                    grad.sizes(), output.sizes());
        }
    }

    @Operator("aten::native_dropout_backward(Tensor grad_output, Tensor mask, float scale) -> Tensor")
    @Operator(
            "aten::native_dropout_backward.out(Tensor grad_output, Tensor mask, float scale, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor dropout(Tensor gradOutput, Tensor mask, double scale, Tensor out) {
        return ArithmeticOps.mul(ArithmeticOps.mul(gradOutput, mask, null), Scalar.of(scale), out);
    }

    /** To where each maximum came from. */
    @Operator(
            "aten::max_pool2d_with_indices_backward(Tensor grad_output, Tensor self, int[2] kernel_size, int[2] stride, int[2] padding, int[2] dilation, bool ceil_mode, Tensor indices) -> Tensor")
    @Operator(
            "aten::max_pool2d_with_indices_backward.grad_input(Tensor grad_output, Tensor self, int[2] kernel_size, int[2] stride, int[2] padding, int[2] dilation, bool ceil_mode, Tensor indices, *, Tensor(a!) grad_input) -> Tensor(a!)")
    static Tensor maxPool2d(
            Tensor gradOutput,
            Tensor self,
            long[] kernelSize,
            long[] stride,
            long[] padding,
            long[] dilation,
            boolean ceilMode,
            Tensor indices,
            Tensor out) {
        long[] flat = Arrays.copyOf(self.sizes(), self.dim() - 1);
        flat[flat.length - 1] = self.size(-1) * self.size(-2);
        long[] flatOut = flat.clone();
        flatOut[flatOut.length - 1] = gradOutput.size(-1) * gradOutput.size(-2);
        Tensor zeros = Elements.zero(Tensor.empty(self.dtype(), flat));
        Tensor grad = ScatterOps.scatterAdd(
                zeros, -1, ViewOps.reshape(indices, flatOut), ViewOps.reshape(gradOutput, flatOut), null);
        return Out.into(out, ViewOps.view(grad, self.sizes()));
    }
}

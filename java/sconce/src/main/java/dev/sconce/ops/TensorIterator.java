package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.runtime.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a pointwise kernel over broadcast operands: the one place that decides shapes, dtypes, output strides, overlap
 * and the order of dimensions (PyTorch's TensorIterator). Used once:
 *
 * <pre>{@code
 * Tensor sum = TensorIterator.of(ADD).input(self).input(other).promote().scalar(alpha).run();
 * }</pre>
 */
public final class TensorIterator {
    private static final Kernel COPY = Kernel.of("copy");

    /** @param fixed its dtype where that is another than the computation's; null where it is cast to that */
    private record Operand(Tensor tensor, Scalar number, DType fixed) {
        DType dtype(DType computed) {
            return fixed == null ? computed : fixed;
        }
    }

    private final Kernel kernel;
    private final List<Operand> inputs = new ArrayList<>(3);
    private final List<Scalar> scalars = new ArrayList<>(2);
    private final List<Tensor> outs = new ArrayList<>(1);
    private boolean promote;
    private boolean floating;
    private boolean idempotent;
    private int outputs = 1;
    private DType compute;
    private DType result;

    private TensorIterator(Kernel kernel) {
        this.kernel = kernel;
    }

    public static TensorIterator of(Kernel kernel) {
        return new TensorIterator(kernel);
    }

    /** An operand, cast to the computation's dtype where it is another. */
    public TensorIterator input(Tensor tensor) {
        inputs.add(new Operand(tensor, null, null));
        return this;
    }

    /** A number as an operand: a 0-d tensor without storage of its own. */
    public TensorIterator input(Scalar number) {
        inputs.add(new Operand(null, number, null));
        return this;
    }

    /** An operand that keeps its dtype and does not count in promotion, such as the condition of {@code where}. */
    public TensorIterator inputAsIs(Tensor tensor) {
        inputs.add(new Operand(tensor, null, tensor.dtype()));
        return this;
    }

    /** A tensor or number as an operand that is cast to this dtype, and does not count in promotion. */
    TensorIterator inputAs(DType dtype, Object operand) {
        inputs.add(
                operand instanceof Tensor tensor
                        ? new Operand(tensor, null, dtype)
                        : new Operand(null, Convert.toScalar(operand), dtype));
        return this;
    }

    /**
     * Computes in the dtype that all inputs promote to. Without it the first input's dtype is that of the computation.
     */
    public TensorIterator promote() {
        promote = true;
        return this;
    }

    /** Promotes, and computes integers and bools in the default dtype, float32. */
    public TensorIterator promoteToFloat() {
        floating = true;
        return promote();
    }

    /** Computes in this dtype. */
    public TensorIterator compute(DType dtype) {
        compute = dtype;
        return this;
    }

    /** The kernel writes one value everywhere: so elements of what it writes to may share memory. */
    public TensorIterator idempotent() {
        idempotent = true;
        return this;
    }

    /** The kernel writes this dtype, for instance bool for comparisons; without it, the computation's. */
    public TensorIterator result(DType dtype) {
        result = dtype;
        return this;
    }

    /** How many outputs the kernel writes, of one dtype; 1 unless said. */
    public TensorIterator outputs(int number) {
        outputs = number;
        return this;
    }

    /**
     * Writes into {@code out}, values cast to its dtype. One of the inputs (an in-place operator's self) must have the
     * broadcast shape; another tensor (out=) is resized to it. Null is as if not called.
     */
    public TensorIterator out(Tensor out) {
        if (out != null) {
            outs.add(out);
        }
        return this;
    }

    /** A parameter of the kernel, after the operands. */
    public TensorIterator scalar(Scalar value) {
        scalars.add(value);
        return this;
    }

    public TensorIterator scalar(double value) {
        return scalar(Scalar.of(value));
    }

    public TensorIterator scalar(long value) {
        return scalar(Scalar.of(value));
    }

    /** Runs the kernel and returns its output. */
    public Tensor run() {
        return runAll()[0];
    }

    /** Runs the kernel and returns its outputs. */
    public Tensor[] runAll() {
        DType in = commonDtype();
        DType out = result == null ? in : result;
        long[] shape = broadcastShape();
        Tensor[] results = new Tensor[outputs];
        Tensor[] targets = new Tensor[outputs];
        int[] order = outs.isEmpty() || outs.get(0).dim() != shape.length
                ? order(shape)
                : DimensionOrder.of(shape, outs.get(0));
        for (int i = 0; i < outputs; i++) {
            if (i < outs.size()) {
                results[i] = outs.get(i);
                if (!isInput(results[i])) {
                    Out.resize(results[i], shape);
                }
                checkOut(results[i], shape, out);
                targets[i] = results[i].dtype() == out
                        ? results[i]
                        : Tensor.emptyStrided(out, shape, DimensionOrder.denseStrides(shape, order));
            } else {
                results[i] = Tensor.emptyStrided(out, shape, DimensionOrder.denseStrides(shape, order));
                targets[i] = results[i];
            }
        }
        if (Tensor.numel(shape) > 0) {
            launch(in, out, shape, order, targets);
            for (int i = 0; i < outputs; i++) {
                if (targets[i] != results[i]) {
                    copy(results[i], targets[i]);
                }
            }
        }
        return results;
    }

    private boolean isInput(Tensor tensor) {
        for (Operand operand : inputs) {
            if (operand.tensor == tensor) {
                return true;
            }
        }
        return false;
    }

    /** The dtype that the computation has with what was said so far. */
    DType commonDtype() {
        if (compute != null) {
            return compute;
        }
        DType dtype;
        if (promote) {
            TypePromotion promotion = new TypePromotion();
            for (Operand operand : inputs) {
                if (operand.fixed != null) {
                    continue;
                }
                if (operand.tensor != null) {
                    promotion.add(operand.tensor);
                } else {
                    promotion.add(operand.number);
                }
            }
            dtype = promotion.result();
        } else {
            Operand first =
                    inputs.stream().filter(o -> o.fixed == null).findFirst().orElse(inputs.get(0));
            dtype = first.tensor != null ? first.tensor.dtype() : first.number.dtype();
        }
        return floating && dtype.isIntegral(true) ? DType.FLOAT32 : dtype;
    }

    private long[] broadcastShape() {
        long[] shape = null;
        for (Operand operand : inputs) {
            if (operand.tensor != null) {
                shape = shape == null ? operand.tensor.sizes() : broadcast(shape, operand.tensor.sizes());
            }
        }
        if (shape == null) {
            shape = outs.isEmpty() ? new long[0] : outs.get(0).sizes();
        }
        return shape;
    }

    /** The shape that two shapes broadcast to ({@code torch.broadcast_shapes}). */
    public static long[] broadcast(long[] a, long[] b) {
        if (Arrays.equals(a, b)) {
            return a;
        }
        int rank = Math.max(a.length, b.length);
        long[] shape = new long[rank];
        for (int i = 0; i < rank; i++) {
            int fromA = a.length - rank + i;
            int fromB = b.length - rank + i;
            long sizeA = fromA < 0 ? 1 : a[fromA];
            long sizeB = fromB < 0 ? 1 : b[fromB];
            if (sizeA != sizeB && sizeA != 1 && sizeB != 1) {
                throw new OperatorException("The size of tensor a (" + sizeA + ") must match the size of tensor b ("
                        + sizeB + ") at non-singleton dimension " + i + ": shapes " + Arrays.toString(a) + " and "
                        + Arrays.toString(b));
            }
            shape[i] = sizeA == 1 ? sizeB : sizeA;
        }
        return shape;
    }

    /** Refuses what would be more than {@code tensor} holds where the two are computed in place; a null is nothing. */
    static void checkBroadcast(Tensor tensor, Tensor operand) {
        if (operand != null) {
            checkSizes(tensor.sizes(), broadcast(tensor.sizes(), operand.sizes()));
        }
    }

    /** Refuses to write what has one shape where there is another. */
    static void checkSizes(long[] out, long[] shape) {
        if (!Arrays.equals(out, shape)) {
            throw new OperatorException("output with shape " + Arrays.toString(out)
                    + " doesn't match the broadcast shape " + Arrays.toString(shape));
        }
    }

    private void checkOut(Tensor out, long[] shape, DType computed) {
        checkSizes(out.sizes(), shape);
        if (!canCast(computed, out.dtype())) {
            throw new OperatorException("result type " + computed.scalarTypeName()
                    + " can't be cast to the desired output type " + out.dtype().scalarTypeName());
        }
        for (int i = 0; i < shape.length && !idempotent && out.numel() > 0; i++) {
            if (shape[i] > 1 && out.strides()[i] == 0) {
                throw new OperatorException(
                        "unsupported operation: more than one element of the written-to tensor refers to a single"
                                + " memory location. Please clone() the tensor before performing the operation.");
            }
        }
    }

    /** Whether PyTorch lets a result of {@code from} go into a tensor of {@code to} ({@code torch.can_cast}). */
    public static boolean canCast(DType from, DType to) {
        if (from.isComplex() && !to.isComplex()) {
            return false;
        }
        if (from.isFloatingPoint() && to.isIntegral(true)) {
            return false;
        }
        return from == DType.BOOL || to != DType.BOOL;
    }

    /** The order of the result's dimensions in memory where nothing is given to write to. */
    private int[] order(long[] shape) {
        boolean plain = true;
        for (Operand operand : inputs) {
            plain &= operand.tensor == null
                    || (operand.tensor.dim() == shape.length && operand.tensor.isContiguous())
                    || operand.tensor.numel() == 1;
        }
        if (plain) {
            return DimensionOrder.rowMajor(shape.length);
        }
        List<long[]> strides = new ArrayList<>();
        for (Operand operand : inputs) {
            if (operand.tensor != null) {
                strides.add(DimensionOrder.expandedStrides(operand.tensor, shape));
            }
        }
        return DimensionOrder.sorted(shape, strides);
    }

    // --- the call

    private void launch(DType in, DType out, long[] shape, int[] order, Tensor[] targets) {
        int operands = targets.length + inputs.size();
        long[][] strides = new long[operands][];
        Tensor[] tensors = new Tensor[operands];
        for (int i = 0; i < targets.length; i++) {
            tensors[i] = targets[i];
            strides[i] = targets[i].strides().clone();
        }
        for (int i = 0; i < inputs.size(); i++) {
            Operand operand = inputs.get(i);
            if (operand.tensor == null) {
                strides[targets.length + i] = new long[shape.length];
                continue;
            }
            DType wanted = operand.dtype(in);
            Tensor tensor = operand.tensor.dtype() == wanted ? operand.tensor : cast(operand.tensor, wanted);
            tensor = withoutOverlap(tensor, shape, targets);
            tensors[targets.length + i] = tensor;
            strides[targets.length + i] = DimensionOrder.expandedStrides(tensor, shape);
        }
        long[] sizes = shape.clone();
        int[] kept = DimensionOrder.coalesce(sizes, DimensionOrder.reversed(order), Arrays.asList(strides));
        emit(kernel.call(), in, out, sizes, kept, strides, tensors, targets.length)
                .run();
    }

    /** An input that shares memory with an output other than element by element is read from a copy. */
    private static Tensor withoutOverlap(Tensor input, long[] shape, Tensor[] targets) {
        for (Tensor target : targets) {
            if (input.storage() == target.storage()
                    && meet(input, target)
                    && !(input.storageOffset() == target.storageOffset()
                            && input.dtype() == target.dtype()
                            && Arrays.equals(DimensionOrder.expandedStrides(input, shape), target.strides()))) {
                return cast(input, input.dtype());
            }
        }
        return input;
    }

    /** Whether the ranges of memory that two tensors of one storage span have bytes in common. */
    private static boolean meet(Tensor a, Tensor b) {
        long startA = a.storageOffset() * a.dtype().itemSize();
        long startB = b.storageOffset() * b.dtype().itemSize();
        return startA
                        < startB
                                + Strides.extent(b.sizes(), b.strides())
                                        * b.dtype().itemSize()
                && startB
                        < startA
                                + Strides.extent(a.sizes(), a.strides())
                                        * a.dtype().itemSize();
    }

    private KernelCall emit(
            KernelCall call,
            DType in,
            DType out,
            long[] sizes,
            int[] dims,
            long[][] strides,
            Tensor[] tensors,
            int written) {
        call.i64(dims.length).i64(tensors.length).dtype(in).dtype(out).i64(scalars.size());
        for (int d : dims) {
            call.i64(sizes[d]);
        }
        int[] numbers = new int[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            Tensor tensor = tensors[i];
            if (tensor == null) {
                numbers[i] = call.placeholder();
            } else if (i < written) {
                call.write(tensor);
            } else {
                call.read(tensor);
            }
            long item = tensor == null ? 0 : tensor.dtype().itemSize();
            for (int d : dims) {
                call.i64(strides[i][d] * item);
            }
        }
        for (Scalar scalar : scalars) {
            call.f64(scalar.toDouble());
            call.i64(scalar.isFloatingPoint() ? (long) scalar.toDouble() : scalar.toLong());
        }
        for (int i = written; i < tensors.length; i++) {
            if (tensors[i] == null) {
                call.pointTo(numbers[i]);
                Operand operand = inputs.get(i - written);
                ScalarBits.put(call, operand.number, operand.dtype(in));
            }
        }
        return call;
    }

    // --- copying

    /** A copy in another dtype (or the same), with the strides that {@code empty_like} keeps. */
    static Tensor cast(Tensor tensor, DType dtype) {
        return TensorIterator.of(COPY).input(tensor).result(dtype).run();
    }

    /**
     * Copies {@code source}, broadcast and cast, into {@code destination} ({@code Tensor.copy_}). Between quantized tensors it copies
     * integers: they must have one quantizer.
     */
    static void copy(Tensor destination, Tensor source) {
        if (destination.dtype().isQuantized() || source.dtype().isQuantized()) {
            if (destination.dtype() != source.dtype()
                    || !destination.quantizer().equals(source.quantizer())) {
                throw new UnsupportedException("copying " + source + " to " + destination
                        + " of another scale or zero point is not supported: dequantize and quantize it");
            }
            copy(Quantized.raw(destination), Quantized.raw(source));
            return;
        }
        TensorIterator iterator = TensorIterator.of(COPY);
        long[] shape = broadcast(source.sizes(), destination.sizes());
        checkSizes(destination.sizes(), shape);
        if (destination.numel() > 0) {
            Tensor expanded =
                    source.asStrided(shape, DimensionOrder.expandedStrides(source, shape), source.storageOffset());
            iterator.input(expanded).copyInto(destination);
        }
    }

    private void copyInto(Tensor destination) {
        DType in = inputs.get(0).tensor.dtype();
        launch(
                in,
                destination.dtype(),
                destination.sizes(),
                DimensionOrder.of(destination.sizes(), destination),
                new Tensor[] {destination});
    }
}

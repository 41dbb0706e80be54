package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * One access to a tensor at positions that index tensors name, for the kernels {@code index} and {@code index_put}: the
 * shape of the positions, and for each of its dimensions how far it moves in the indexed tensor and in the indices.
 * Used once.
 */
final class Indexing {
    /** What index_put does with the value that is there. */
    enum Reduce {
        ASSIGN,
        SUM,
        PROD,
        AMAX,
        AMIN
    }

    private static final Kernel INDEX = Kernel.of("index");
    private static final Kernel INDEX_PUT = Kernel.of("index_put");

    private record Index(Tensor values, long size, long step, long[] strides) {}

    private final Tensor indexed;
    private final long[] shape;
    private final long[] strides;
    private final List<Index> indices = new ArrayList<>(2);
    private final boolean wrap;

    /**
     * @param shape of the positions
     * @param strides of the indexed tensor for each dimension of the shape, in elements; 0 where an index moves instead
     * @param wrap whether negative indices count from the end
     */
    Indexing(Tensor indexed, long[] shape, long[] strides, boolean wrap) {
        this.indexed = indexed;
        this.shape = shape;
        this.strides = strides;
        this.wrap = wrap;
    }

    /**
     * Adds an index.
     *
     * @param size how many positions there are, for the bounds
     * @param step elements of the indexed tensor from one position to the next
     * @param indexStrides of {@code values} for each dimension of the shape
     */
    Indexing with(Tensor values, long size, long step, long[] indexStrides) {
        if (values.dtype() != DType.INT64 && values.dtype() != DType.INT32) {
            throw Checks.error(
                    "tensors used as indices must be long, int, byte or bool tensors, got %s", values.dtype());
        }
        Tensor longs = values;
        long[] moved = indexStrides;
        if (values.dtype() == DType.INT32) {
            Tensor expanded = values.asStrided(shape, indexStrides, values.storageOffset());
            longs = TensorIterator.cast(expanded, DType.INT64);
            moved = longs.strides();
        }
        indices.add(new Index(longs, size, step, moved));
        return this;
    }

    long[] shape() {
        return shape;
    }

    /** The elements at the positions, contiguous. */
    Tensor get() {
        Tensor result = Tensor.empty(indexed.dtype(), shape);
        run(INDEX, result, Reduce.ASSIGN, true);
        return result;
    }

    /** Stores {@code source}, broadcast to the shape, at the positions, in place. */
    void put(Tensor source, Reduce reduce, boolean includeSelf) {
        Tensor values = source.dtype() == indexed.dtype() ? source : TensorIterator.cast(source, indexed.dtype());
        if (values.storage() == indexed.storage()) {
            values = Out.copy(values);
        }
        run(INDEX_PUT, ViewOps.expand(values, shape, false), reduce, includeSelf);
    }

    private void run(Kernel kernel, Tensor dense, Reduce reduce, boolean includeSelf) {
        if (Tensor.numel(shape) == 0) {
            return;
        }
        long item = indexed.dtype().itemSize();
        Dimensions loops = new Dimensions(2 + indices.size());
        for (int d = shape.length - 1; d >= 0; d--) {
            long[] moves = new long[2 + indices.size()];
            moves[0] = dense.strides()[d] * item;
            moves[1] = strides[d] * item;
            for (int k = 0; k < indices.size(); k++) {
                moves[2 + k] = indices.get(k).strides()[d] * Long.BYTES;
            }
            loops.add(shape[d], moves);
        }
        loops.coalesce();
        KernelCall call = kernel.call().dtype(indexed.dtype());
        if (kernel == INDEX) {
            call.write(dense).read(indexed);
        } else {
            call.read(dense).write(indexed);
        }
        call.i64(reduce.ordinal())
                .bool(includeSelf)
                .bool(wrap)
                .i64(indices.size())
                .i64(loops.count());
        loops.put(call, 0, 2);
        for (int k = 0; k < indices.size(); k++) {
            Index index = indices.get(k);
            call.read(index.values()).i64(index.size()).i64(index.step() * item);
            loops.put(call, 3 + k, 3 + k);
        }
        call.run();
    }
}

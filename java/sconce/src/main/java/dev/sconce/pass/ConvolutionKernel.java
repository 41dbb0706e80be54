package dev.sconce.pass;

import dev.sconce.Tensor;
import dev.sconce.ir.Node;
import dev.sconce.ir.Value;
import dev.sconce.runtime.ListValue;
import java.util.Arrays;

/** A convolution whose arguments are constants: what it reads for a position of its result, one argument for each dimension. */
record ConvolutionKernel(Node node, Tensor weight, long groups, long[] stride, long[] padding, long[] dilation) {
    /** Null if some argument of one that {@link FuseConvolution} knows is no constant. */
    static ConvolutionKernel of(Node node) {
        Tensor weight = (Tensor) Constants.valueOf(node.input(1));
        int dims = weight.dim() - 2;
        long[] stride = numbers(node, "stride", dims);
        long[] padding = numbers(node, "padding", dims);
        long[] dilation = numbers(node, "dilation", dims);
        if (dims < 1
                || weight.dtype().itemSize()
                        < Float.BYTES // of half precision a sum is rounded once more, in all results
                || stride == null
                || padding == null
                || dilation == null
                || !(Constants.valueOf(argument(node, "groups")) instanceof Long groups)) {
            return null;
        }
        for (long step : dilation) {
            if (step < 1) {
                return null; // which fails when it is run
            }
        }
        return new ConvolutionKernel(node, weight, groups, stride, padding, dilation);
    }

    private static Value argument(Node node, String name) {
        return node.input(node.schema().argumentIndex(name));
    }

    /** One for each dimension; null if they are not known. */
    private static long[] numbers(Node node, String name, int dims) {
        if (!(Constants.valueOf(argument(node, name)) instanceof ListValue list)) {
            return null;
        }
        long[] given = list.toLongArray();
        if (given.length == dims) {
            return given;
        }
        if (given.length != 1) {
            return null;
        }
        long[] all = new long[dims];
        Arrays.fill(all, given[0]);
        return all;
    }

    int dims() {
        return weight.dim() - 2;
    }

    long size(int d) {
        return weight.size(d + 2);
    }

    long taps() {
        long taps = 1;
        for (int d = 0; d < dims(); d++) {
            taps *= size(d);
        }
        return taps;
    }

    /**
     * Where in this kernel's taps another one stands that gives as many positions and reads the same ones; null if nowhere.
     *
     * @param padding the other's, of dimension d; its other arguments likewise
     */
    private Long place(int d, long size, long padding, long dilation) {
        long step = this.dilation[d];
        long distance = this.padding[d] - padding;
        if (size > 1 && dilation != step
                || 2 * this.padding[d] - step * (size(d) - 1) != 2 * padding - step * (size - 1)
                || distance % step != 0) {
            return null;
        }
        long place = distance / step;
        return place >= 0 && place + size <= size(d) ? place : null;
    }

    /** The places of another convolution; null if it cannot be merged with this one. */
    long[] places(ConvolutionKernel other) {
        if (other.node.input(0) != node.input(0)
                || other.weight.dtype() != weight.dtype()
                || other.weight.dim() != weight.dim()
                || other.weight.size(0) != weight.size(0)
                || other.weight.size(1) != weight.size(1)
                || other.groups != groups) {
            return null;
        }
        long[] places = new long[dims()];
        for (int d = 0; d < places.length; d++) {
            Long place = place(d, other.size(d), other.padding[d], other.dilation[d]);
            if (place == null || other.stride[d] != stride[d]) {
                return null;
            }
            places[d] = place;
        }
        return places;
    }

    /** The tap that reads the position itself; null if the result is not of the input's sizes. */
    long[] center() {
        if (weight.size(0) != weight.size(1) * groups) {
            return null;
        }
        long[] places = new long[dims()];
        for (int d = 0; d < places.length; d++) {
            Long place = place(d, 1, 0, 1);
            if (place == null || stride[d] != 1) {
                return null;
            }
            places[d] = place;
        }
        return places;
    }
}

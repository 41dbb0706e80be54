package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.MemoryFormat;
import dev.sconce.Strides;
import dev.sconce.Tensor;

/**
 * An input [N, C, spatial…] of one to three spatial dimensions, with or without the batch, as the spatial kernels want
 * it: always three spatial sizes, missing ones in front being 1; channels last where the input is so, else channels
 * first. The result goes the same way.
 */
final class Spatial {
    /** The input with its batch, dense in its layout. */
    final Tensor in;

    /** Of the result. */
    final boolean channelsLast;

    /** Of {@link #in}: the same, unless both are taken. */
    final boolean inChannelsLast;

    final int rank;
    final long batch;
    final long channels;
    final long[] size;
    private final boolean unbatched;

    private Spatial(Tensor in, boolean channelsLast, boolean inChannelsLast, int rank, boolean unbatched) {
        this.in = in;
        this.channelsLast = channelsLast;
        this.inChannelsLast = inChannelsLast;
        this.rank = rank;
        this.unbatched = unbatched;
        this.batch = in.sizes()[0];
        this.channels = in.sizes()[1];
        this.size = new long[] {1, 1, 1};
        System.arraycopy(in.sizes(), 2, size, 3 - rank, rank);
    }

    static Spatial of(String operator, Tensor self, int rank) {
        return of(operator, self, rank, false, false);
    }

    /**
     * @param preferChannelsLast for a convolution whose weight is channels-last
     * @param takesBoth whether the kernel reads a contiguous input as it is where the result is channels last
     */
    static Spatial of(String operator, Tensor self, int rank, boolean preferChannelsLast, boolean takesBoth) {
        checkRank(operator, self, rank);
        boolean unbatched = self.dim() == rank + 1;
        Tensor batched = unbatched ? DimensionOps.unsqueeze(self, 0) : self;
        // Of one spatial dimension no memory format is known: PyTorch's results are contiguous then.
        boolean channelsLast =
                !unbatched && (preferChannelsLast || rank > 1 && batched.memoryFormat() == lastFormat(rank));
        boolean inChannelsLast = channelsLast && !(takesBoth && batched.isContiguous());
        Tensor dense = inChannelsLast ? channelsLast(batched) : Out.contiguous(batched);
        return new Spatial(dense, channelsLast, inChannelsLast, rank, unbatched);
    }

    static void checkRank(String operator, Tensor self, int rank) {
        if (self.dim() != rank + 1 && self.dim() != rank + 2) {
            throw Checks.error(
                    "Expected %sD (unbatched) or %sD (batched) input to %s, but got input of size: %s",
                    rank + 1, rank + 2, operator, self.sizes());
        }
    }

    static MemoryFormat lastFormat(int rank) {
        return rank == 2 ? MemoryFormat.CHANNELS_LAST : rank == 3 ? MemoryFormat.CHANNELS_LAST_3D : null;
    }

    /** What precedes the spatial dimensions in memory, for kernels that treat every channel alike. */
    long planes() {
        return channelsLast ? batch : batch * channels;
    }

    /** What follows the spatial dimensions in memory. */
    long inner() {
        return channelsLast ? channels : 1;
    }

    /** A result in this layout, still with its batch; {@code outSize} has three sizes. */
    Tensor empty(DType dtype, long outChannels, long[] outSize) {
        long[] sizes = new long[rank + 2];
        sizes[0] = batch;
        sizes[1] = outChannels;
        System.arraycopy(outSize, 3 - rank, sizes, 2, rank);
        return channelsLast
                ? Tensor.emptyStrided(dtype, sizes, channelsLastStrides(sizes))
                : Tensor.empty(dtype, sizes);
    }

    private static long[] channelsLastStrides(long[] sizes) {
        return sizes.length == 3
                ? new long[] {sizes[1] * sizes[2], 1, sizes[1]}
                : Strides.of(lastFormat(sizes.length - 2), sizes);
    }

    /** A batched tensor, dense in this layout: itself if it is so. */
    private static Tensor channelsLast(Tensor batched) {
        long[] sizes = batched.sizes();
        if (sizes.length > 3) {
            return ConversionOps.to(batched, null, false, lastFormat(sizes.length - 2));
        }
        return DimensionOps.transpose(Out.contiguous(DimensionOps.transpose(batched, 1, 2)), 1, 2);
    }

    /** A tensor of the result's sizes as {@link #empty} lays it out: with its batch, dense in this layout. */
    Tensor like(Tensor other) {
        Tensor batched = unbatched ? DimensionOps.unsqueeze(other, 0) : other;
        return channelsLast ? channelsLast(batched) : Out.contiguous(batched);
    }

    /** The result without the batch where the input had none. */
    Tensor finish(Tensor result) {
        return unbatched ? DimensionOps.select(result, 0, 0) : result;
    }

    /**
     * Three values from {@code rank}, the missing ones in front being {@code missing}. They are of 32 bits, so that no position in an
     * image that kernels compute from them overflows.
     */
    static long[] triple(String operator, String argument, long[] values, int rank, long missing) {
        long[] all = Checks.expanded(operator, argument, values, rank);
        for (long value : all) {
            if (value != (int) value) {
                throw Checks.error("%s: %s is out of range: %s", operator, argument, values);
            }
        }
        long[] triple = {missing, missing, missing};
        System.arraycopy(all, 0, triple, 3 - rank, rank);
        return triple;
    }
}

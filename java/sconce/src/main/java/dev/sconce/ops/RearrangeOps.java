package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.MemoryFormat;
import dev.sconce.OperatorException;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Elements in another order or number along dimensions: flips, rolls, repetition of single elements, pixel and channel
 * shuffles.
 */
final class RearrangeOps {
    private RearrangeOps() {}

    @Operator("aten::flip(Tensor self, int[] dims) -> Tensor")
    @Operator("aten::flip.out(Tensor self, int[] dims, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor flip(Tensor self, long[] dims, Tensor out) {
        // In the order of the memory: the result lies there as self does.
        int[] order = DimensionOrder.of(self.sizes(), self);
        long[] outwards = new long[order.length];
        long[] back = new long[order.length];
        for (int k = 0; k < order.length; k++) {
            outwards[k] = order[k];
            back[order[k]] = k;
        }
        Tensor ordered = DimensionOps.permute(self, outwards);
        Tensor result = ordered;
        for (int d : Checks.distinctDims(dims, self.dim())) {
            if (self.dim() > 0 && self.sizes()[d] > 1) {
                long last = self.sizes()[d] - 1;
                Tensor backwards =
                        ArithmeticOps.rsub(SequenceOps.positions(last + 1), Scalar.of(last), Scalar.of(1L), null);
                result = ScatterOps.indexSelect(result, back[d], backwards, null);
            }
        }
        return Out.into(out, result == ordered ? Out.copy(self) : DimensionOps.permute(result, back));
    }

    @Operator("aten::fliplr(Tensor self) -> Tensor")
    static Tensor fliplr(Tensor self) {
        if (self.dim() < 2) {
            throw new OperatorException("Input must be >= 2-d.");
        }
        return flip(self, new long[] {1}, null);
    }

    @Operator("aten::flipud(Tensor self) -> Tensor")
    static Tensor flipud(Tensor self) {
        if (self.dim() < 1) {
            throw new OperatorException("Input must be >= 1-d.");
        }
        return flip(self, new long[] {0}, null);
    }

    @Operator("aten::rot90(Tensor self, int k=1, int[] dims=[0, 1]) -> Tensor")
    static Tensor rot90(Tensor self, long k, long[] dims) {
        if (dims.length != 2 || self.dim() < 2) {
            throw Checks.error(
                    "expected total rotation dims == 2 and total dims >= 2, but got dims = %s for sizes %s",
                    dims, self.sizes());
        }
        Checks.distinctDims(dims, self.dim());
        return switch ((int) Math.floorMod(k, 4L)) {
            case 1 -> DimensionOps.transpose(flip(self, new long[] {dims[1]}, null), dims[0], dims[1]);
            case 2 -> flip(self, dims, null);
            case 3 -> DimensionOps.transpose(flip(self, new long[] {dims[0]}, null), dims[0], dims[1]);
            default -> Out.contiguousCopy(self);
        };
    }

    @Operator("aten::roll(Tensor self, SymInt[1] shifts, int[1] dims=[]) -> Tensor")
    @Operator("aten::roll.out(Tensor self, SymInt[1] shifts, int[1] dims=[], *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor roll(Tensor self, long[] shifts, long[] dims, Tensor out) {
        if (dims.length == 0 && shifts.length == 1) {
            Tensor flat = roll(ViewOps.reshape(self, new long[] {-1}), shifts, new long[] {0}, null);
            return Out.into(out, ViewOps.view(flat, self.sizes()));
        }
        if (dims.length != shifts.length || shifts.length == 0) {
            throw Checks.error("shifts and dimensions must align. shifts: %s, dims: %s", shifts, dims);
        }
        Tensor result = self;
        // PyTorch looks at dimensions only where there is something to move.
        for (int i = 0; i < dims.length && self.numel() > 0; i++) {
            int d = self.someDim(dims[i]);
            long size = self.sizes()[d];
            long split = Math.floorMod(-shifts[i], size);
            if (split != 0) {
                result = ShapeOps.cat(
                        d, DimensionOps.slice(result, d, split, null, 1), DimensionOps.slice(result, d, 0L, split, 1));
            }
        }
        if (result == self) { // in the memory order that cat gives, too
            result = self.numel() == 0 ? Out.copy(self) : ShapeOps.cat(0, self);
        }
        return Out.into(out, result);
    }

    // --- repetition

    /** Each number i of {@code repeats} as many times as its value says. */
    @Operator("aten::repeat_interleave.Tensor(Tensor repeats, *, SymInt? output_size=None) -> Tensor")
    static Tensor repeatInterleave(Tensor repeats, Long outputSize) {
        Checks.rank("repeat_interleave", "repeats", repeats, 1);
        Checks.dtypeIs("repeat_interleave", "repeats", repeats, DType.INT64, DType.INT32);
        long[] counts = Elements.longs(repeats);
        long total = 0;
        for (long count : counts) {
            if (count < 0) {
                throw new OperatorException("repeats can not be negative");
            }
            total = Checks.sum("repeat_interleave", total, count);
        }
        if (outputSize != null && outputSize != total) {
            throw Checks.error(
                    "allocated size does not match required size: output_size is %s, repeats sum to %s",
                    outputSize, total);
        }
        if (total > Integer.MAX_VALUE - 8) {
            throw Checks.error("repeat_interleave: repeats sum to %s, more than are supported", total);
        }
        long[] indices = new long[(int) total];
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            Arrays.fill(indices, at, at += (int) counts[i], i);
        }
        Tensor result = Elements.of(indices);
        return repeats.dtype() == DType.INT64 ? result : TensorIterator.cast(result, repeats.dtype());
    }

    @Operator("aten::repeat_interleave.self_Tensor(Tensor self, Tensor repeats, int? dim=None, *, SymInt?"
            + " output_size=None) -> Tensor")
    static Tensor repeatInterleave(Tensor self, Tensor repeats, Long dim, Long outputSize) {
        Tensor source = dim == null ? ViewOps.reshape(self, new long[] {-1}) : self;
        int d = dim == null ? 0 : self.wrapDim(dim);
        if (repeats.numel() == 1) {
            return repeatInterleave(self, Elements.toLong(repeats), dim, outputSize);
        }
        if (repeats.dim() != 1 || repeats.numel() != source.size(d)) {
            throw Checks.error(
                    "repeats must have the same size as input along dim, but got repeats.size(0) = %s and"
                            + " input.size(%s) = %s",
                    repeats.numel(), d, source.size(d));
        }
        return ScatterOps.indexSelect(source, d, repeatInterleave(repeats, outputSize), null);
    }

    @Operator("aten::repeat_interleave.self_int(Tensor self, SymInt repeats, int? dim=None, *, SymInt?"
            + " output_size=None) -> Tensor")
    static Tensor repeatInterleave(Tensor self, long repeats, Long dim, Long outputSize) {
        if (repeats < 0) {
            throw new OperatorException("Repeats must be non-negative");
        }
        Tensor source = dim == null ? ViewOps.reshape(self, new long[] {-1}) : DimensionOps.atLeast1d(self);
        int d = dim == null ? 0 : self.wrapDim(dim);
        long[] expanded = DimensionOps.unsqueeze(source, d + 1).shape();
        expanded[d + 1] = repeats;
        long[] shape = source.shape();
        shape[d] = Checks.product("repeat_interleave", shape[d], repeats);
        if (outputSize != null && outputSize != shape[d]) {
            throw Checks.error("repeat_interleave: Invalid output_size, expected %s but got %s", shape[d], outputSize);
        }
        Tensor copies = Out.contiguousCopy(ViewOps.expand(DimensionOps.unsqueeze(source, d + 1), expanded, false));
        return ViewOps.reshape(copies, shape);
    }

    // --- shuffles

    private static void atLeast3(String operator, Tensor self) {
        if (self.dim() < 3) {
            throw Checks.error(
                    "%s expects input to have at least 3 dimensions, but got input with %s dimension(s)",
                    operator, self.dim());
        }
    }

    private static boolean isChannelsLastImages(Tensor self) {
        return self.dim() == 4 && self.memoryFormat() == MemoryFormat.CHANNELS_LAST && !self.isContiguous();
    }

    /** Of these sizes, in the memory format that {@code self} suggests. */
    private static Tensor emptyInFormat(Tensor self, long[] shape) {
        return Tensor.emptyStrided(self.dtype(), self.quantizer(), shape, Strides.of(self.memoryFormat(), shape));
    }

    @Operator("aten::pixel_shuffle(Tensor self, int upscale_factor) -> Tensor")
    static Tensor pixelShuffle(Tensor self, long upscaleFactor) {
        atLeast3("pixel_shuffle", self);
        long r = upscaleFactor;
        long c = self.size(-3);
        if (r <= 0 || r > Integer.MAX_VALUE || c % (r * r) != 0) {
            throw Checks.error(
                    "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of"
                            + " upscale_factor, but"
                            + " input.size(-3)=%s is not divisible by %s",
                    c, r * r);
        }
        long h = self.size(-2);
        long w = self.size(-1);
        long batch = self.numel() / Math.max(1, c * h * w);
        Tensor split = ViewOps.reshape(self, new long[] {batch, c / (r * r), r, r, h, w});
        Tensor moved = DimensionOps.permute(split, new long[] {0, 1, 4, 2, 5, 3});
        long[] shape = self.shape();
        shape[self.dim() - 3] = c / (r * r);
        shape[self.dim() - 2] = h * r;
        shape[self.dim() - 1] = w * r;
        if (isChannelsLastImages(self)) {
            Tensor out = emptyInFormat(self, shape);
            Tensor rows = ViewOps.unflatten(out, 2, new long[] {h, r});
            TensorIterator.copy(ViewOps.unflatten(rows, 4, new long[] {w, r}), moved);
            return out;
        }
        return ViewOps.reshape(moved, shape);
    }

    @Operator("aten::pixel_unshuffle(Tensor self, int downscale_factor) -> Tensor")
    static Tensor pixelUnshuffle(Tensor self, long downscaleFactor) {
        atLeast3("pixel_unshuffle", self);
        long r = downscaleFactor;
        long c = self.size(-3);
        long h = self.size(-2);
        long w = self.size(-1);
        if (r <= 0 || h % r != 0 || w % r != 0) {
            throw Checks.error(
                    "pixel_unshuffle expects height and width to be divisible by downscale_factor, but %s and %s"
                            + " are not divisible"
                            + " by %s",
                    h, w, r);
        }
        if (self.numel() == 0) {
            return Out.copy(self); // of its own sizes, as PyTorch has it
        }
        long batch = self.numel() / Math.max(1, c * h * w);
        Tensor split = ViewOps.reshape(self, new long[] {batch, c, h / r, r, w / r, r});
        Tensor moved = DimensionOps.permute(split, new long[] {0, 1, 3, 5, 2, 4});
        long[] shape = self.shape();
        shape[self.dim() - 3] = c * r * r;
        shape[self.dim() - 2] = h / r;
        shape[self.dim() - 1] = w / r;
        if (isChannelsLastImages(self)) {
            Tensor out = emptyInFormat(self, shape);
            TensorIterator.copy(ViewOps.unflatten(out, 1, new long[] {c, r, r}), moved);
            return out;
        }
        return ViewOps.reshape(moved, shape);
    }

    @Operator("aten::channel_shuffle(Tensor self, SymInt groups) -> Tensor")
    @Operator("aten::native_channel_shuffle(Tensor self, SymInt groups) -> Tensor")
    static Tensor channelShuffle(Tensor self, long groups) {
        atLeast3("channel_shuffle", self);
        long c = self.sizes()[1];
        if (groups <= 0 || c % groups != 0) {
            throw Checks.error(
                    "Number of channels must be divisible by groups. Got %s channels and %s groups.", c, groups);
        }
        Tensor moved = DimensionOps.transpose(ViewOps.unflatten(self, 1, new long[] {groups, c / groups}), 1, 2);
        Tensor out = emptyInFormat(self, self.sizes());
        TensorIterator.copy(ViewOps.unflatten(out, 1, new long[] {c / groups, groups}), moved);
        return out;
    }

    // --- copies of views

    @Operator("aten::slice_scatter(Tensor self, Tensor src, int dim=0, SymInt? start=None, SymInt? end=None, SymInt"
            + " step=1) -> Tensor")
    static Tensor sliceScatter(Tensor self, Tensor src, long dim, Long start, Long end, long step) {
        Tensor copy = Out.copy(self);
        return written(copy, DimensionOps.slice(copy, dim, start, end, step), src);
    }

    @Operator("aten::select_scatter(Tensor self, Tensor src, int dim, SymInt index) -> Tensor")
    static Tensor selectScatter(Tensor self, Tensor src, long dim, long index) {
        Tensor copy = Out.copy(self);
        return written(copy, DimensionOps.select(copy, dim, index), src);
    }

    @Operator("aten::diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1) -> Tensor")
    static Tensor diagonalScatter(Tensor self, Tensor src, long offset, long dim1, long dim2) {
        Tensor copy = Out.copy(self);
        return written(copy, DimensionOps.diagonal(copy, offset, dim1, dim2), src);
    }

    @Operator("aten::as_strided_scatter(Tensor self, Tensor src, SymInt[] size, SymInt[] stride, SymInt?"
            + " storage_offset=None) -> Tensor")
    static Tensor asStridedScatter(Tensor self, Tensor src, long[] size, long[] stride, Long storageOffset) {
        Tensor copy = Out.copy(self);
        return written(copy, copy.asStrided(size, stride, storageOffset == null ? 0 : storageOffset), src);
    }

    private static Tensor written(Tensor copy, Tensor slice, Tensor src) {
        if (!TensorInfoOps.isSameSize(slice, src)) {
            throw Checks.error(
                    "expected src to have a size equal to the slice of self. src size = %s, slice size = %s",
                    src.sizes(), slice.sizes());
        }
        TensorIterator.copy(slice, src);
        return copy;
    }

    // --- spectra in order of frequency

    @Operator("aten::fft_fftshift(Tensor self, int[1]? dim=None) -> Tensor")
    static Tensor fftshift(Tensor self, long[] dim) {
        return shifted(self, dim, 0);
    }

    @Operator("aten::fft_ifftshift(Tensor self, int[1]? dim=None) -> Tensor")
    static Tensor ifftshift(Tensor self, long[] dim) {
        return shifted(self, dim, 1);
    }

    private static Tensor shifted(Tensor self, long[] dim, int roundUp) {
        long[] dims = dim != null ? dim : LongStream.range(0, self.dim()).toArray();
        long[] shifts = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            shifts[i] = (self.size(dims[i]) + roundUp) / 2;
        }
        return dims.length == 0 ? Out.copy(self) : roll(self, shifts, dims, null);
    }
}

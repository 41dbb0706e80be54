package dev.sconce.ops;

import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Sampling at positions of a grid, affine grids, and sliding windows as columns. */
final class GridOps {
    private GridOps() {}

    private static final Kernel GRID_SAMPLER = Kernel.of("grid_sampler");
    private static final Kernel IM2COL = Kernel.of("im2col");
    private static final Kernel COL2IM = Kernel.of("col2im");

    @Operator("aten::grid_sampler(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool"
            + " align_corners) -> Tensor")
    @Operator("aten::grid_sampler_2d(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool"
            + " align_corners) -> Tensor")
    @Operator("aten::grid_sampler_3d(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool"
            + " align_corners) -> Tensor")
    static Tensor gridSampler(
            Tensor input, Tensor grid, long interpolationMode, long paddingMode, boolean alignCorners) {
        int rank = input.dim() - 2;
        if (rank < 2
                || rank > 3
                || grid.dim() != input.dim()
                || grid.sizes()[0] != input.sizes()[0]
                || grid.size(-1) != rank) {
            throw Checks.error(
                    "grid_sampler(): expected a 4D or 5D input and a grid of the same batch with %s coordinates,"
                            + " but got input"
                            + " with sizes %s and grid with sizes %s",
                    rank, input.sizes(), grid.sizes());
        }
        Checks.sameDtype("grid_sampler", input, grid);
        if (interpolationMode < 0 || interpolationMode > 2 || paddingMode < 0 || paddingMode > 2) {
            throw Checks.error(
                    "grid_sampler(): expected interpolation mode 0 (bilinear), 1 (nearest) or 2 (bicubic) and padding mode 0"
                            + " (zeros), 1 (border) or 2 (reflection), but got %s and %s",
                    interpolationMode, paddingMode);
        }
        for (int d = 2; d < input.dim(); d++) {
            if (input.sizes()[d] == 0) {
                throw Checks.error(
                        "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes %s"
                                + " with dimension %s being empty",
                        input.sizes(), d);
            }
        }
        if (rank == 3 && interpolationMode == 2) {
            throw new UnsupportedException("grid_sampler(): bicubic interpolation only supports 4D input");
        }
        Tensor in = Out.contiguous(input);
        long[] inSize = {1, 1, 1};
        long[] outSize = {1, 1, 1};
        System.arraycopy(in.sizes(), 2, inSize, 3 - rank, rank);
        System.arraycopy(grid.sizes(), 1, outSize, 3 - rank, rank);
        long[] sizes = in.shape();
        System.arraycopy(grid.sizes(), 1, sizes, 2, rank);
        Tensor out = Tensor.empty(in.dtype(), sizes);
        if (out.numel() > 0) {
            GRID_SAMPLER
                    .call()
                    .dtype(in.dtype())
                    .write(out)
                    .read(in)
                    .read(Out.contiguous(grid))
                    .i64(rank)
                    .i64(in.sizes()[0])
                    .i64(in.sizes()[1])
                    .i64s(inSize)
                    .i64s(outSize)
                    .i64(interpolationMode)
                    .i64(paddingMode)
                    .bool(alignCorners)
                    .run();
        }
        return out;
    }

    @Operator("aten::affine_grid_generator(Tensor theta, SymInt[] size, bool align_corners) -> Tensor")
    static Tensor affineGrid(Tensor theta, long[] size, boolean alignCorners) {
        int rank = size.length - 2;
        if (rank < 2 || rank > 3 || theta.dim() != 3 || theta.sizes()[1] != rank || theta.sizes()[2] != rank + 1) {
            throw Checks.error(
                    "Expected a batch of %sD affine matrices of shape Nx%sx%s for size %s. Got %s.",
                    rank, rank, rank + 1, size, theta.sizes());
        }
        long[] spatial = new long[rank + 1];
        System.arraycopy(size, 2, spatial, 0, rank);
        spatial[rank] = rank + 1;
        Tensor base = Elements.fill(Tensor.empty(theta.dtype(), spatial), Scalar.of(1L));
        for (int i = 0; i < rank; i++) {
            // Coordinate 0 runs along the last dimension.
            int d = rank - 1 - i;
            long n = size[2 + d];
            double reach = n == 1 ? 0 : alignCorners ? 1 : (n - 1.0) / n;
            Tensor steps =
                    SequenceOps.linspace(Scalar.of(-reach), Scalar.of(reach), n, theta.dtype(), null, null, null);
            long[] view = new long[rank];
            Arrays.fill(view, 1);
            view[d] = n;
            TensorIterator.copy(DimensionOps.select(base, -1, i), ViewOps.view(steps, view));
        }
        long points = Tensor.numel(Arrays.copyOf(spatial, rank));
        Tensor flat = ViewOps.view(base, new long[] {1, points, rank + 1});
        Tensor grid = LinearAlgebraOps.matmul(flat, DimensionOps.transpose(theta, 1, 2), null);
        long[] shape = new long[rank + 2];
        shape[0] = size[0];
        System.arraycopy(size, 2, shape, 1, rank);
        shape[rank + 1] = rank;
        return ViewOps.view(grid, shape);
    }

    // --- windows as columns

    private static long[] pair(String argument, long[] values) {
        return Checks.expanded("im2col", argument, values, 2);
    }

    private static long[] columns(long[] size, long[] kernel, long[] dilation, long[] padding, long[] stride) {
        long[] columns = new long[2];
        for (int i = 0; i < 2; i++) {
            if (kernel[i] <= 0 || dilation[i] <= 0 || stride[i] <= 0 || padding[i] < 0) {
                throw Checks.error(
                        "kernel size, dilation and stride should be greater than zero and padding not negative,"
                                + " but got %s, %s,"
                                + " %s, %s",
                        kernel, dilation, stride, padding);
            }
            columns[i] = Math.floorDiv(size[i] + 2 * padding[i] - dilation[i] * (kernel[i] - 1) - 1, stride[i]) + 1;
            if (columns[i] <= 0) {
                throw Checks.error(
                        "Given an image of %s, kernel_size %s, dilation %s, padding %s and stride %s, calculated"
                                + " shape of the array"
                                + " of sliding blocks as %s, but its components must be at least one.",
                        size, kernel, dilation, padding, stride, columns);
            }
        }
        return columns;
    }

    @Operator("aten::im2col(Tensor self, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor")
    static Tensor im2col(Tensor self, long[] kernelSize, long[] dilation, long[] padding, long[] stride) {
        if (self.dim() == 3) {
            return DimensionOps.select(
                    im2col(DimensionOps.unsqueeze(self, 0), kernelSize, dilation, padding, stride), 0, 0);
        }
        Checks.rank("im2col", "self", self, 4);
        long[] kernel = pair("kernel_size", kernelSize);
        long[] dil = pair("dilation", dilation);
        long[] pad = pair("padding", padding);
        long[] step = pair("stride", stride);
        long[] size = {self.sizes()[2], self.sizes()[3]};
        long[] columns = columns(size, kernel, dil, pad, step);
        long batch = self.sizes()[0];
        long channels = self.sizes()[1];
        Tensor out = Tensor.empty(self.dtype(), batch, channels * kernel[0] * kernel[1], columns[0] * columns[1]);
        if (out.numel() > 0) {
            IM2COL.call()
                    .dtype(self.dtype())
                    .write(out)
                    .read(Out.contiguous(self))
                    .i64(batch)
                    .i64(channels)
                    .i64s(size)
                    .i64s(columns)
                    .i64s(kernel)
                    .i64s(step)
                    .i64s(pad)
                    .i64s(dil)
                    .run();
        }
        return out;
    }

    @Operator("aten::col2im(Tensor self, SymInt[2] output_size, int[2] kernel_size, int[2] dilation, int[2] padding,"
            + " int[2] stride) ->"
            + " Tensor")
    static Tensor col2im(
            Tensor self, long[] outputSize, long[] kernelSize, long[] dilation, long[] padding, long[] stride) {
        if (self.dim() == 2) {
            return DimensionOps.select(
                    col2im(DimensionOps.unsqueeze(self, 0), outputSize, kernelSize, dilation, padding, stride), 0, 0);
        }
        Checks.rank("col2im", "self", self, 3);
        long[] kernel = pair("kernel_size", kernelSize);
        long[] dil = pair("dilation", dilation);
        long[] pad = pair("padding", padding);
        long[] step = pair("stride", stride);
        long[] size = pair("output_size", outputSize);
        long[] columns = columns(size, kernel, dil, pad, step);
        long window = kernel[0] * kernel[1];
        if (self.sizes()[1] % window != 0 || self.sizes()[2] != columns[0] * columns[1]) {
            throw Checks.error(
                    "col2im: expected [N, C * %s, %s] for output_size %s, but got input of size %s",
                    window, columns[0] * columns[1], size, self.sizes());
        }
        long channels = self.sizes()[1] / window;
        Tensor out = Tensor.empty(self.dtype(), self.sizes()[0], channels, size[0], size[1]);
        if (out.numel() > 0) {
            COL2IM.call()
                    .dtype(self.dtype())
                    .write(out)
                    .read(Out.contiguous(self))
                    .i64(self.sizes()[0])
                    .i64(channels)
                    .i64s(size)
                    .i64s(columns)
                    .i64s(kernel)
                    .i64s(step)
                    .i64s(pad)
                    .i64s(dil)
                    .run();
        }
        return out;
    }
}

"""Views, shapes, and what makes or rearranges tensors: the calls whose results become goldens."""
import torch

from export_operator_goldens import NAN, bf16, boolean, c64, cl, each, f16, f32, f64, i32, i64, s, t, u8


def views():
    x = t(2, 3, 4)
    each("view", (x, [6, 4]), (x, [-1]), (x, [2, -1, 2]), (s(4, 6), [4, 2, 3]), (t(0, 3), [3, 0]), (x, [2, 1, 3, 1, 4]))
    each("reshape", (x, [4, 6]), (s(4, 6), [24]), (x.transpose(0, 1), [3, 8]), (t(), [1, 1]))
    each("flatten.using_ints", (x,), (x, 1), (x, 0, 1), (t(),), (t(3),), (x.transpose(1, 2), 1))
    each("unflatten.int", (t(6, 4), 0, [2, -1]))
    each("expand", (t(3, 1), [3, 4]), (t(3, 1), [2, -1, 4]), (t(), [2, 3]))
    each("permute", (x, [2, 0, 1]), (x, [-1, 1, 0]))
    each("transpose.int", (x, 0, 2), (x, -1, 1), (t(), 0, -1))
    each("t", (t(3, 4),), (t(3),))
    each("movedim.int", (x, 0, 2))
    each("movedim.intlist", (t(2, 3, 4, 5), [0, 3], [2, 0]))
    each("unsqueeze", (x, 0), (x, -1), (x, 2))
    y = t(2, 1, 3, 1)
    each("squeeze", (y,))
    each("squeeze.dim", (y, 1), (y, 0), (y, -1))
    each("squeeze.dims", (y, [1, 3]))
    each("select.int", (x, 0, 1), (x, -1, -2))
    each("slice.Tensor", (x, 0, 1), (x, 2, 0, 4, 2), (x, 1, -2, None), (x, 1, 5, 9), (x, 2, None, -1), (x, 2, 3, 1))
    each("narrow", (x, 2, 1, 2), (x, 1, -2, 2))
    each("diagonal", (t(3, 4),), (t(3, 4), 1), (t(3, 4), -2), (t(2, 3, 4), 0, 0, 2), (t(3, 3), 5))
    each("unfold", (t(2, 9), 1, 3, 2), (t(7), 0, 7, 1))
    each("as_strided", (t(20), [3, 2], [4, 1]), (t(20), [2, 3], [1, 5], 2))
    each("unbind.int", (x,), (x, 2))
    each("split.Tensor", (t(7, 2), 3), (t(2, 7), 7, 1))
    each("split_with_sizes", (t(7, 2), [1, 4, 2]))
    each("chunk", (t(7, 2), 3), (t(7), 4), (t(2, 6), 3, 1))
    each("tensor_split.sections", (t(7, 2), 3))
    each("tensor_split.indices", (t(7, 2), [1, 5]))
    each("hsplit.int", (t(3, 4), 2))
    each("view_as_real", (t(3, dtype=c64),))
    each("view_as_complex", (t(3, 2),))
    each("real", (t(3, dtype=c64),))
    each("imag", (t(3, dtype=c64),))
    each("view.dtype", (t(3, 4), i32), (t(3, 4), u8), (t(3, 8, dtype=u8), f32))
    each("size", (x,))
    each("size.int", (x, -1))
    each("contiguous", (x.transpose(0, 1),), (cl(1, 2, 3, 3),))
    each("contiguous", (t(1, 2, 3, 3),), memory_format=torch.channels_last)
    each("clone", (x.transpose(0, 1),), (cl(1, 2, 3, 3),), (t(3, 1).expand(3, 4),))
    each("copy_", (t(3, 4), t(4)), (t(3, 4), t(3, 4, dtype=i64)), (t(3, dtype=i64), t(3)), (s(3, 4), t(3, 4)))
    for dtype in (f64, i64, i32, u8, boolean, f16, bf16, c64):
        each("to.dtype", (t(4), dtype), (t(4, dtype=i64, low=0), dtype), (t(4, dtype=boolean), dtype))
    each("to.dtype", (t(4, dtype=f16), f32), (t(4, dtype=bf16), f32))
    each("type_as", (t(4), t(1, dtype=i64)))


def shapes():
    each("cat", ([t(2, 3), t(1, 3)],), ([t(2, 3), t(2, 1)], 1), ([t(2), t(3, dtype=i64)],), ([t(0), t(2, 3)],), ([cl(1, 2, 3, 3), cl(1, 1, 3, 3)], 1),
         ([s(3, 4), t(3, 2)], -1), ([t(2, 3, 4)] * 3, 1))
    each("stack", ([t(2, 3), t(2, 3)],), ([t(2, 3), t(2, 3)], -1), ([t(), t()],))
    each("hstack", ([t(2), t(3)],), ([t(2, 1), t(2, 2)],))
    each("vstack", ([t(3), t(3)],))
    each("dstack", ([t(3), t(3)],))
    each("column_stack", ([t(3), t(3, 2)],))
    each("block_diag", ([t(2, 2), t(3), t(1, 2)],))
    each("repeat", (t(2, 3), [2, 2]), (t(3), [2, 1, 2]), (t(2, 3), [0, 2]), (s(3, 2), [1, 2]))
    each("tile", (t(2, 3), [2]), (t(3), [2, 2]))
    each("meshgrid.indexing", ([t(2), t(3)],), indexing="ij")
    each("meshgrid.indexing", ([t(2), t(3)],), indexing="xy")
    each("cartesian_prod", ([t(2), t(3)],))


def creation():
    each("zeros", ([2, 3],), ([],))
    each("zeros", ([2],), dtype=i64)
    each("ones", ([2, 3],))
    each("full", ([2], 7), ([2], 2.5), ([2], True))
    each("zeros_like", (t(3),), (cl(1, 2, 3, 3),), (t(3, dtype=i64),))
    each("ones_like", (t(3),), dtype=i64)
    each("full_like", (t(3), 2.5))
    each("new_zeros", (t(3, dtype=i64), [2]))
    each("new_full", (t(3), [2], 4))
    each("fill_.Scalar", (t(3), 2), (s(3, 4), 2.5), (t(3, dtype=boolean), 1))
    each("fill_.Tensor", (t(3), t()))
    each("zero_", (t(3),))
    each("fill_diagonal_", (t(4, 3), 9), (t(7, 3), 9, True))


def sequences():
    each("arange", (5,), (5.5,), (0,), (30,))
    each("arange", (5,), dtype=f64)
    each("arange.start", (2, 7), (0.5, 3))
    each("arange.start_step", (0, 10, 3), (10, 0, -3), (0, 1, 0.1), (1, 2, 0.3))
    each("arange.start_step", (0, 10, 3), dtype=f32)
    each("arange.start_step", (0, 10, 3), dtype=i32)
    each("linspace", (0, 1, 5), (-3.0, 7.5, 11), (2, 3, 1), (2, 3, 0), (1, 0, 4))
    each("linspace", (0, 10, 5), dtype=f64)
    each("logspace", (0, 2, 5), (0, 3, 4, 2.0))
    each("eye", (3,))
    each("eye.m", (2, 4))
    for name in ("tril", "triu"):
        each(name, (t(3, 4),), (t(3, 4), 1), (t(2, 4, 3), -1), (t(3, 3, dtype=boolean),), (t(3, 3, dtype=i64), 1))
        each(name + "_indices", (3, 4), (3, 4, 1), (3, 3, -1))
    each("triu_", (t(3, 4),))
    each("diag", (t(3),), (t(3), 1), (t(3, 4),), (t(3, 4), -1))
    each("diag_embed", (t(2, 3),), (t(2, 3), 1, 0, 2))
    each("diagflat", (t(2, 2),))
    for name in ("hann_window", "hamming_window", "blackman_window", "bartlett_window"):
        each(name, (8,), (1,), (0,))
        each(name + ".periodic", (8, False), (7, True))
    each("kaiser_window", (8,), (1,), (0,))
    each("kaiser_window.periodic", (8, False), (7, True))
    each("kaiser_window.beta", (8, False, 3.5), (7, True, 0.0))


def rearrangements():
    x = t(2, 3, 4)
    each("flip", (x, [0]), (x, [1, 2]), (t(5), [0]), (x, []))
    each("fliplr", (t(2, 3),))
    each("rot90", (t(2, 3),), (t(2, 3), 2), (t(2, 3, 2), -1, [1, 2]))
    each("roll", (x, [1], [0]), (x, [1, -2], [1, 2]), (x, [3]), (x, [7], [2]))
    each("repeat_interleave.self_int", (t(2, 3), 2), (t(2, 3), 2, 1), (t(3), 3, 0))
    each("repeat_interleave.self_Tensor", (t(2, 3), torch.tensor([1, 0, 2]), 1), (t(3), torch.tensor([2, 1, 0])))
    each("repeat_interleave.Tensor", (torch.tensor([1, 0, 2]),))
    each("pixel_shuffle", (t(1, 8, 2, 3), 2))
    each("pixel_unshuffle", (t(1, 2, 4, 6), 2))
    each("channel_shuffle", (t(1, 6, 2, 2), 3))
    each("slice_scatter", (t(4, 3), t(2, 3), 0, 1, 3))
    each("select_scatter", (t(4, 3), t(3), 0, 1))
    each("diagonal_scatter", (t(3, 3), t(3)))
    for name in ("cumsum", "cumprod"):
        each(name, (x, 0), (x, -1), (t(5, dtype=i64), 0), (t(5, dtype=boolean), 0), (s(4, 6), 0), (t(), 0))
    each("cumsum_", (t(3, 4), 1))
    each("logcumsumexp", (x, 1))
    for name in ("cummax", "cummin"):
        each(name, (x, 1), (torch.tensor([1, 3, 3, 2]), 0), (torch.tensor([1.0, NAN, 2.0]), 0))
    each("diff", (t(5),), (t(3, 5), 2), (t(3, 5), 1, 0), (t(5, dtype=boolean),))
    each("trapezoid.dx", (t(3, 5),))


def pads():
    each("constant_pad_nd", (t(2, 3), [1, 2]), (t(2, 3), [1, 0, 2, 1], 5), (t(2, 5), [-1, 1]), (cl(1, 2, 3, 3), [1, 1]), (t(2, 3, dtype=i64), [1, 1], 7))
    each("pad", (t(2, 3), [1, 2]), (t(1, 2, 5), [2, 1], "reflect"), (t(1, 2, 3, 4), [1, 2, 1, 0], "replicate"), (t(1, 2, 3, 4), [1, 2, 1, 0], "circular"),
         (cl(1, 3, 4, 4), [1, 1, 2, 2], "reflect"))
    each("reflection_pad1d", (t(2, 5), [2, 3]))
    each("reflection_pad2d", (t(1, 2, 4, 5), [2, 1, 1, 2]))
    each("reflection_pad3d", (t(1, 1, 3, 4, 4), [1, 1, 1, 1, 1, 1]))
    each("replication_pad1d", (t(1, 2, 5), [2, 3]))
    each("replication_pad2d", (t(2, 4, 5), [2, 1, 1, 2]))
    each("replication_pad3d", (t(1, 1, 3, 4, 4), [1, 2, 0, 1, 3, 1]))
    for name, shape, size in (("upsample_nearest1d", (1, 2, 5), [8]), ("upsample_nearest2d", (1, 2, 4, 5), [7, 9]), ("upsample_nearest3d", (1, 1, 2, 3, 4), [3, 5, 6]),
                              ("_upsample_nearest_exact1d", (1, 2, 5), [8]), ("_upsample_nearest_exact2d", (1, 2, 4, 5), [7, 3])):
        each(name, (t(*shape), size))
        each(name + ".vec", (t(*shape), None, [1.7] * len(size)))
    for name, shape, size in (("upsample_linear1d", (1, 2, 5), [8]), ("upsample_bilinear2d", (2, 3, 4, 5), [7, 9]), ("upsample_trilinear3d", (1, 1, 2, 3, 4), [3, 5, 6]),
                              ("upsample_bicubic2d", (1, 2, 4, 5), [7, 9]), ("_upsample_bilinear2d_aa", (1, 2, 8, 9), [3, 4]), ("_upsample_bicubic2d_aa", (1, 2, 8, 9), [3, 4]),
                              ("_upsample_lanczos2d_aa", (1, 2, 8, 9), [3, 4])):
        for align in (False, True):
            each(name, (t(*shape), size, align))
            each(name + ".vec", (t(*shape), None, align, [1.5] * len(size)))
    each("upsample_bilinear2d", (cl(1, 3, 4, 5), [7, 9], False))
    for mode in (0, 1, 2):
        for padding in (0, 1, 2):
            each("grid_sampler_2d", (t(1, 2, 4, 5), t(1, 3, 3, 2, low=-1.3, high=1.3), mode, padding, False))
    each("grid_sampler", (t(1, 2, 4, 5), t(1, 3, 3, 2, low=-1.3, high=1.3), 0, 0, True), (t(1, 2, 3, 4, 5), t(1, 2, 3, 3, 3, low=-1, high=1), 0, 0, False))
    each("affine_grid_generator", (t(2, 2, 3), [2, 3, 4, 5], False), (t(1, 3, 4), [1, 1, 2, 3, 4], True))
    each("im2col", (t(1, 2, 5, 6), [2, 3], [1, 1], [0, 1], [1, 2]), (t(2, 5, 6), [3, 3], [2, 1], [1, 1], [1, 1]))
    each("col2im", (t(1, 12, 16), [5, 6], [2, 3], [1, 1], [0, 0], [1, 1]))


def resized_bytes():
    """Images of bytes, which are resized in fixed point: up, down, along one dimension only, and by factors that are not the sizes'."""
    for name in ("upsample_bilinear2d", "upsample_bicubic2d", "_upsample_bilinear2d_aa", "_upsample_bicubic2d_aa", "_upsample_lanczos2d_aa"):
        for image, align in ((t(2, 3, 8, 9, dtype=u8, high=255), False), (cl(1, 3, 8, 9, dtype=u8, high=255), "aa" not in name), (t(1, 5, 8, 9, dtype=u8, high=255), False)):
            for size in ([5, 4], [13, 11], [8, 21], [17, 9]):
                each(name, (image, size, align))
        each(name, (t(1, 1, 1, 2, dtype=u8, high=255), [3, 5], False), (t(1, 2, 2, 1, dtype=u8, high=255), [7, 3], False))
        each(name, (t(1, 2, 30, 2, dtype=u8, high=255), [7, 3], False, 0.3, 2.0), (t(1, 1, 40, 37, dtype=u8, high=255), [3, 2], False))


def places():
    """What has no dimensions, or is chosen by a mask without any."""
    each("mT", (t(),), (t(2, 3),))
    for chosen in (True, False):
        each("index_put_", (t(2, 3), [torch.tensor(chosen)], torch.tensor(7.0)), (t(2, 3), [None, torch.tensor(chosen)], torch.tensor([7.0])))


def ends():
    """Ends that are no numbers of the dtype; no dimensions to reduce; powers beyond the dtype's."""
    for start, end, steps in ((0.0, 7.9, 4), (-2.7, 7.9, 4), (0.9, 5.5, 3)):
        each("linspace", (start, end, steps, i64, None, None, None))
        each("logspace", (start, end, steps, 10.0, i64, None, None, None))
    for dtype in (f32, boolean, u8):
        for name in ("any", "all"):
            each(name + ".dims", (t(2, 3, dtype=dtype), [], False), (t(2, 3, dtype=dtype), [], True))
    each("ldexp.Tensor", (t(3, dtype=f64), torch.tensor([200])), (torch.full((2,), 2.0**-140), torch.tensor([200, -5])),
         (t(2, dtype=f16), torch.tensor([3, -3])), (torch.full((1,), 2.0**-10, dtype=f16), torch.tensor([20])),
         (t(2, dtype=i64), torch.tensor([3, 4])), (t(2), torch.tensor(2.0, dtype=f64)), (t(2, dtype=c64), torch.tensor([3, 4])))

"""Shapes and numbers that make no sense: what PyTorch refuses is refused, and what it answers all the same has its answer."""
import torch

from export_operator_goldens import NAN, bf16, boolean, call, each, f16, i32, i64, t


def norms():
    x, v, row = t(2, 3), t(3), t(1, 3)
    positive = t(3, low=0.5, high=2.0)
    for training in (False, True):
        rest = (training, 0.1, 1e-5, False)
        each("batch_norm", (x, None, None, row, positive) + rest, (x, None, None, v, positive.view(1, 3)) + rest,
             (t(2, 1), None, None, t(), t(1)) + rest, (x, None, None, t(4), v) + rest, refused=True)
        three = t(2, 3, 4)
        each("instance_norm", (three, row, None, v, positive) + rest, (three, None, t(3, 1), v, positive) + rest,
             (three, None, None, row, positive) + rest, (three, None, None, v, row) + rest, (three, t(6), None, v, positive) + rest, refused=True)
    each("batch_norm", (x, row, None, v, positive, False, 0.1, 1e-5, False), (x, v, row, v, positive, False, 0.1, 1e-5, False))
    each("group_norm", (t(2, 4), 2, t(1, 4)), (t(2, 4), 2, t(4), t(4, 1)), (t(4), 2), refused=True)
    each("layer_norm", (x, [3], row), (x, [3], None, row), (x, []), refused=True)
    each("rms_norm", (x, [3], row), (x, [3], t(1)), refused=True)
    each("native_group_norm", (t(2, 4, 3), None, None, 1, 4, 3, 2, 1e-5), (t(2, 4, 3), None, None, 2, 4, 6, 2, 1e-5), refused=True)


def products():
    x, w = t(2, 4), t(3, 4)
    each("linear", (t(4), t(4), t()), (x, w, t(1, 3)), (t(2, 2, 4), w, t(1, 1, 1)))
    each("linear", (x, t(4), t(1)), (x, t(4), t()), (t(4), t(4), t(1)), (x, w, t(1, 1, 3)), (t(2, 2, 4), w, t(1, 1, 3)), (t(4), w, t(1, 1, 3)), refused=True)
    each("inner", (t(1), x), (x, t(1)), refused=True)
    each("tensordot", (t(), t(3), [], []))
    each("tensordot", (t(), t(), [0], [0]), (t(1), t(), [0], [0]), refused=True)
    each("linalg_vecdot", (x, t(4)), (x, t(2, 1)))
    call("linalg_vecdot", t(3), t(1), refused=True)
    each("linalg_multi_dot", ([t(2), t(2, 2), t(2)],))
    each("linalg_multi_dot", ([t(2, 2)],), ([t(2, 2), t(1, 2, 2)],), ([t(2, 2), t(2), t(2, 2)],), refused=True)
    each("chain_matmul", ([t(2), t(2, 2)],), ([],), refused=True)
    each("linalg_norm", (x, None, []), (x, 2, []), refused=True)
    call("matrix_H", t(2, 3, 4), refused=True)


def attention():
    q, k, v = t(1, 1, 2, 4), t(1, 1, 3, 4), t(1, 1, 3, 4)
    each("scaled_dot_product_attention", (q[0], k[0], v[0], t(3)), (q, k, v, t(1, 3)))
    each("scaled_dot_product_attention", (q, k, v, t(3)), (q, k, v, t()), (q, k, v, t(3) > 0), refused=True)
    x = t(2, 3, 4)
    good = [t(12, 4), t(12), t(4, 4), t(4)]
    for i, other in enumerate((t(8, 4), t(8), t(4, 3))):
        call("_native_multi_head_attention", x, x, x, 4, 2, *good[:i], other, *good[i + 1:], refused=True)


def convolutions():
    each("conv_transpose1d", (t(0, 2, 3), t(2, 3, 3)), (t(0, 2, 0), t(2, 3, 3)))
    each("conv_transpose1d", (t(1, 2, 0), t(2, 3, 3)), (t(1, 2, 3), t(2, 3, 3), None, [1], [0], [-1]), refused=True)
    each("conv_transpose2d.input", (t(1, 2, 0, 3), t(2, 3, 3, 3)), refused=True)
    each("conv1d", (t(0, 2, 0), t(3, 2, 1), None, [1], [1]))
    each("conv1d", (t(1, 2, 0), t(3, 2, 1), None, [1], [1]), refused=True)
    each("conv2d.padding", (t(2, 3, 3), t(3, 2, 3, 3), None, [1], "same"), (t(0, 2, 1, 1), t(3, 2, 3, 3), None, [1], "same"))
    x, w = t(1, 2, 3, 3), t(3, 2, 3, 3)
    each("conv2d.padding", (t(1, 2, 0, 3), w, None, [1], "same"), (t(3, 3), w, None, [1], "same"), (t(), w, None, [1], "same"),
         (x, w, None, [1, 1, 1], "same"), (x, w, None, [], "same"), (x, w, None, [1], "same", [1, 1, 1]), (x, t(3, 2, 3), None, [1], "same"), refused=True)
    each("_convolution_mode", (t(3), t(3), None, [1], "same", [1], 1), (t(), t(), None, [1], "valid", [1], 1), refused=True)


def losses():
    x, classes = t(2, 3), torch.tensor([1, 2])
    each("multi_margin_loss", (t(), torch.tensor([0])), (t(3), torch.tensor(1)))
    each("multi_margin_loss", (t(3), torch.tensor([[1]])), (x, classes[:, None]), (x, classes[:1]), (x, classes, 1, 1, t(1, 3)), (x, classes, 1, 1, t(2)),
         (t(2, 3, 1), classes), (t(0), classes[:0]), refused=True)
    each("multilabel_margin_loss", (t(1), torch.tensor(0)), (t(), torch.tensor([0])))
    each("multilabel_margin_loss", (x, torch.tensor([1, 1, -1])), (t(3), torch.tensor([[1, 1, -1]])), (x, torch.tensor([[1, 1], [1, 1]])),
         (t(0), classes[:0]), refused=True)
    each("soft_margin_loss", (t(3), t(1)))
    each("soft_margin_loss", (t(1), t(3)), (t(3), t(2, 3)), refused=True)
    y = t(3, low=0.1, high=0.9)
    each("binary_cross_entropy", (y, y, t(2, 3)), refused=True)
    each("binary_cross_entropy_with_logits", (t(1), t(3)))
    each("binary_cross_entropy_with_logits", (t(3), t(1)), (t(3), t(3), t(2, 3)), (t(3), t(3), None, t(2, 3)), refused=True)
    each("cosine_embedding_loss", (t(2, 4), t(2, 4), t(1)), (t(2, 4), t(1, 4), t(2)))
    each("cosine_embedding_loss", (t(2, 4), t(2, 4), t(2, 1)), (t(4), t(4), t(1)), (t(2, 4), t(2, 4), t()), refused=True)
    each("triplet_margin_loss", (x, t(3), t(3)), refused=True)
    each("cross_entropy_loss", (x, t(2, 3), t(2)), (x, t(2, 3), t(1, 3)), (x, classes, t(1, 3)), (x, classes, None, 1, -100, 1.5), (x, t(2, 3), None, 1, 5),
         refused=True)
    each("mse_loss", (x, x, 2 ** 42), refused=True)


def sequences():
    for lengths in (torch.tensor(3), torch.tensor([], dtype=i64), torch.tensor([2, 2]), torch.tensor([1])):
        call("segment_reduce", t(3), "sum", lengths=lengths, refused=True)
    call("segment_reduce", t(), "sum", lengths=torch.tensor(1), refused=True)
    call("segment_reduce", t(3), "sum", lengths=torch.tensor([3]), axis=1, refused=True)
    call("segment_reduce", t(3), "sum", offsets=torch.tensor([], dtype=i64), refused=True)
    call("segment_reduce", t(3, dtype=i64), "sum", lengths=torch.tensor([3]), refused=True)
    for reduce in ("sum", "mean", "amax"):
        call("segment_reduce", t(3), reduce, lengths=torch.tensor([1]), unsafe=True)
        call("segment_reduce", t(0, 3), reduce, lengths=torch.tensor([0, 0]))
        call("segment_reduce", t(3), reduce, lengths=torch.tensor([1, 2]), offsets=torch.tensor([0, 3]))
    each("trapezoid.x", (t(0), t(0)), (t(0), t(3, 3)), (t(2, 3), t(1, 3)), (t(1, 2, 3), t(1, 3)), (t(2, 2, 3), t(2, 3), ), (t(1), t()))
    each("trapezoid.x", (t(2, 3, 4), t(3, 1)), (t(2, 3, 4), t(3)), dim=1)
    each("trapezoid.x", (t(), t(3)), (t(3), t(4)), (t(2, 3), t(1)), (t(3), t(3, 3)), refused=True)
    each("cumulative_trapezoid.x", (t(), t(3)), (t(3), t(4)), (t(2, 3), t(1)), refused=True)
    each("trapezoid.dx", (t(),), refused=True)
    each("cumulative_trapezoid.dx", (t(),), refused=True)
    each("diff", (t(3, 5), 1, -1, t(1)), refused=True)
    each("_pad_packed_sequence", (t(1), torch.tensor([1]), False, 0.0, 0), (t(3, 2), torch.tensor([2]), False, 0.0, 0))
    for rows, sizes in ((t(3, 2), torch.tensor(3)), (t(), torch.tensor([1])), (t(3, 2), torch.tensor([[2, 1]])), (t(3, 2), torch.tensor([], dtype=i64)),
                        (t(3, 2), torch.tensor([2, 2]))):
        call("_pad_packed_sequence", rows, sizes, False, 0.0, 0, refused=True)
    each("_pack_padded_sequence", (t(3, 2, 1), torch.tensor(3), False), (t(3), torch.tensor([3]), False), refused=True)
    each("pad_sequence", ([t(), t()],), refused=True)
    for align in (True, False):
        call("stft", t(40), 8, 3, 3, None, False, False, True, align)
    call("stft", t(40), 7, 3, 4, None, False, False, True, True, refused=True)


def views():
    each("unflatten.int", (t(0), 0, [0, 3]))
    each("unflatten.int", (t(), 0, [1]), (t(4), 0, [3]), refused=True)
    each("glu", (t(0), 0), (t(2, 0), 1), (t(2, 0), 0))
    each("glu", (t(), 0), refused=True)
    each("pixel_unshuffle", (t(0, 4, 2, 2), 2), (t(2, 4, 0, 2), 2))
    for mode in range(4):
        call("_pad_enum", t(2, 3), [1, 1], mode)
    call("_pad_enum", t(2, 3), [1, 1], 4, refused=True)
    x = t(2, 3)
    each("select_scatter", (x, t(1), 0, 0), refused=True)
    each("slice_scatter", (x, t(1, 3), 0, 0, 2), (x, t(3), 0, 0, 2), refused=True)
    each("diagonal_scatter", (t(3, 3), t(1)), refused=True)
    each("as_strided_scatter", (t(3, 3), t(1), [3], [1]), refused=True)
    one = torch.tensor([0])
    each("index_add", (t(), 0, torch.tensor(0), t()))
    each("index_add", (t(), 0, one, t(1)), (t(1), 0, one, t()), refused=True)
    each("index_reduce", (t(3), 0, one, t(1), "sum"), refused=True)
    each("repeat_interleave.self_int", (t(3), 2), refused=False, output_size=6)
    each("repeat_interleave.self_int", (t(3), 2), refused=True, output_size=5)
    each("meshgrid", ([],), refused=True)
    each("ldexp_", (t(2), torch.tensor([[1, 2]])), refused=True)
    each("div_.Tensor_mode", (t(2, dtype=f16), t(1, 2, dtype=f16, low=1, high=2)), refused=True, rounding_mode="trunc")
    each("fft_fftshift", (t(), [0]), refused=True)


def searches_and_factors():
    each("searchsorted.Tensor", (t(3), t()), (t(0), t(2)), (t(2, 0), t(2, 3)))
    each("searchsorted.Tensor", (t(), t()), (t(), t(3)), refused=True)
    call("searchsorted.Tensor", t(3), t(2), right=True, side="left", refused=True)
    each("searchsorted.Scalar", (t(), 1.0), (t(2, 3), 1.0), refused=True)
    each("bucketize.Tensor", (t(), t(3)), (t(2), t(0)))
    each("bucketize.Tensor", (t(2), t()), (t(2), t(2, 2)), refused=True)
    each("histogram.bin_ct", (t(0), 2), (t(0, 3), 3))
    call("histogram.bin_ct", t(3), 2, weight=t(4), refused=True)
    call("histogramdd", t(4, 2), [2, 2], weight=t(2, 2), refused=True)
    pivots = torch.ones(3, dtype=i32)
    each("lu_unpack", (t(0, 3), pivots[:0]), (t(2, 0, 0), torch.ones(2, 0, dtype=i32)), (t(3, 3, dtype=bf16), pivots), (t(3, 3, dtype=boolean), pivots))
    each("lu_unpack", (t(), pivots[0]), (t(3), pivots), (t(3, 3), pivots.long()), refused=True)
    each("linalg_lu_solve", (t(3, 3), pivots[None], t(3, 2)), (t(3, 3), pivots[:1], t(3, 2)), refused=True)
    each("linalg_ldl_solve", (t(3, 3), pivots[:1], t(3, 2)), refused=True)
    each("linalg_householder_product", (t(6, 5), t()), refused=True)
    each("ormqr", (t(5, 5), t(), t(5, 5)), refused=True)
    each("_weight_norm_interface", (t(), t(1)), refused=True)
    each("bilinear", (t(0, 4), t(0, 4), t(3, 4, 4), t()), refused=True)
    each("softshrink", (t(3), NAN), refused=True)
    each("_softmax", (t(3, 4), 1, True), refused=True)


def refusals():
    for some in (norms, products, attention, convolutions, losses, sequences, views, searches_and_factors):
        some()

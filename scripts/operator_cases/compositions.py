"""What is made of several families: the calls whose results become goldens."""
import torch

from export_operator_goldens import INF, c64, each, t


def compositions():
    each("special_ndtr", (t(9),))
    each("mvlgamma", (t(5, low=2, high=5), 3))
    each("ldexp.Tensor", (t(4), torch.tensor([1, -2, 0, 3])))
    each("_aminmax", (t(3, 4),))
    each("cov", (t(3, 6),), (t(6),))
    each("corrcoef", (t(3, 6),))
    each("linalg_diagonal", (t(2, 3, 3),))
    each("fft_fftshift", (t(5),), (t(3, 4), [1]))
    each("fft_ifftshift", (t(5),))
    each("trapezoid.x", (t(3, 5), t(5)), (t(3, 5), t(3, 5), 0))
    each("as_strided_scatter", (t(3, 4), t(2, 2), [2, 2], [4, 1]))
    each("instance_norm", (t(2, 3, 4), None, None, t(3), t(3, low=0.5, high=2), True, 0.1, 1e-5, True))
    each("tensordot", (t(1, 3), t(2, 4), [0], [0]))
    each("combinations", (t(4), 2), (t(3), 2, True), (t(4), 3))
    for order in (1, -1, INF, -INF):
        each("linalg_matrix_norm", (t(2, 3, 4), order), (t(3, 4), order, [0, 1], True))
    each("linalg_norm", (t(3, 4),), (t(5), 3), (t(2, 3, 4), None, [1]), (t(3, 4), 1))
    each("linalg_norm.ord_str", (t(3, 4), "fro"))
    x = t(2, 3, 4)
    each("permute_copy", (x, [2, 0, 1]))
    each("slice_copy.Tensor", (x, 1, 1))
    each("split_copy.Tensor", (x, 2, 2))
    each("view_copy", (x, [6, 4]))
    wave, window = t(2, 40), torch.hann_window(8)
    each("stft", (wave, 8, 3, None, window), (wave, 16, 4, 8, window), return_complex=True)
    each("stft", (wave[0], 8, 3, None, None, True, False), return_complex=False)
    each("stft.center", (wave, 8, 3, None, window), return_complex=True)
    each("abs", (t(5, dtype=c64),))
    q, w, b, p, pb = t(2, 5, 8), t(24, 8) * 0.3, t(24), t(8, 8) * 0.3, t(8)
    each("_native_multi_head_attention", (q, q, q, 8, 2, w, b, p, pb), (q, q, q, 8, 2, w, b, p, pb, None, True, False))
    each("_native_multi_head_attention", (q, q, q, 8, 2, w, b, p, pb, torch.tensor([[False] * 5, [False] * 3 + [True] * 2]), False, True, 1), compare=1)
    layer = [8, 2, w, b, p, pb, False, False, 1e-5, t(8), t(8), t(8), t(8), t(16, 8) * 0.3, t(16), t(8, 16) * 0.3, t(8)]
    each("_transformer_encoder_layer_fwd", (q, *layer))
    layer[6:8] = [True, True]
    each("_transformer_encoder_layer_fwd", (q, *layer))

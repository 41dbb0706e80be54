"""Orthogonal polynomials, Bessel functions, incomplete gamma functions; derivatives, histograms and other compositions."""
import torch

from export_operator_goldens import INF, NAN, bf16, boolean, each, f64, i64, t

POLYNOMIALS = ["chebyshev_polynomial_" + k for k in "tuvw"] + ["shifted_chebyshev_polynomial_" + k for k in "tuvw"] + [
    "hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p"]
BESSEL = """bessel_j0 bessel_j1 bessel_y0 bessel_y1 modified_bessel_i0 modified_bessel_i1 modified_bessel_k0 modified_bessel_k1
    scaled_modified_bessel_k0 scaled_modified_bessel_k1 spherical_bessel_j0 airy_ai""".split()


def polynomials():
    degrees = torch.tensor([-1, 0, 1, 2, 3, 5, 9], dtype=i64)
    for name in POLYNOMIALS:
        each("special_" + name, (t(7, low=-0.9, high=0.9), degrees), (torch.tensor([-1.0, 0.0, 1.0]), torch.tensor([[2], [3]])),
             (t(7, dtype=f64, low=1.0, high=2.0), degrees))
        each(f"special_{name}.n_scalar", (t(5, low=0, high=1), 4))
        each(f"special_{name}.x_scalar", (0.3, degrees))


def bessel():
    for name in BESSEL:
        each("special_" + name, (t(9, low=0.1, high=20),), (t(4, dtype=i64, low=1, high=9),))
    for name in ("bessel_j0", "bessel_j1", "modified_bessel_i0", "modified_bessel_i1", "spherical_bessel_j0", "airy_ai"):
        each("special_" + name, (t(9, low=-10, high=10),), (torch.tensor([0.0, NAN]),))
    for name in ("igamma", "igammac"):
        each(name, (t(9, low=0.1, high=9), t(9, low=0, high=12)), (t(5, dtype=f64, low=0.5, high=15), t(5, dtype=f64, low=1, high=30)),
             (torch.tensor([0.0, 0.0, 1.0, -1.0, INF, 2.0]), torch.tensor([0.0, 1.0, 0.0, 1.0, 1.0, INF])))


def derivatives():
    each("gradient.scalarint", (t(5, 4),))
    each("gradient.scalarint", (t(5, 4),), spacing=0.5, dim=1, edge_order=2)
    each("gradient.array", (t(3, 5, 4),), dim=[1, -1], edge_order=2)
    each("gradient.tensorarray", (t(5, 4),), spacing=[torch.tensor([0.0, 1.0, 3.0, 4.5, 5.0]), torch.tensor([0.0, 0.5, 2.0, 3.0])], dim=[0, 1])
    each("gradient.tensorarray", (t(5, 4),), spacing=[torch.tensor([0.0, 1.0, 3.0, 4.5, 5.0])], dim=[0], edge_order=2)
    each("cumulative_trapezoid.x", (t(3, 5), t(5)), (t(3, 5), t(3, 5)))
    each("cumulative_trapezoid.dx", (t(3, 5),), dx=0.5, dim=0)
    each("_softmax_backward_data", (t(3, 4), torch.softmax(t(3, 4), 1), 1, torch.float32))
    each("_log_softmax_backward_data", (t(3, 4), torch.log_softmax(t(3, 4), 1), 1, torch.float32))
    x = t(2, 3, 6, 6)
    pooled, indices = torch.nn.functional.max_pool2d(x, 2, return_indices=True)
    each("max_pool2d_with_indices_backward", (t(2, 3, 3, 3), x, [2, 2], [2, 2], [0, 0], [1, 1], False, indices))


def histograms():
    each("histogram.bin_ct", (t(40),), (t(4, 5), 7))
    each("histogram.bin_ct", (t(40), 5), range=[-1.0, 2.0], weight=t(40, low=0, high=1), density=True)
    each("histogram.bins_tensor", (t(40), torch.tensor([-2.0, -0.5, 0.0, 3.0])))
    each("histogramdd", (t(30, 2), [3, 4]), (t(30, 2), [3, 4], [-1.0, 1.0, -2.0, 2.0]), (t(30, 2), [3, 4], None, t(30, low=0, high=1), True))
    each("histogramdd.int_bins", (t(30, 3), 2))


def folds():
    lengths = torch.tensor([2, 0, 3])
    for reduce in ("sum", "mean", "max", "min", "prod"):
        each("segment_reduce", (t(5, 2), reduce), lengths=lengths)
        each("segment_reduce", (t(5), reduce), offsets=torch.tensor([0, 2, 2, 5]), initial=0.5)
    each("segment_reduce", (t(2, 5, 3), "sum"), lengths=torch.tensor([[1, 4], [3, 2]]), axis=1)
    x, labels = t(4, 5), torch.tensor([0, 3, 4, 1])
    for reduction in (0, 1, 2):
        each("multi_margin_loss", (x, labels, 2, 0.5, t(5, low=0, high=1), reduction), (t(5), torch.tensor(2), 1, 1, None, reduction))
        each("multilabel_margin_loss", (x, torch.tensor([[0, 1, -1, 2, 3], [4, -1, 0, 0, 0], [-1, 0, 0, 0, 0], [0, 1, 2, 3, 4]]), reduction))
    for reduction in (0, 1, 2):
        each("ctc_loss.IntList", (torch.log_softmax(t(6, 3, 5), -1), torch.tensor([[1, 1, 2], [3, 0, 0], [4, 2, 4]]), [6, 5, 4], [3, 1, 3], 0, reduction),
             (torch.log_softmax(t(6, 2, 5), -1), torch.tensor([1, 2, 2, 3, 3]), [6, 3], [2, 3], 4, reduction, True),
             (torch.log_softmax(t(6, 5), -1), torch.tensor([1, 2]), [6], [2], 0, reduction))
        each("ctc_loss.Tensor", (torch.log_softmax(t(4, 2, 3, dtype=f64), -1), torch.tensor([[1, 2], [2, 0]]), torch.tensor([4, 3]), torch.tensor([2, 0]), 0, reduction))
    each("multilabel_margin_loss", (t(4), torch.tensor([3, 0, -1, 1])))
    each("vander", (t(4),), (t(4, dtype=i64), 3, True), (t(3, dtype=boolean),), (t(2), 0), (t(2), 1))
    each("cov", (t(3, 6),), (t(6),))
    each("cov", (t(3, 6, dtype=bf16),), aweights=t(6, low=0, high=1))  # of float32, and so the result
    each("cov", (t(3, 6),), correction=0, fweights=torch.tensor([1, 2, 1, 3, 1, 1]), aweights=t(6, low=0, high=1))
    each("cov", (t(3, 6),), aweights=t(6, low=0, high=1))
    each("frexp.Tensor", (torch.tensor([0.0, -0.0, 1.0, -3.5, 1e-42, 1e30, INF, NAN]),), (t(9, dtype=f64),), (t(5, dtype=torch.float16),))
    each("nonzero_static", (t(4, 3) > 0,), size=3)
    each("nonzero_static", (t(3) > 0,), size=9, fill_value=7)
    each("take_along_dim", (t(3, 4), torch.tensor([[-1], [0], [2]]), 1))
    each("_unsafe_masked_index", (t(6), t(4, dtype=boolean), [torch.tensor([0, 9, 1, 2])], 9.0))
    each("_pad_circular", (t(1, 2, 4, 4), [-1, 1, -2, 1]))
    table = t(5, 3)
    each("embedding_renorm_", (table, torch.tensor([1, 3, 1]), 1.0, 2.0))
    each("_batch_norm_with_update", (t(4, 3, 2), t(3), t(3), t(3), t(3, low=0.5, high=2), 0.1, 1e-5), compare=3)
    each("_chunk_cat", ([t(4, 3), t(5, 2)], 0, 2), ([t(3, 4), t(3, 5)], 1, 3))

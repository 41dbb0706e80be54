"""Operators on complex numbers beside those of the other families."""
import torch

from export_operator_goldens import INF, NAN, boolean, c64, call, each, f64, t

c128 = torch.complex128
UNARY = "exp2 expm1 log2 log10 log1p asin acos atan asinh acosh atanh sinc silu sigmoid".split()


def pointwise():
    edges = torch.tensor([0, 1, -1, 1j, -1j, 1e-6 + 1e-6j, -0.3 + 2j, 3 - 0.5j], dtype=c64)
    for name in UNARY:
        each(name, (t(7, dtype=c64),), (t(2, 3, dtype=c128),))
        each(name, (edges if name not in ("log2", "log10", "log1p", "atan", "atanh") else edges[5:],))
    a, b, w = t(6, dtype=c64), t(6, dtype=c64), t(6, dtype=c64)
    each("lerp.Scalar", (a, b, 0.3), (a, b, 0.7))
    each("lerp.Tensor", (a, b, w * 0.2), (a, b, w))
    each("logaddexp", (a, b), (a * 20, b))
    each("logaddexp", (torch.tensor([-INF, -INF, 1.0], dtype=c64), torch.tensor([-INF, 2.0, NAN], dtype=c64)))
    near = a * (1 + 1e-6)
    each("isclose", (a, near), (a, b), (torch.tensor([NAN + 0j]), torch.tensor([NAN + 0j])))
    each("isclose", (torch.tensor([NAN + 0j]), torch.tensor([NAN + 0j]), 1e-5, 1e-8, True))
    each("l1_loss", (a, b), (a, b, 0))
    each("masked_fill.Scalar", (a, t(6, dtype=boolean), 1 + 2j))


def scans():
    x = t(3, 5, dtype=c64)
    for name in ("cumsum", "cumprod", "logcumsumexp"):
        each(name, (x, 0), (x, 1), (x.t(), 0), (t(4, dtype=c128), 0))
    each("cumsum", (t(4), 0), (torch.tensor(1 + 2j), 0), dtype=c64)
    each("cumprod", (t(3, 70, dtype=c64) * 0.5, 0))


def reductions():
    x, zeros = t(3, 4, dtype=c64), torch.tensor([[0, 1j, 0], [0, 0, 0]], dtype=c64)
    scalar = torch.tensor(1 + 2j)
    each("sum.dim_IntList", (scalar, []), (scalar, [0], True), (x, [1], True))
    each("mean.dim", (scalar, []), (x, [0]))
    each("prod", (x,), (scalar,), (torch.empty(0, dtype=c64),))
    each("prod.dim_int", (x, 0), (x, 1, True), (torch.empty(2, 0, dtype=c64), 1), (scalar, 0))
    call("prod.dim_int", t(3), 0, dtype=c64)
    each("logsumexp", (x, [1]), (x, [0, 1], True), (x * 100, [0]))
    for name in ("all", "any", "count_nonzero", "nonzero"):
        each(name, (zeros,), (x,))
    each("all.dim", (zeros, 0))
    each("any.dims", (zeros, [1], True))
    for name in ("var", "std", "var_mean", "std_mean"):
        each(name + ".correction", (x, [1]), (x, None))
        call(name + ".correction", x, [0], correction=0, keepdim=True)
    each("corrcoef", (x,))
    each("rms_norm", (x, [4]), (x, [4], t(4, dtype=c64), 1e-3))


def products():
    m, a, b, v = t(3, 4, dtype=c64), t(3, 2, dtype=c64), t(2, 4, dtype=c64), t(4, dtype=c64)
    factors = {"beta": 0.5 + 1j, "alpha": 2 - 1j}
    call("addmm", m, a, b, **factors)
    call("addmm", v, a, b, beta=0, alpha=1j)
    call("baddbmm", t(2, 3, 4, dtype=c64), t(2, 3, 2, dtype=c64), t(2, 2, 4, dtype=c64), **factors)
    call("addbmm", m, t(2, 3, 2, dtype=c64), t(2, 2, 4, dtype=c64), **factors)
    call("addmv", t(3, dtype=c64), m, v, **factors)
    call("addr", m, t(3, dtype=c64), v, **factors)


def spectra():
    wave, window = t(2, 40, dtype=c64), torch.hann_window(8)
    each("stft", (wave, 8), (wave[0], 8, 3, 6), (wave, 8, 3, None, window), (wave, 8, 3, None, window * (1 + 1j), True, False))
    each("stft", (t(30), 8, None, None, window * (1 + 1j)))

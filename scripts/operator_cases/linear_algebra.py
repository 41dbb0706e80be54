"""Linear algebra by LAPACK. Vectors of decompositions have a sign that PyTorch does not promise: those are tested by what they compose to."""
import torch

from export_operator_goldens import c64, call, each, f64, s, t


def positive(*shape, **options):
    """Positive definite matrices."""
    a = t(*shape, shape[-1], **options)
    return a @ a.mH + torch.eye(shape[-1], dtype=a.dtype)


def factorisations():
    matrices = (t(4, 4),), (t(5, 3),), (t(3, 5),), (t(2, 3, 4, 4),), (s(4, 4),), (t(4, 4, dtype=f64),), (t(3, 3, dtype=c64),)
    for name in ("linalg_lu_factor", "linalg_lu_factor_ex", "linalg_lu", "linalg_qr", "geqrf"):
        each(name, *matrices)
    each("linalg_lu_factor_ex", (torch.zeros(2, 3, 3),), (t(0, 3, 3),))
    each("linalg_qr", (t(5, 3), "complete"), (t(3, 5), "complete"), (t(5, 3), "r"))
    lu, pivots = torch.linalg.lu_factor(t(2, 4, 3))
    each("lu_unpack", (lu, pivots), (lu, pivots, False), (lu, pivots, True, False), compare=None)
    for name in ("linalg_cholesky", "cholesky", "linalg_cholesky_ex"):
        each(name, (positive(4),), (positive(2, 3),), (positive(3, dtype=f64),), (positive(3, dtype=c64),))
    each("linalg_cholesky", (positive(4),), upper=True)
    each("linalg_cholesky_ex", (torch.eye(3) * -1,))
    each("cholesky_inverse", (torch.linalg.cholesky(positive(4)),), (torch.linalg.cholesky(positive(2, 3)).mT.contiguous(), True))
    symmetric = t(4, 4)
    symmetric = symmetric + symmetric.mT
    each("linalg_ldl_factor", (symmetric,))
    each("linalg_ldl_factor_ex", (symmetric.double(),))
    a, tau = torch.geqrf(t(5, 3))
    each("linalg_householder_product", (a, tau))
    each("ormqr", (a, tau, t(5, 2)), (a, tau, t(5, 2), True, True), (a, tau, t(2, 5), False))
    each("linalg_lu_factor.out", (t(4, 4),), LU=torch.empty(4, 4), pivots=torch.empty(4, dtype=torch.int32))


def systems():
    a = t(4, 4) + 4 * torch.eye(4)
    for b in (t(4, 2), t(4), t(2, 4, 3), s(4, 3)):
        call("linalg_solve", a, b)
    each("linalg_solve", (t(2, 1, 4, 4) + 4 * torch.eye(4), t(3, 4, 2)), (a.double(), t(4, 2, dtype=f64)), (t(3, 3, dtype=c64), t(3, 2, dtype=c64)),
         (t(2, 4, 4) + 4 * torch.eye(4), t(2, 4)))
    each("linalg_solve", (a, t(2, 4)), left=False)
    each("linalg_solve_ex", (a, t(4, 2)), (torch.zeros(2, 2), t(2, 2)), compare=None)
    each("linalg_inv", (a,), (t(2, 3, 3) + 3 * torch.eye(3),), (t(3, 3, dtype=c64),))
    each("inverse", (a,))
    each("linalg_inv_ex", (a,))
    lu, pivots = torch.linalg.lu_factor(a)
    each("linalg_lu_solve", (lu, pivots, t(4, 2)))
    each("linalg_lu_solve", (lu, pivots, t(4, 2)), adjoint=True)
    each("linalg_lu_solve", (lu, pivots, t(2, 4)), left=False)
    each("lu_solve", (t(4, 2), lu, pivots))
    factor = torch.linalg.cholesky(positive(4))
    each("cholesky_solve", (t(4, 2), factor), (t(3, 4, 2), factor), (t(4, 2), factor.mT.contiguous(), True))
    for upper in (True, False):
        for left in (True, False):
            call("linalg_solve_triangular", a, t(4, 4), upper=upper, left=left)
            call("linalg_solve_triangular", t(2, 4, 4), t(4, 4), upper=upper, left=left, unitriangular=True)
    each("triangular_solve", (t(4, 2), a), (t(4, 2), a, False, True), (t(4, 2), a, True, False, True))
    factor, pivots = torch.linalg.ldl_factor(a + a.mT)
    each("linalg_ldl_solve", (factor, pivots, t(4, 2)))
    for driver in ("gels", "gelsy", "gelsd", "gelss"):
        each("linalg_lstsq", (t(6, 3), t(6, 2)), (t(3, 6), t(3, 2)), (t(2, 5, 3), t(2, 5)), driver=driver)
    each("linalg_tensorsolve", (t(2, 3, 6), t(2, 3)), (t(2, 6, 3), t(2, 3), [1]))
    each("linalg_tensorinv", (t(2, 3, 6), 2), (t(4, 2, 2), 1))


def spectra():
    symmetric = t(2, 4, 4)
    symmetric = symmetric + symmetric.mT
    each("linalg_svdvals", (t(5, 3),), (t(2, 3, 5),), (t(3, 3, dtype=c64),))
    each("linalg_eigvalsh", (symmetric,), (symmetric, "U"), (symmetric.double(),))
    each("linalg_pinv", (t(5, 3), 1e-4), (t(2, 3, 5), 1e-4))
    each("linalg_pinv.atol_rtol_float", (t(5, 3),), (t(3, 5),))
    each("linalg_pinv.atol_rtol_float", (symmetric,), hermitian=True)
    each("linalg_pinv.atol_rtol_float", (t(5, 3),), atol=2.0)
    each("pinverse", (t(5, 3),))
    low = t(5, 2) @ t(2, 4)
    each("linalg_matrix_rank", (low, 1e-3), (t(4, 4), 1e-3))
    each("linalg_matrix_rank.atol_rtol_float", (low,), (t(2, 4, 4),))
    each("linalg_matrix_rank.atol_rtol_tensor", (t(2, 4, 4),), atol=torch.tensor([1.0, 3.0]))
    for p in (None, 1, -1, 2, -2, float("inf")):
        call("linalg_cond", t(3, 3), p)
    each("linalg_cond", (torch.zeros(3, 3), 1))
    each("linalg_cond.p_str", (t(3, 3), "fro"), (t(2, 3, 3), "nuc"))
    for order in (2, -2, 1, -1, float("inf"), -float("inf")):
        each("linalg_matrix_norm", (t(2, 4, 3), order), (t(3, 2, 4), order, [0, 2]), (t(3, 2, 4), order, [2, 0], True))
    each("linalg_matrix_norm.str_ord", (t(2, 4, 3), "nuc"), (t(2, 4, 3), "fro"), (t(2, 4, 3), "nuc", [1, 0], True))
    each("linalg_norm", (t(4, 3), 2), (t(4, 3),), (t(4), 3))
    each("linalg_norm.ord_str", (t(4, 3), "nuc"), (t(4, 3), "fro"))
    each("nuclear_norm", (t(4, 3),))


def matrix_functions():
    for name in ("det", "linalg_det", "linalg_slogdet", "slogdet", "logdet"):
        each(name, (t(4, 4),), (t(2, 3, 3),), (torch.zeros(2, 2),), (t(2, 2, dtype=f64),))
    each("linalg_det", (t(3, 3, dtype=c64),))
    each("linalg_slogdet", (t(3, 3, dtype=c64),))
    each("matrix_exp", (t(3, 3),), (t(2, 4, 4, dtype=f64),), (torch.zeros(2, 2),))
    each("linalg_matrix_power", (t(3, 3) * 0.5, 3), (t(3, 3), 0), (t(3, 3) + 3 * torch.eye(3), -2))
    each("linalg_vander", (t(4),), (t(2, 3),))
    each("linalg_vander", (t(4),), N=2)

"""Numbers at the ends of what dtypes and sizes hold."""
import torch

from export_operator_goldens import INF, bf16, boolean, call, each, f16, f64, i8, i64, t, u8


def extremes():
    x = t(3, dtype=u8)
    mask, index = torch.tensor([True, False, True]), torch.tensor([2, 0])
    for number in (-1, -255, 2.7):
        each("fill_.Scalar", (x.clone(), number))
        each("full", ([2], number), dtype=u8)
        each("masked_fill.Scalar", (x, mask, number))
        each("index_fill.int_Scalar", (x, 0, index, number))
        each("scatter.value", (x, 0, index, number))
        each("constant_pad_nd", (x, [1, 1], number))
        each("where.ScalarOther", (mask, x, number))
        each("clamp_min", (x, number))
        each("clamp_max", (x, number))
        each("linspace", (0, number, 3), dtype=u8)
    each("clamp", (x, -1, 2), (x, 0, INF), (t(3, dtype=boolean), 0, 3))
    each("add.Scalar", (x, 300), (x, 300, 2), (x, 2, -1))
    each("mul.Scalar", (x, 300))
    each("fill_.Scalar", (t(3, dtype=boolean), 300), (t(3, dtype=i8), -1.5), (t(3, dtype=i8), 1 + 0j), (t(1, dtype=f16), 1e6))
    each("fill_.Tensor", (x.clone(), torch.tensor(300)))
    each("scalar_tensor", (1e6,), dtype=f16)
    each("where.ScalarOther", (mask, t(3, dtype=f16), 1e6))
    each("linspace", (0, 300, 1), (0, 300, 0), dtype=u8)

    for diagonal in (2 ** 62, -2 ** 62, 2 ** 31, 4, -4):
        each("tril", (t(2, 3), diagonal))
        each("triu", (t(2, 3), diagonal))
        each("tril_indices", (3, 4, diagonal))
        each("triu_indices", (3, 4, diagonal))
        each("diagonal", (t(2, 3), diagonal))
    for diagonal in (2 ** 63 - 1, -2 ** 63):
        each("tril", (t(2, 3), diagonal))
        each("triu", (t(2, 3), diagonal))
    for diagonal in (0, 1, -1):
        each("tril_indices", (3, 2 ** 31, diagonal), (4, 2, diagonal), (0, 3, diagonal))
        each("triu_indices", (3, 5, diagonal), (4, 2, diagonal), (3, 0, diagonal))
        call("tril_indices", 3, 4, diagonal, dtype=torch.int32)
    each("triu_indices", (3, 2 ** 31, 2 ** 31 - 2))
    each("tril_indices", (2 ** 40, 2, 3 - 2 ** 40))
    each("slice.Tensor", (t(5, 3), 0, 1, None, 2 ** 63 - 1), (t(5, 3), 0, 5, None, 2 ** 63 - 1))
    each("mvlgamma", (t(4, low=30, high=50), 40), (t(4, dtype=f64, low=30, high=50), 40), (torch.tensor([5, 7]), 2))

    grid = torch.tensor([[[[2.0 ** e, 0.3], [0.2, -(3.0 ** e)]] for e in range(18, 30)]], dtype=f64).view(1, 6, 4, 2)
    for padding in range(3):
        for corners in (False, True):
            image = t(1, 2, 5, 7)
            call("grid_sampler_2d", image, grid.float(), 2, padding, corners)

    for sizes in ((0, 3), (3, 0), (0, 0), (2, 0, 3), (2, 3, 0), (0, 3, 3)):
        for order in (INF, 1, 2):
            each("linalg_matrix_norm", (torch.zeros(sizes), order))
            call("linalg_norm", torch.zeros(sizes), order, [-2, -1])
        each("linalg_matrix_norm.str_ord", (torch.zeros(sizes), "fro"), (torch.zeros(sizes), "nuc"))
    each("linalg_matrix_norm", (torch.zeros(3, 0), -INF), (torch.zeros(0, 3), -1), (torch.zeros(0, 3, 3), -2))

    for dtype in (torch.float32, f64, f16, bf16):
        for bins, low, high in ((100, -10, 10), (1000, 0, 7), (33, 0.1, 0.9)):
            each("histc", ((torch.arange(-20, 221, dtype=f64) / 200 * (high - low) + low).to(dtype), bins, low, high))
    negative = torch.arange(-8, 3)
    each("polygamma", (1, negative), (1, negative.to(i8)), (1, negative - 0.25))
    small, column = torch.tensor([[[6, 8, 2], [2, 8, 2]]], dtype=u8), torch.tensor([5, 1, 6], dtype=u8)
    for equation in ("...ik, ...j -> ij", "...ik, ...k -> i", "bik, j -> bikj", "bik, k -> bi"):
        each("einsum", (equation, [small, column]))
    for equation in ("bik, b -> bik", "bik, b -> ik"):
        each("einsum", (equation, [small, column[:1]]))
    each("einsum", ("ik, j -> ij", [small[0, :, :1], column]), ("ik, kj -> ij", [small[0], column[None]]))
    each("einsum", ("i, j -> ij", [column, column.to(f64)]), ("ij, j -> ij", [small[0], column.to(i64)]))
    for x in (torch.zeros(5, 0, 2), torch.zeros(0, 3)):
        each("unique_dim", (x, x.shape.index(0), True, True, True))
        each("unique_consecutive", (x, True, True, x.shape.index(0)))
    ends = torch.tensor([0, 0.5, 1e30, INF, float("nan"), -1])
    each("igamma", (ends[:, None], ends))
    each("igammac", (ends[:, None], ends))
    each("igamma", (torch.tensor(2e6, dtype=f64), torch.tensor([1998000, 2e6, 2000100], dtype=f64)))
    each("special_zeta", (torch.tensor([[2], [3], [7]], dtype=f64), torch.tensor([-0.5, -3.25, -100.25, -9.99], dtype=f64)))
    for target in (torch.tensor(1), torch.tensor([1])):
        each("multi_margin_loss", (ends[:3], target, 1, 1, None, 0), (ends[None, :3], target, 1, 1, None, 0))
    for scores, labels in ((ends[:3], torch.tensor([2, 0, -1])), (ends[None, :3], torch.tensor([[2, 0, -1]]))):
        each("multilabel_margin_loss", (scores, labels, 0), (scores, labels, 1))

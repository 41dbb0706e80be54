"""What folds, orders, finds and indexes: the calls whose results become goldens."""
import torch

from export_operator_goldens import bf16, INF, NAN, boolean, c64, cl, each, f16, f32, f64, i32, i64, s, t, u8


def reductions():
    x = t(3, 4, 5)
    each("sum", (x,), (t(3, dtype=i32),), (t(0),), (t(),), (s(5, 6),), (t(9, dtype=boolean),), (t(5, dtype=f16),), (t(3, dtype=c64),))
    each("sum.dim_IntList", (x, [1]), (x, [0, 2], True), (x, [-1]), (x, None), (x, []), (s(5, 6), [0]), (t(3, 0), [1]), (t(3, 4, dtype=i64), [0]),
         (cl(2, 3, 4, 5), [2, 3]), (t(), [0]), (t(3, 4, dtype=c64), [-1], True), (t(4, 300), [1]), (t(300, 4), [0]))
    each("sum.dim_IntList", (x, [1]), dtype=f64)
    each("mean", (x,), (t(5, dtype=f16),))
    each("mean.dim", (x, [1]), (x, [0, 2], True), (cl(2, 3, 4, 5), [2, 3]), (t(3, 0), [1]))
    each("mean.dim", (t(3, 4, dtype=i64), [1]), dtype=f32)
    each("prod", (t(5),), (t(4, dtype=i64),))
    each("prod.dim_int", (x, 1), (x, 2, True))
    each("nansum", (torch.tensor([1.0, NAN, 2.0]),))
    each("nanmean", (torch.tensor([[1.0, NAN, 2.0], [NAN, NAN, NAN]]), [1]))
    each("logsumexp", (x, [1]), (x, [0, 1], True), (torch.tensor([-INF, -INF]), [0]))
    for name in ("amax", "amin"):
        each(name, (x, [1]), (x, [0, 2], True), (x,), (t(4, dtype=i64), [0]), (torch.tensor([1.0, NAN]), [0]), (t(5, dtype=boolean), [0]))
    for name in ("max", "min"):
        each(name, (x,), (t(5, dtype=i64),), (torch.tensor([1.0, NAN]),))
        each(name + ".dim", (x, 1), (x, -1, True), (s(5, 6), 0), (t(9, dtype=i64, low=0, high=2), 0), (torch.tensor([[1.0, NAN], [2.0, 2.0]]), 1),
             (t(), 0), (t(2, 0, 3), 2))
    for name in ("argmax", "argmin"):
        each(name, (x,), (x, 1), (x, -1, True), (s(5, 6),), (s(5, 6), 0), (t(9, dtype=i64, low=0, high=2),), (t(4, dtype=boolean) if False else t(4), 0))
    each("aminmax", (x,))
    each("aminmax", (x,), dim=1)
    b = t(3, 4, dtype=boolean)
    for name in ("all", "any"):
        each(name, (b,), (t(3, 4),), (t(0),), (t(3, dtype=u8),))
        each(name + ".dim", (b, 1), (b, 0, True), (t(3, 4, dtype=u8, low=0, high=1), 1))
        each(name + ".dims", (b, [0, 1]), (b, [1]))
    each("count_nonzero", (t(9, dtype=i64, low=0, high=2),), (t(3, 4, dtype=i64, low=0, high=2), 1))
    for name in ("var", "std"):
        each(name + ".correction", (x, [1]), (x, [0, 2]), (x, None))
        each(name + ".correction", (x, [1]), (x,), correction=0)
        each(name + ".dim", (x, [1], False, True))
        each(name, (x, True), (x, False))
    each("var_mean.correction", (x, [1]))
    each("std_mean.correction", (x, [0, 1]), keepdim=True)
    for p in (0, 1, 2, 3, 0.5, INF, -INF):
        each("linalg_vector_norm", (x, p, [1]), (x, p), (x, p, [0, 2], True))
    each("norm.Scalar", (x,), (x, 1))
    each("norm.ScalarOpt_dim", (x, None, [1]), (x, 3, [0, 1], True))
    each("dist", (t(5), t(5)), (t(5), t(5), 1))
    each("trace", (t(3, 4),))
    each("sum_to_size", (x, [4, 1]), (x, [1, 4, 5]))


def ordering():
    x = t(3, 8)
    each("sort", (x,), (x, 0), (x, 1, True), (torch.tensor([2.0, NAN, 1.0]),), (t(9, dtype=i64),), (s(4, 5),), (t(),))
    each("argsort", (x,), (x, 0, True))
    each("topk", (x, 3), (x, 2, 0), (x, 3, 1, False), (t(9), 9), (t(40), 5), (t(3, 0), 0), (torch.tensor([2.0, NAN, 1.0]), 2))
    each("kthvalue", (x, 3), (x, 1, 0, True))
    each("median", (x,), (t(5),), (torch.tensor([2.0, NAN, 1.0]),))
    each("median.dim", (x, 1), (x, 0, True))
    each("nanmedian", (torch.tensor([2.0, NAN, 1.0]),))
    each("mode", (torch.tensor([[1, 2, 2, 3], [3, 3, 1, 1]]), 1))
    equals = torch.arange(600) * 7 % 31 % 3
    for row in (equals[:60], equals, (equals - 1) * -0.0, torch.where(equals == 0, NAN, equals.double())):
        each("sort", (row,), (row, 0, True))
        each("sort.stable", (row,), stable=True)
        each("sort.stable", (row, ), stable=None)
        each("argsort", (row,))
        each("argsort.stable", (row,), stable=True)
        each("topk", (row, 9), (row, 40))
        each("kthvalue", (row, 30))
        each("median", (row,))
        each("_unique2", (row, True, True, True))


def indexing():
    x = t(4, 5, 3)
    i = torch.tensor([0, 2, -1])
    j = torch.tensor([[1], [0]])
    each("index.Tensor", (x, [i]), (x, [None, i]), (x, [i, i]), (x, [i, None, torch.tensor([0, 1, 2])]), (x, [j, i]), (x, [None, j, torch.tensor([1, 0, 2])]),
         (x, [t(4, dtype=boolean)]), (x, [t(4, 5, dtype=boolean)]), (x, [None, t(5, dtype=boolean)]), (s(4, 6), [i]), (x, [torch.tensor(2)]),
         (t(4, dtype=i64), [i]), (x, [torch.empty(0, dtype=i64)]), (t(4, dtype=boolean), [i]))
    each("index_put", (x, [i], t(3, 5, 3)), (x, [i], t(3)), (x, [None, i], t()), (x, [i, i], t(3, 3)), (x, [t(4, 5, dtype=boolean)], t()))
    each("index_put", (x, [torch.tensor([0, 0, 1])], t(3, 5, 3), True))
    each("index_put_", (t(4, 5), [i], t(5)), (s(4, 6), [i, i], t(3)))
    each("index.Tensor_hacked_twin", (x, [i, i]))
    each("index_put.hacked_twin", (x, [i], t(3, 5, 3), True))
    each("index_put_.hacked_twin", (t(4, 5), [i], t(5)))
    each("index_select", (x, 0, torch.tensor([0, 3, 3])), (x, 2, torch.tensor([2, 0])), (s(4, 6), 1, torch.tensor([5, 0])), (x, 1, torch.tensor([1], dtype=i32)))
    g = torch.tensor([[0, 1, 2], [2, 0, 0]])
    each("gather", (t(4, 3), 0, g), (t(2, 4), 1, g), (t(3), 0, torch.tensor([2, 0])), (s(4, 6), 0, g))
    each("take", (t(4, 3), torch.tensor([[0, -1], [5, 11]])), (s(4, 6), torch.tensor([7])))
    each("take_along_dim", (t(4, 3), torch.tensor([[0], [1], [2], [0]]), 1))
    each("scatter.src", (t(4, 3), 0, g, t(2, 3)), (t(2, 4), 1, g, t(2, 4)))
    each("scatter.value", (t(4, 3), 0, g, 9.0))
    each("scatter_.src", (t(4, 3), 0, g, t(2, 3)))
    each("scatter_add", (t(4, 3), 0, g, t(2, 3)), (t(4, 3, dtype=i64), 0, g, t(2, 3, dtype=i64)))
    each("scatter_add_", (t(4, 3), 0, g, t(2, 3)))
    for how in ("add", "multiply"):
        each("scatter.reduce", (t(4, 3), 0, g, t(2, 3)), reduce=how)
    for how in ("sum", "prod", "mean", "amax", "amin"):
        each("scatter_reduce.two", (t(4, 3), 0, g, t(2, 3), how))
        each("scatter_reduce.two", (t(4, 3), 0, g, t(2, 3), how), include_self=False)
    each("index_add", (t(4, 3), 0, torch.tensor([0, 0, 2]), t(3, 3)), (t(4, 3), 1, torch.tensor([0, 0]), t(4, 2)))
    each("index_add", (t(4, 3), 0, torch.tensor([0, 0, 2]), t(3, 3)), alpha=2)
    each("index_copy", (t(4, 3), 0, torch.tensor([0, 2]), t(2, 3)))
    each("index_fill.int_Scalar", (t(4, 3), 0, torch.tensor([0, -1]), 2))
    each("nonzero", (t(3, 4, dtype=boolean),), (t(9, dtype=i64, low=0, high=2),), (t(),), (s(3, 4, dtype=i64, low=0, high=1),))
    each("masked_select", (t(3, 4), t(3, 4, dtype=boolean)), (t(3, 4), t(4, dtype=boolean)), (s(3, 4), t(3, 1, dtype=boolean)))
    each("masked_scatter", (t(3, 4), t(3, 4, dtype=boolean), t(12)))
    each("one_hot", (torch.tensor([0, 2, 1]),), (torch.tensor([[0, 2], [1, 1]]), 4))
    each("embedding", (t(5, 3), torch.tensor([[0, 4], [2, 2]])), (t(5, 3), torch.tensor([1], dtype=i32)), (s(5, 4), torch.tensor([1, 3])))
    each("embedding_bag", compare=1, *[(t(5, 3), torch.tensor([0, 4, 2, 2]), torch.tensor([0, 2]))])


def searches():
    sorted_row = torch.tensor([1.0, 3.0, 3.0, 5.0])
    each("searchsorted.Tensor", (sorted_row, t(2, 3)), (torch.stack([sorted_row, sorted_row * 2]), t(2, 3) * 3), (sorted_row, torch.tensor([3, 4])))
    each("searchsorted.Tensor", (sorted_row, torch.tensor([3.0, 4.0])), right=True)
    each("searchsorted.Tensor", (sorted_row, torch.tensor([3.0, 4.0])), out_int32=True)
    each("searchsorted.Scalar", (sorted_row, 3.0))
    each("bucketize.Tensor", (t(2, 3), sorted_row), (torch.tensor([3, 4]), torch.tensor([1, 3, 5])))
    ints = torch.tensor([[3, 1, 2], [1, 3, 3]])
    each("_unique2", (ints, True, True, True), (ints,), (torch.tensor([2.0, 1.0, 2.0]), True, True, True), (torch.tensor([], dtype=i64), True, True, True))
    each("unique_consecutive", (torch.tensor([1, 1, 2, 2, 1]), True, True), (ints, True, True, 1))
    each("unique_dim", (torch.tensor([[1, 2], [0, 1], [1, 2]]), 0, True, True, True))
    each("isin.Tensor_Tensor", (ints, torch.tensor([1, 5])))
    each("bincount", (torch.tensor([1, 3, 1]),), (torch.tensor([1, 3, 1]), t(3)), (torch.tensor([1]), None, 5))
    each("histc", (t(20), 5), (t(20), 4, -1, 1))
    x = t(3, 7)
    for how in ("linear", "lower", "higher", "midpoint", "nearest"):
        each("quantile", (x, torch.tensor([0.1, 0.5, 0.9]), 1), (x, torch.tensor(0.3)), interpolation=how)
    each("quantile.scalar", (x, 0.25, 0, True), (x, 0.25, None, True), (torch.tensor([1.0, NAN, 3.0]), 0.5))
    each("nanquantile.scalar", (torch.tensor([1.0, NAN, 3.0, 2.0]), 0.5), (torch.tensor([[1.0, NAN, 3.0, 2.0], [4.0, 3.0, 2.0, 1.0]]), 0.3, 1))
    each("_pack_padded_sequence", (t(5, 3, 2), torch.tensor([5, 3, 2]), False), (t(3, 5, 2), torch.tensor([4, 4, 1]), True))
    each("_pad_packed_sequence", (t(8, 2), torch.tensor([3, 2, 2, 1]), False, 0.0, 0), (t(8, 2), torch.tensor([3, 2, 2, 1]), True, -1.0, 6))
    each("pad_sequence", ([t(2, 3), t(4, 3)], True, 0.5))


def converted():
    """Elements become the result's dtype first: 0.5 + 0.5 is 0 as int64."""
    x = t(3, 5, low=-4, high=4)
    for to in (i64, u8, f16, boolean):
        each("sum.dim_IntList", (x, [1]), (s(3, 5), [0, 1], True), dtype=to)
        each("nansum", (x, [0]), dtype=to)
        each("prod", (x,), dtype=to)
        each("prod.dim_int", (x, 1), dtype=to)
        if to != boolean:
            each("cumsum", (x, 1), (s(3, 5), 0), dtype=to)
            each("cumprod", (x, 1), dtype=to)
    each("mean.dim", (t(3, 5), [1]), dtype=f16)
    each("mean.dim", (t(3, 5, dtype=f64), [1]), (t(3, 5, dtype=i64), [1]), dtype=f32)
    each("renorm", (t(3, 4, 5, dtype=f16), 2, 0, 1.0), (t(3, 4, 5, dtype=bf16), 1, 1, 2.0))
    each("_softmax_backward_data", (t(5, 5, dtype=f16), t(5, 5, dtype=f16), 1, f16), (t(5, 5, dtype=bf16), t(5, 5, dtype=bf16), 0, bf16))
    each("roll", (torch.zeros(0), [1], [1]))
    each("trapz.dx", (t(3, 5, dtype=f16),), (torch.tensor([[INF, 1.0], [1.0, -INF]]),), (t(0, dtype=i64),), (t(2, 0, 3, dtype=i32), 1.0, 1), (t(4, dtype=i32), 2.0))

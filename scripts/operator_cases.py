"""The calls that export_operator_goldens.py makes: a function a family of operators."""
import torch

from export_operator_goldens import (INF, NAN, bf16, boolean, c64, call, cl, each, f16, f32, f64, i8, i16, i32, i64, s, t, u8)


def pointwise():
    for name in """sqrt rsqrt reciprocal exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh
            sinc deg2rad rad2deg sigmoid erf erfc lgamma digamma i0 special_i0e special_i1 special_i1e special_entr
            special_log_ndtr special_erfcx""".split():
        each(name, (t(2, 7),), (t(9, low=0.01, high=0.99),), (t(6, dtype=i64, low=1, high=5),))
    each("acosh", (t(9, low=1, high=20),))
    each("log", (t(40, low=0.001, high=20),), (t(4, dtype=f64, low=0.1, high=3),), (t(4, dtype=boolean),))
    each("erfinv", (t(9, low=-0.99, high=0.99),))
    each("special_ndtri", (t(9, low=0.01, high=0.99),))
    each("exp", (t(100),), (s(3, 5),), (t(0),), (t(),), (torch.tensor([INF, -INF, NAN, 0.0, -0.0]),), (t(5, dtype=f64),),
         (t(5, dtype=f16),), (t(5, dtype=bf16),))
    for name in ("neg", "abs", "sign", "square", "floor", "ceil", "trunc", "round"):
        each(name, (t(3, 5),), (t(7, dtype=i64),), (t(7, dtype=u8),), (s(4, 3),), (torch.tensor([INF, -INF, NAN, 0.5, 1.5, -2.5]),))
    each("frac", (t(7),))
    each("bitwise_not", (t(7, dtype=i32),), (t(7, dtype=boolean),), (t(7, dtype=u8),))
    each("round.decimals", (t(9), ), (t(9),), decimals=2)
    each("round.decimals", (t(9) * 100,), decimals=-1)
    each("nan_to_num", (torch.tensor([INF, -INF, NAN, 1.0]),), (torch.tensor([INF, -INF, NAN, 1.0]), 5.0, 6.0, -7.0), (t(3, dtype=i64),))
    each("logit", (t(9, low=0.1, high=0.9),), (t(9, low=-0.5, high=1.5), 0.05))
    each("special_polygamma", (2, t(5, low=0.5, high=4)), (1, t(5, low=0.5, high=4)), (0, t(5, low=0.5, high=4)))
    for name in ("exp_", "relu_", "sigmoid_", "neg_", "abs_", "floor_", "sqrt_", "tanh_", "square_"):
        each(name, (t(3, 4, low=0.1, high=2),), (s(3, 4, low=0.1, high=2),))
    each("exp.out", (t(3, 4),), (s(3, 4),), out=torch.empty(3, 4))
    each("exp.out", (t(3, 4),), out=torch.empty(0))


def arithmetic():
    for name in ("add.Tensor", "sub.Tensor"):
        each(name, (t(3, 4), t(3, 4)), (t(3, 4), t(4)), (t(3, 1), t(1, 4)), (s(3, 4), t(3, 4)), (t(2, 3, 4), s(3, 4)),
             (t(3, 4), t(3, 4, dtype=i64)), (t(5, dtype=i32), t(5, dtype=i64)), (t(5, dtype=u8), t(5, dtype=i8)),
             (t(5), t((), dtype=f64) if False else t(1, dtype=f64).view(())), (t(5, dtype=i64), t()), (t(0, 3), t(1, 3)),
             (t(5, dtype=f16), t(5)), (t(5, dtype=f16), t(5, dtype=bf16)), (t(4, dtype=c64), t(4)), (t(2, 3, 4, 5), t(3, 1, 5)))
        each(name, (t(3, 4), t(4)), (t(3, dtype=i64), t(3, dtype=i64)), alpha=3)
        each(name, (t(3, 4), t(4)), alpha=0.5)
    each("add.Tensor", (t(5, dtype=boolean), t(5, dtype=boolean)), (cl(2, 3, 4, 5), cl(2, 3, 4, 5)), (cl(2, 3, 4, 5), t(3, 1, 1)),
         (cl(2, 3, 4, 5), t(2, 3, 4, 5)), (t(3, 4).expand(2, 3, 4), t(2, 1, 4)))
    each("add.Scalar", (t(3, 4), 2), (t(3, 4), 2.5), (t(4, dtype=i64), 3), (t(4, dtype=i64), 2.5), (t(4, dtype=boolean), 1),
         (t(4, dtype=u8), 250), (t(4), 1, 3), (t(4), True))
    each("add_.Tensor", (t(3, 4), t(4)), (s(3, 4), t(3, 4)), (t(3, 4), t(4, dtype=i64)), (t(4, dtype=i64), t(4, dtype=i32)))
    each("add_.Scalar", (t(3, 4), 2), (t(4, dtype=i64), 3))
    each("add.out", (t(3, 4), t(4)), out=torch.empty(3, 4))
    each("add.out", (t(3, 4), t(4)), out=torch.empty(3, 4, dtype=f64))
    each("sub.Scalar", (t(3, 4), 2), (t(4, dtype=i64), 3))
    each("rsub.Scalar", (t(3, 4), 2), (t(4, dtype=i64), 3, 2))
    each("rsub.Tensor", (t(3, 4), t(4)))
    each("mul.Tensor", (t(3, 4), t(4)), (t(4, dtype=i64), t(4)), (t(4, dtype=boolean), t(4, dtype=boolean)), (t(3, dtype=c64), t(3, dtype=c64)),
         (t(130), t(130)), (s(7, 9), s(7, 9)))
    each("mul.Scalar", (t(3, 4), 2), (t(3, dtype=i64), 0.5), (t(3, dtype=i64), 3))
    each("mul_.Tensor", (t(3, 4), t(4)))
    each("mul_.Scalar", (t(3, 4), 2))
    each("div.Tensor", (t(3, 4), t(4)), (t(4, dtype=i64), t(4, dtype=i64, low=1)), (t(3), torch.tensor([0.0, -0.0, INF])),
         (t(3, dtype=c64), t(3, dtype=c64)))
    each("div.Scalar", (t(3, 4), 2), (t(3, dtype=i64), 2), (t(3, dtype=i64), 0.5))
    each("div_.Scalar", (t(3, 4), 2))
    for mode in (None, "trunc", "floor"):
        each("div.Tensor_mode", (t(9), t(9)), (t(9, dtype=i64), t(9, dtype=i64, low=1, high=4)), (t(9, dtype=i32), t(9, dtype=i32, low=-4, high=-1)),
             rounding_mode=mode)
        each("div.Scalar_mode", (t(9), 0.7), (t(9, dtype=i64), -3), rounding_mode=mode)
    each("floor_divide", (t(9), t(9)), (t(9, dtype=i64), t(9, dtype=i64, low=1, high=4)))
    each("floor_divide.Scalar", (t(9), 2), (t(9, dtype=i64), -2))
    for name in ("remainder", "fmod"):
        each(name + ".Tensor", (t(9), t(9)), (t(9, dtype=i64), t(9, dtype=i64, low=1, high=4)), (t(9, dtype=i64), t(9, dtype=i64, low=-4, high=-1)))
        each(name + ".Scalar", (t(9), 2), (t(9, dtype=i64), -2), (t(9), -1.5))
    each("remainder.Scalar_Tensor", (7, t(5, dtype=i64, low=1)), (7.5, t(5)))
    each("pow.Tensor_Scalar", (t(9), 2), (t(9), 3), (t(9, low=0, high=3), 0.5), (t(9, low=0.1, high=3), -0.5), (t(9, low=0.1, high=3), 1.7),
         (t(9, dtype=i64), 3), (t(9, dtype=i64, low=1), 0.5), (t(9, dtype=i64, low=1), 2.0), (t(9), 0), (t(9), 1), (t(9), -1), (t(9), -2))
    each("pow.Tensor_Tensor", (t(9, low=0, high=3), t(9)), (t(9, dtype=i64), t(9, dtype=i64, low=0, high=4)), (t(4), t(4, dtype=i64)))
    each("pow.Scalar", (2, t(9)), (2, t(9, dtype=i64, low=0, high=9)), (0.5, t(9, dtype=i64)))
    each("pow_.Scalar", (t(5), 2))
    each("float_power.Tensor_Scalar", (t(5, low=0, high=2), 1.5), (t(5, dtype=i64), 2))
    for name in ("maximum", "minimum", "fmax", "fmin", "max.other", "min.other"):
        each(name, (t(9), t(9)), (t(9, dtype=i64), t(9, dtype=i64)), (torch.tensor([NAN, 1.0, 2.0]), torch.tensor([1.0, NAN, 1.0])), (t(3, 1), t(4)))
    for name in ("atan2", "hypot", "logaddexp", "logaddexp2", "nextafter"):
        each(name, (t(9), t(9)), (t(3, 1, dtype=f64), t(4, dtype=f64)))
    each("atan2", (t(9, dtype=i64), t(9, dtype=i64)))
    each("copysign.Tensor", (t(9), t(9)))
    each("copysign.Scalar", (t(9), -1.0))
    each("heaviside", (torch.tensor([-1.0, 0.0, 2.0]), t(3)))
    each("xlogy.Tensor", (torch.tensor([0.0, 1.0, 2.0]), torch.tensor([0.0, 2.0, 3.0])))
    each("special_xlog1py", (torch.tensor([0.0, 1.0, 2.0]), torch.tensor([0.0, 2.0, 3.0])))
    each("special_zeta", (t(5, low=1.5, high=4), t(5, low=0.5, high=4)))
    for name in ("gcd", "lcm"):
        each(name, (t(9, dtype=i64), t(9, dtype=i64)), (t(9, dtype=i32), t(9, dtype=i32)))
    for name in ("bitwise_and", "bitwise_or", "bitwise_xor"):
        each(name + ".Tensor", (t(9, dtype=i64), t(9, dtype=i64)), (t(9, dtype=boolean), t(9, dtype=boolean)), (t(9, dtype=u8), t(9, dtype=i8)))
        each(name + ".Scalar", (t(9, dtype=i64), 5))
    for name in ("bitwise_left_shift", "bitwise_right_shift"):
        each(name + ".Tensor", (t(9, dtype=i64), t(9, dtype=i64, low=0, high=5)))
    each("__and__.Tensor", (t(9, dtype=boolean), t(9, dtype=boolean)))
    each("lerp.Scalar", (t(9), t(9), 0.3), (t(9), t(9), 0.7))
    each("lerp.Tensor", (t(9), t(9), t(9)))
    each("addcmul", (t(3, 4), t(4), t(3, 1)), (t(3, dtype=i64), t(3, dtype=i64), t(3, dtype=i64)))
    each("addcmul", (t(3, 4), t(4), t(3, 1)), value=0.5)
    each("addcdiv", (t(3, 4), t(4), t(3, 1)), value=0.5)


def comparisons():
    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        each(name + ".Tensor", (t(9), t(9)), (t(9, dtype=i64, low=0, high=3), t(9, dtype=i64, low=0, high=3)), (t(3, 1), t(4)), (t(9, dtype=boolean), t(9, dtype=boolean)),
             (t(4, dtype=i64), t(4)))
        each(name + ".Scalar", (t(9), 0), (t(9, dtype=i64, low=0, high=3), 1), (t(9, dtype=i64), 0.5))
    each("lt_.Scalar", (t(9), 0))
    for name in ("logical_and", "logical_or", "logical_xor"):
        each(name, (t(9, dtype=boolean), t(9, dtype=boolean)), (t(9, dtype=i64, low=0, high=1), t(9)))
    each("logical_not", (t(9, dtype=boolean),), (t(9, dtype=i64, low=0, high=1),))
    special = torch.tensor([INF, -INF, NAN, 1.0, 0.0])
    for name in ("isnan", "isinf", "isfinite", "isposinf", "isneginf", "signbit"):
        each(name, (special,), (t(4, dtype=i64),), (special.double(),), (special.half(),))
    each("isclose", (t(5), t(5)), (torch.tensor([1.0, NAN, INF]), torch.tensor([1.0 + 1e-7, NAN, INF])),
         (torch.tensor([1.0, NAN, INF]), torch.tensor([1.0 + 1e-7, NAN, INF]), 1e-5, 1e-8, True), (t(4, dtype=i64), t(4, dtype=i64)))
    each("allclose", (torch.ones(4), torch.ones(4)), (t(4), t(4)))
    each("equal", (torch.ones(4), torch.ones(4)), (t(4), t(4)), (t(4), t(5)))
    mask = t(3, 4, dtype=boolean)
    each("where.self", (mask, t(3, 4), t(3, 4)), (mask, t(4), t(3, 1)), (mask, t(3, 4), t(3, 4, dtype=i64)), (mask, t(4, dtype=i64), t(4, dtype=i64)))
    each("where.ScalarOther", (mask, t(3, 4), 0.5))
    each("where.ScalarSelf", (mask, 2, t(3, 4)))
    each("where.Scalar", (mask, 2, 3.5))
    each("masked_fill.Scalar", (t(3, 4), mask, -INF), (t(3, 4, dtype=i64), mask, 3), (t(4), mask, 2), (t(3, 4), mask[:, :1], 2))
    each("masked_fill.Tensor", (t(3, 4), mask, t()))
    each("masked_fill_.Scalar", (t(3, 4), mask, 2.0))
    each("clamp", (t(9), -1, 1), (t(9), None, 0.5), (t(9), -0.5), (t(9, dtype=i64), -2, 2), (t(9, dtype=i64), 0.5), (torch.tensor([NAN, 1.0]), 0, 0.5),
         (t(9), 1, -1))
    each("clamp.Tensor", (t(3, 4), t(4), None), (t(3, 4), t(4), t(3, 1)), (t(3, 4), None, t(4)))
    each("clamp_min", (t(9), 0))
    each("clamp_max", (t(9), 0))
    each("clamp_", (t(9), -1, 1))


def activations():
    x = torch.cat([t(30), torch.tensor([INF, -INF, NAN, 0.0, -0.0, 30.0, -30.0])])
    for name in ("relu", "relu6", "silu", "mish", "hardsigmoid", "hardswish", "selu", "log_sigmoid", "hardtanh", "elu", "celu", "leaky_relu",
                 "softplus", "hardshrink", "softshrink"):
        each(name, (x,), (s(3, 5),), (t(6, dtype=f64),), (t(0),))
    each("gelu", (t(30),), (s(3, 5),), (t(6, dtype=f64),), (t(0),))
    each("gelu", (t(30),), (t(6, dtype=f64),), approximate="tanh")
    each("hardtanh", (t(9), -0.5, 0.7), (t(9, dtype=i64), -2, 3))
    each("hardtanh_", (t(9), 0, 6))
    each("elu", (t(9), 0.7, 1.2, 0.9))
    each("celu", (t(9), 0.7))
    each("leaky_relu", (t(9), 0.2))
    each("softplus", (t(9) * 9, 2, 5))
    each("threshold", (t(9), 0.1, 20))
    each("glu", (t(3, 4),), (t(4, 3), 0))
    each("prelu", (t(3, 4), t(1)), (t(2, 4, 3), t(4)), (cl(2, 3, 4, 4), t(3)))
    each("dropout", (t(9), 0.5, False), (t(9), 0.0, True))
    each("rrelu", (t(9),))
    for name in ("softmax.int", "log_softmax.int"):
        each(name, (t(3, 4), -1), (t(3, 4), 0), (t(2, 3, 4), 1), (t(2, 70), 1), (s(3, 4), 1), (t(), 0), (t(3, 0), 1), (t(3, 4, dtype=f64), 1),
             (t(3, 4, dtype=f16), 1), (torch.tensor([[-INF, 0.0], [-INF, -INF]]), 1), (t(2, 3, 4, 5), 2))
    each("softmax.int", (t(3, 4, dtype=i64), 1), dtype=f32)
    each("_softmax", (t(3, 4), 1, False))
    each("_log_softmax", (t(3, 4), 1, False))


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


def algebra():
    each("mm", (t(3, 4), t(4, 5)), (t(3, 4), t(5, 4).t()), (t(4, 3).t(), t(4, 5)), (t(3, 0), t(0, 5)), (t(0, 4), t(4, 5)), (t(33, 70), t(70, 65)),
         (t(3, 4, dtype=i64), t(4, 5, dtype=i64)), (t(3, 4, dtype=f64), t(4, 5, dtype=f64)), (s(6, 4), s(4, 6)), (t(3, 4, dtype=bf16), t(4, 2, dtype=bf16)))
    each("bmm", (t(2, 3, 4), t(2, 4, 5)), (t(2, 3, 4), t(2, 5, 4).transpose(1, 2)), (t(2, 3, 4), t(1, 4, 5).expand(2, 4, 5)))
    each("matmul", (t(3), t(3)), (t(3, 4), t(4)), (t(3), t(3, 4)), (t(3, 4), t(4, 5)), (t(2, 3, 4), t(4, 5)), (t(2, 3, 4), t(2, 4, 5)), (t(2, 1, 3, 4), t(5, 4, 2)),
         (t(3, 4), t(2, 4, 5)), (t(2, 3, 4), t(4)), (t(4), t(2, 4, 5)), (t(2, 2, 2, 3, 4), t(2, 4, 5)), (t(2, 3, 5, 4), t(2, 3, 5, 4).transpose(2, 3)),
         (s(4, 2, 6), t(6, 5)))
    each("linear", (t(3, 4), t(5, 4)), (t(3, 4), t(5, 4), t(5)), (t(2, 3, 4), t(5, 4), t(5)), (t(4), t(5, 4), t(5)), (s(6, 4), t(5, 4), t(5)),
         (t(2, 3, 4), t(4)), (t(1, 64), t(128, 64), t(128)), (t(2, 3, 4).transpose(0, 1), t(5, 4), t(5)))
    each("addmm", (t(5), t(3, 4), t(4, 5)), (t(3, 5), t(3, 4), t(4, 5)), (t(1, 5), t(3, 4), t(4, 5)), (t(3, 1), t(3, 4), t(4, 5)))
    each("addmm", (t(3, 5), t(3, 4), t(4, 5)), beta=0.5, alpha=2)
    each("addmm", (torch.full((3, 5), NAN), t(3, 4), t(4, 5)), beta=0)
    each("addmm_", (t(3, 5), t(3, 4), t(4, 5)))
    each("baddbmm", (t(2, 3, 5), t(2, 3, 4), t(2, 4, 5)), (t(5), t(2, 3, 4), t(2, 4, 5)))
    each("baddbmm", (t(2, 3, 5), t(2, 3, 4), t(2, 4, 5)), beta=0.5, alpha=2)
    each("addbmm", (t(3, 5), t(2, 3, 4), t(2, 4, 5)))
    each("addmv", (t(3), t(3, 4), t(4)))
    each("addr", (t(3, 4), t(3), t(4)))
    each("mv", (t(3, 4), t(4)))
    each("dot", (t(5), t(5)))
    each("outer", (t(3), t(4)))
    each("inner", (t(2, 3), t(4, 3)), (t(3), t(3)), (t(), t(3)))
    each("kron", (t(2, 3), t(3, 2)), (t(2), t(2, 2)))
    each("tensordot", (t(2, 3, 4), t(4, 3, 5), [1, 2], [1, 0]), (t(2, 3), t(4, 5), [], []))
    for equation, shapes in (("ij,jk->ik", [(2, 3), (3, 4)]), ("ij->ji", [(2, 3)]), ("ii->i", [(3, 3)]), ("ii", [(3, 3)]), ("bij,bjk->bik", [(2, 3, 4), (2, 4, 5)]),
                             ("...ij,...jk->...ik", [(2, 3, 4), (2, 4, 5)]), ("bhid,bhjd->bhij", [(1, 2, 3, 4), (1, 2, 5, 4)]), ("i,j->ij", [(2,), (3,)]),
                             ("ij,ij->", [(2, 3), (2, 3)]), ("ij", [(2, 3)]), ("ab,bc,cd->ad", [(2, 3), (3, 4), (4, 2)]), ("bi,oi,bi->bo", [(2, 3), (4, 3), (2, 3)]),
                             ("bnhd,bmhd->bhnm", [(2, 3, 2, 4), (2, 5, 2, 4)]), ("...a,ab->...b", [(2, 3, 4), (4, 5)]), ("ijk->j", [(2, 3, 4)])):
        each("einsum", (equation, [t(*shape) for shape in shapes]))
    each("bilinear", (t(3, 4), t(3, 5), t(2, 4, 5), t(2)))
    each("linalg_matrix_power", (t(3, 3), 3), (t(3, 3), 0))
    each("linalg_multi_dot", ([t(2, 3), t(3, 4), t(4, 2)],))


def convolutions():
    each("conv1d", (t(2, 3, 9), t(4, 3, 3), t(4)), (t(3, 9), t(4, 3, 3)), (t(1, 4, 9), t(4, 2, 3), None, [2], [1], [2], 2))
    each("conv2d", (t(1, 3, 6, 7), t(4, 3, 3, 3), t(4)), (t(2, 3, 6, 7), t(4, 3, 3, 2), None, [2, 1], [1, 0]), (t(1, 4, 5, 5), t(4, 1, 3, 3), t(4), [1, 1], [1, 1], [1, 1], 4),
         (t(1, 4, 7, 7), t(6, 2, 3, 3), t(6), [1, 1], [2, 2], [2, 2], 2), (cl(2, 3, 6, 7), t(4, 3, 3, 3), t(4)), (cl(1, 4, 5, 5), t(4, 1, 3, 3), None, [1, 1], [1, 1], [1, 1], 4),
         (t(3, 6, 7), t(4, 3, 1, 1)), (t(1, 3, 6, 7, dtype=f64), t(2, 3, 3, 3, dtype=f64)), (t(2, 3, 6, 7).transpose(2, 3), t(4, 3, 3, 3)), (t(1, 16, 5, 5), t(24, 16, 1, 1), t(24)),
         (t(0, 3, 6, 7), t(4, 3, 3, 3)))
    each("conv2d.padding", (t(1, 3, 6, 7), t(4, 3, 3, 4), t(4), [1, 1], "same"), (t(1, 3, 6, 7), t(4, 3, 3, 4), None, [2, 1], "valid"))
    each("conv3d", (t(1, 2, 4, 5, 6), t(3, 2, 2, 3, 3), t(3), [1, 2, 1], [1, 0, 1]))
    each("conv_transpose1d", (t(2, 3, 5), t(3, 4, 4), t(4), [2], [1]))
    each("conv_transpose2d.input", (t(1, 3, 4, 5), t(3, 2, 3, 3), t(2), [2, 2], [1, 1], [1, 1]), (t(1, 4, 4, 4), t(4, 2, 2, 2), None, [2, 2], [0, 0], [0, 0], 2), (cl(1, 3, 4, 5), t(3, 2, 3, 3)))
    each("conv_transpose3d.input", (t(1, 2, 2, 3, 3), t(2, 3, 2, 2, 2)))
    each("convolution", (t(1, 3, 6, 7), t(4, 3, 3, 3), t(4), [1, 1], [1, 1], [1, 1], False, [0, 0], 1), (t(1, 3, 4, 5), t(3, 2, 3, 3), None, [2, 2], [1, 1], [1, 1], True, [0, 0], 1))


def pools():
    each("max_pool1d", (t(2, 3, 9), [3]), (t(3, 9), [3], [2], [1]))
    each("max_pool2d", (t(2, 3, 7, 8), [3, 3], [2, 2], [1, 1]), (t(1, 2, 7, 8), [2]), (t(1, 2, 7, 7), [3], [2], [0], [1], True), (cl(2, 3, 7, 8), [3], [2], [1]), (t(2, 7, 8), [2, 3], [1], [0], [2]),
         (t(1, 1, 6, 6, dtype=i64), [2]))
    each("max_pool2d_with_indices", (t(2, 3, 7, 8), [3, 3], [2, 2], [1, 1]), (cl(2, 3, 7, 8), [3], [2], [1]))
    each("max_pool3d", (t(1, 2, 4, 5, 6), [2]))
    each("avg_pool1d", (t(2, 3, 9), [3]), (t(2, 3, 9), [3], [2], [1], True, False))
    each("avg_pool2d", (t(2, 3, 7, 8), [3], [2], [1]), (t(2, 3, 7, 8), [3], [2], [1], True, False), (t(2, 3, 7, 8), [2], [], [0], False, True, 3), (cl(2, 3, 7, 8), [3], [2], [1]))
    each("avg_pool3d", (t(1, 2, 4, 5, 6), [2], [1], [1]))
    each("adaptive_avg_pool1d", (t(2, 3, 7), [3]))
    each("adaptive_avg_pool2d", (t(2, 3, 7, 8), [1, 1]), (t(2, 3, 7, 8), [3, 5]), (cl(2, 3, 7, 8), [2, 3]), (t(3, 7, 8), [7, 8]))
    each("_adaptive_avg_pool3d", (t(1, 2, 4, 5, 6), [2, 2, 3]))
    each("adaptive_max_pool1d", (t(2, 3, 7), [3]))
    each("adaptive_max_pool2d", (t(2, 3, 7, 8), [3, 5]))
    each("max_unpool2d", (t(1, 1, 2, 2), torch.tensor([[[[0, 3], [9, 14]]]]), [4, 4]))


def norms():
    each("batch_norm", (t(2, 3, 4, 5), t(3), t(3), t(3), t(3, low=0.5, high=2), False, 0.1, 1e-5, True), (cl(2, 3, 4, 5), t(3), t(3), t(3), t(3, low=0.5, high=2), False, 0.1, 1e-5, True),
         (t(4, 3), None, None, t(3), t(3, low=0.5, high=2), False, 0.1, 1e-3, True), (t(2, 3, 7), t(3), t(3), None, None, True, 0.1, 1e-5, True),
         (t(2, 3, 7, dtype=f64), t(3, dtype=f64), None, t(3, dtype=f64), t(3, dtype=f64, low=0.5, high=2), False, 0.1, 1e-5, True))
    each("instance_norm", (t(2, 3, 4, 5), t(3), t(3), None, None, True, 0.1, 1e-5, True))
    each("layer_norm", (t(2, 3, 8), [8], t(8), t(8)), (t(2, 3, 8), [3, 8]), (s(4, 6), [6], t(6), t(6), 1e-3), (t(3, 100), [100], t(100)))
    each("native_layer_norm", (t(2, 3, 8), [8], t(8), t(8), 1e-5))
    each("rms_norm", (t(2, 3, 8), [8], t(8)), (t(2, 3, 8), [8], None, 1e-4))
    each("group_norm", (t(2, 6, 4, 5), 3, t(6), t(6)), (t(2, 6), 2), (cl(2, 6, 4, 5), 3, t(6), t(6)))
    each("native_group_norm", (t(2, 6, 4, 5), t(6), t(6), 2, 6, 20, 3, 1e-5))


def recurrent():
    def params(gates, inputs, hidden, layers=1, directions=1, bias=True):
        result = []
        for layer in range(layers):
            for _ in range(directions):
                result += [t(gates * hidden, inputs if layer == 0 else directions * hidden) * 0.3, t(gates * hidden, hidden) * 0.3]
                result += [t(gates * hidden) * 0.3, t(gates * hidden) * 0.3] if bias else []
        return result

    each("lstm.input", (t(5, 2, 3), [torch.zeros(1, 2, 4)] * 2, params(4, 3, 4), True, 1, 0.0, False, False, False),
         (t(2, 5, 3), [t(4, 2, 4), t(4, 2, 4)], params(4, 3, 4, 2, 2), True, 2, 0.0, False, True, True),
         (t(5, 2, 3), [t(1, 2, 4), t(1, 2, 4)], params(4, 3, 4, bias=False), False, 1, 0.0, False, False, False))
    each("gru.input", (t(5, 2, 3), t(1, 2, 4), params(3, 3, 4), True, 1, 0.0, False, False, False), (t(2, 5, 3), t(2, 2, 4), params(3, 3, 4, 1, 2), True, 1, 0.0, False, True, True),
         (t(2, 5, 3), t(2, 2, 4), params(3, 3, 4, 2, 1, False), False, 2, 0.0, False, False, True))
    for name in ("rnn_tanh", "rnn_relu"):
        each(name + ".input", (t(5, 2, 3), t(1, 2, 4), params(1, 3, 4), True, 1, 0.0, False, False, False))
    sizes = torch.tensor([3, 2, 2, 1])
    each("lstm.data", (t(8, 3), sizes, [t(2, 3, 4), t(2, 3, 4)], params(4, 3, 4, 1, 2), True, 1, 0.0, False, True))
    each("gru.data", (t(8, 3), sizes, t(2, 3, 4), params(3, 3, 4, 2), True, 2, 0.0, False, False))
    each("lstm_cell", (t(2, 3), [t(2, 4), t(2, 4)], *params(4, 3, 4)))
    each("gru_cell", (t(2, 3), t(2, 4), *params(3, 3, 4)))
    each("rnn_tanh_cell", (t(2, 3), t(2, 4), *params(1, 3, 4)))
    each("rnn_relu_cell", (t(2, 3), t(2, 4), *params(1, 3, 4)))


def attention():
    q, k, v = t(2, 3, 5, 4), t(2, 3, 7, 4), t(2, 3, 7, 6)
    each("scaled_dot_product_attention", (q, k, v), (q, k, v, t(5, 7)), (q, k, v, t(2, 1, 5, 7, dtype=boolean)), (q, k, v, None, 0.0, True), (t(5, 4), t(7, 4), t(7, 4)),
         (t(3, 5, 4), t(3, 7, 4), t(3, 7, 4)), (t(2, 5, 3, 4).transpose(1, 2), t(2, 5, 3, 4).transpose(1, 2), t(2, 5, 3, 4).transpose(1, 2)))
    each("scaled_dot_product_attention", (q, k, v), scale=0.3)
    each("scaled_dot_product_attention", (t(2, 4, 5, 4), t(2, 2, 7, 4), t(2, 2, 7, 4)), enable_gqa=True)


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
                              ("upsample_bicubic2d", (1, 2, 4, 5), [7, 9]), ("_upsample_bilinear2d_aa", (1, 2, 8, 9), [3, 4]), ("_upsample_bicubic2d_aa", (1, 2, 8, 9), [3, 4])):
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


def losses():
    x, y = t(3, 4), t(3, 4)
    classes = torch.tensor([1, 3, 0])
    p = t(3, 4, low=0.05, high=0.95)
    for reduction in (0, 1, 2):
        each("mse_loss", (x, y, reduction))
        each("l1_loss", (x, y, reduction))
        each("smooth_l1_loss", (x, y, reduction, 0.7))
        each("huber_loss", (x, y, reduction, 0.7))
        each("nll_loss", (x, classes, None, reduction), (x, classes, t(4, low=0.1, high=1), reduction), (x, classes, None, reduction, 3))
        each("nll_loss2d", (t(2, 3, 2, 2), torch.tensor([[[0, 1], [2, 0]], [[1, 1], [0, 2]]]), None, reduction))
        each("cross_entropy_loss", (x, classes, None, reduction), (x, classes, t(4, low=0.1, high=1), reduction, 3, 0.1), (x, p / p.sum(1, keepdim=True), None, reduction),
             (x, classes, None, reduction, -100, 0.2))
        each("binary_cross_entropy", (p, t(3, 4, low=0, high=1), None, reduction), (p, t(3, 4, low=0, high=1), t(4), reduction))
        each("binary_cross_entropy_with_logits", (x, t(3, 4, low=0, high=1), None, None, reduction), (x, t(3, 4, low=0, high=1), t(4), t(4, low=0.5, high=2), reduction))
        each("kl_div", (x, p, reduction))
        each("poisson_nll_loss", (x, t(3, 4, low=0, high=5), True, True, 1e-8, reduction), (p, t(3, 4, low=0, high=5), False, False, 1e-8, reduction))
        each("hinge_embedding_loss", (x, torch.where(y > 0, 1.0, -1.0), 0.5, reduction))
        each("margin_ranking_loss", (t(5), t(5), torch.where(t(5) > 0, 1.0, -1.0), 0.1, reduction))
        each("soft_margin_loss", (x, torch.where(y > 0, 1.0, -1.0), reduction))
        each("cosine_embedding_loss", (x, y, torch.tensor([1.0, -1.0, 1.0]), 0.1, reduction))
        each("triplet_margin_loss", (x, y, t(3, 4), 1.0, 2.0, 1e-6, False, reduction), (x, y, t(3, 4), 1.0, 2.0, 1e-6, True, reduction))
    each("kl_div", (x, y), log_target=True)
    for p_norm in (0.0, 1.0, 2.0, 3.0, INF):
        each("cdist", (t(3, 4), t(5, 4), p_norm), (t(2, 3, 4), t(5, 4), p_norm))
        each("pdist", (t(4, 3), p_norm))
    each("pairwise_distance", (x, y), (x, y, 1.0, 1e-6, True))
    each("cosine_similarity", (x, y), (x, y, 0), (t(2, 3, 4), t(3, 4), -1))
    each("linalg_cross", (t(2, 3), t(2, 3)))
    each("cross", (t(3, 2), t(3, 2)))
    each("_weight_norm", (t(3, 4), t(3, 1)), (t(3, 4, 2), t(1, 4, 1), 1))
    each("renorm", (t(3, 4), 2, 0, 1.0))


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


FAMILIES = [pointwise, arithmetic, comparisons, activations, views, shapes, creation, reductions, ordering, indexing, algebra, convolutions, pools, norms, recurrent, attention,
            sequences, rearrangements, pads, losses, searches, compositions]

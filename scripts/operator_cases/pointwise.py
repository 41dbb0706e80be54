"""Functions of single elements: the calls whose results become goldens."""
import torch

from export_operator_goldens import INF, NAN, bf16, boolean, c64, cl, each, f16, f32, f64, i8, i32, i64, s, t, u8


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
    for dtype in (f16, bf16):
        each("div.Tensor_mode", (t(200, dtype=dtype) * 20, t(200, dtype=dtype)), (t(99, dtype=dtype) * 20, t(1, dtype=dtype)), rounding_mode="trunc")
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
    each("heaviside", (torch.tensor([-1.0, 0.0, 2.0]), t(3)), (t(4, dtype=boolean), t(4, dtype=boolean)))
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

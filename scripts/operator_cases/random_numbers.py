"""Random numbers: those of PyTorch's CPU generator, which is seeded before each call."""
import torch

from export_operator_goldens import bf16, boolean, each, f16, f64, i8, i16, i32, i64, s, t, u8


def distributions():
    for dtype in (torch.float32, f64, f16, bf16):
        each("uniform_", (torch.zeros(5, dtype=dtype),), (torch.zeros(2, 3, dtype=dtype), -2.0, 3.0))
        each("exponential_", (torch.zeros(5, dtype=dtype),), (torch.zeros(5, dtype=dtype), 0.5))
        each("bernoulli_.float", (torch.zeros(9, dtype=dtype), 0.3))
    for dtype in (torch.float32, f64, f16, bf16):
        each("normal_", (torch.zeros(5, dtype=dtype),), (torch.zeros(16, dtype=dtype), 1.0, 2.0), (torch.zeros(45, dtype=dtype),))
    for dtype in (torch.float32, f64):
        each("log_normal_", (torch.zeros(5, dtype=dtype),), (torch.zeros(5, dtype=dtype), 0.5, 0.3))
        each("cauchy_", (torch.zeros(5, dtype=dtype),), (torch.zeros(5, dtype=dtype), 0.5, 0.3))
        each("geometric_", (torch.zeros(5, dtype=dtype), 0.3))
    each("geometric_", (torch.zeros(5, dtype=i64), 0.3))
    each("uniform_", (s(4, 5),), (t(3, 4).mT,))
    each("normal_", (s(4, 5),), (t(6, 5).mT,))
    for dtype in (u8, i8, i16, i32, i64, boolean, torch.float32, f64, f16):
        each("random_", (torch.zeros(7, dtype=dtype),))
        each("random_.to", (torch.zeros(7, dtype=dtype), 2))
    each("random_.from", (torch.zeros(7, dtype=i64), -5, 5), (torch.zeros(7, dtype=i64), -2**40, 2**40), (torch.zeros(7), 3, 30))
    each("bernoulli_.float", (torch.zeros(9, dtype=boolean), 0.3), (torch.zeros(9, dtype=i64), 0.3))
    each("bernoulli_.Tensor", (torch.zeros(2, 5), t(5, low=0, high=1)), (torch.zeros(5), t(5, dtype=f64, low=0, high=1)))


def sampling():
    for name in ("rand", "randn"):
        each(name, ([2, 3],), ([20],), ([0],))
        for dtype in (f64, f16, bf16):
            each(name, ([5],), ([31],), dtype=dtype)
        each(name + "_like", (t(2, 3),), (t(3, 6).mT,))
    each("randint", (10, [8]), (2**40, [8]))
    each("randint", (10, [8]), dtype=torch.float32)
    each("randint.low", (-3, 3, [8]))
    each("randint_like", (t(5), 10), (t(5, dtype=i64), 10))
    each("randint_like.low_dtype", (t(5), 2, 10))
    each("randperm", (0,), (1,), (20,))
    each("randperm", (20,), dtype=i32)
    each("normal.float_float", (1.0, 2.0, [20]), (1.0, 2.0, [3]))
    each("normal.Tensor_float", (t(5), 2.0))
    each("normal.float_Tensor", (2.0, t(5, low=0, high=3)))
    each("normal.Tensor_Tensor", (t(5), t(5, low=0, high=3)), (t(20), t(1, low=0, high=3)))
    each("bernoulli", (t(9, low=0, high=1),), (t(2, 3, dtype=f64, low=0, high=1),))
    each("bernoulli.p", (t(9), 0.7))
    weights = t(3, 6, low=0, high=1)
    each("multinomial", (weights, 1), (weights, 4), (weights[0], 6), (weights.double(), 3))
    each("multinomial", (weights, 10, True), (weights[1], 4, True), (weights.double(), 3, True))


def dropouts():
    for name in ("dropout", "alpha_dropout"):
        each(name, (t(4, 5), 0.3, True), (t(4, 5), 0.3, False), (t(4, 5), 1.0, True), (t(5, 4).mT, 0.5, True))
        each(name + "_", (t(4, 5), 0.3, True))
    for name in ("feature_dropout", "feature_alpha_dropout"):
        each(name, (t(3, 4, 2, 2), 0.5, True), (t(3, 4), 0.5, True))
    each("native_dropout", (t(9), 0.4, True), (t(9), 0.4, False), (t(9), 0.4, None))
    each("rrelu", (t(9), 0.1, 0.3, True), (t(9), 0.1, 0.3, False))

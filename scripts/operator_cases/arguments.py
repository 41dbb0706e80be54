"""Arguments of another dtype, shape or layout than an operator mostly has."""
from export_operator_goldens import bf16, call, each, f16, f64, i64, t
import torch


def numbers_and_half_precision():
    """Numbers that float16 and bfloat16 do not hold: factors and divisors are not rounded, other operands and first ones are."""
    def h(*values, dtype=f16):
        return torch.tensor(values, dtype=dtype)

    for name in ("mul", "multiply"):
        each(name + ".Scalar", (h(1000.0, 0.5), 1 / 65536), (h(1000.0, 0.5), 70000.0))
        each(name + "_.Scalar", (h(1000.0, 0.5), 70000.0),)
        each(name + ".Tensor", (h(1000.0, 0.5), torch.tensor(70000.0)), (h(1000.0, 0.5), torch.tensor([70000])), (torch.tensor(70000.0), h(0.5, 0.25)),
             (h(0.5), torch.tensor(70000.0, dtype=f64)))
        each(name + "_.Tensor", (h(0.5, 0.25), torch.tensor(70000.0)))
    for name in ("div", "true_divide"):
        each(name + ".Scalar", (h(1000.0, 0.5), 65536.0), (h(1e-3, 0.5), 1e-8))
        each(name + "_.Scalar", (h(1000.0, 0.5), 65536.0))
        each(name + ".Tensor", (h(1000.0, 0.5), torch.tensor(65536.0)), (torch.tensor(1e-8), h(0.0, 0.5)))
    for mode in ("floor", "trunc"):
        each("div.Scalar_mode", (h(2048.0, -2048.0), 2049.0), (h(256.0, -256.0, dtype=bf16), 257), rounding_mode=mode)
        each("div.Tensor_mode", (h(2048.0, -2048.0), torch.tensor(2049.0)), (h(2048.0, -2048.0), h(2049.0, 2049.0)), rounding_mode=mode)
    for one, dtype in ((1.0003, f16), (1.003, bf16)):
        x = h(100.0, 1000.0, dtype=dtype)
        call("add.Tensor", x, -x, alpha=one)
        call("sub.Tensor", x, x, alpha=one)
        call("rsub.Tensor", x, x, alpha=one)
        call("add.Scalar", x, -1000.0, alpha=one)
        call("pow.Tensor_Scalar", h(6e4, dtype=dtype), one)
        call("addr", -x[:, None] * x, x, x, beta=one)
        call("addr", -x[:, None] * x, x, x, alpha=one)
        row, column = x.view(1, 2), h(1.0, 0.0, dtype=dtype).view(2, 1)
        call("addmm", -row[:, :1], row, column, beta=one)
        call("addmm", -row[:, :1], row, column, alpha=one)
        call("addmv", -x[:1], row, column[:, 0], beta=one)
        call("addmv", -x[:1], row, column[:, 0], alpha=one)

"""Arguments of another dtype, shape or layout than an operator mostly has."""
from export_operator_goldens import bf16, c64, call, each, f16, f32, f64, i32, t, u8
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


def dtypes_of_results():
    """The dtype of out is that of the computation, where none is given."""
    def out(dtype):
        return torch.empty(0, dtype=dtype)

    whole, large = t(3, 4, dtype=u8, low=100, high=250), torch.tensor([4e4, 4e4, 1.7], dtype=f16)
    for dtype in (f64, i32, u8, f16, c64):
        for x in (whole, t(3, 4), large):
            each("sum.IntList_out", (x, [0]), out=out(dtype))
            each("prod.int_out", (x, 0), out=out(dtype))
            each("cumsum.out", (x, 0), out=out(dtype))
            each("cumprod.out", (x, 0), out=out(dtype))
        each("nansum.out", (whole, [1]), out=out(dtype))
    for dtype in (f32, f64, f16):
        for x in (large, t(3, 4)):
            each("mean.out", (x, [0]), out=out(dtype))
            each("nansum.out", (x, [0]), out=out(dtype))
            each("nanmean.out", (x, [0]), out=out(dtype))
        each("mean.dim", (torch.tensor([2049.0, 2049.0, 2051.0]), [0]), dtype=dtype)
        each("logsumexp.out", (whole, [1]), out=out(dtype))


def arguments():
    numbers_and_half_precision()
    dtypes_of_results()

"""Arguments of another dtype, shape or layout than an operator mostly has."""
from export_operator_goldens import INF, NAN, bf16, c64, call, each, f16, f32, f64, i32, i64, t, u8
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


def one_value_by_mask():
    """Where a mask is the only index, a value of one element may be of any dtype."""
    x, whole = t(3, 2, 4), t(3, 2, 4, dtype=i64)
    row, both, last = (torch.tensor(m) for m in ([True, False, True], [[True, False], [False, True], [True, True]], [False, True, True, False]))
    for value in (torch.tensor(1.5, dtype=f64), torch.tensor([5]), torch.tensor([[2.5]], dtype=f16), torch.tensor(True)):
        each("index_put_", (x, [row], value), (whole, [row], value), (x, [both], value), (x, [None, None, last], value))


def shapes_of_parameters():
    """Parameters that would broadcast, and are refused."""
    x, w = t(5, 4), t(3, 4)
    each("linear", (x, w, t(1)), (x, w, t(5, 3)), (x, w, t()), (t(4), w, t(1, 3)), (t(2, 3, 4), w, t(2, 1, 3)))
    each("linear", (x, w, t(2, 3)), (x, w, t(4)), (x, w, t(2, 5, 3)), (t(4), w, t(2, 3)), (t(2, 3, 4), w, t(5, 1, 3, 1)), refused=True)
    each("linear", (t(1, 4), w, t(5, 3)), (t(2, 4), t(1, 4), t(2, 3)), (t(2, 4), t(4), t(3, 2)), refused=True)
    each("bilinear", (x, t(5, 3), t(2, 4, 3), t(1)), (x, t(5, 3), t(2, 4, 3), t(5, 2)), refused=True)
    each("addr", (t(1), t(2), t(3)), (t(2, 1), t(2), t(3)))
    each("addr", (t(2, 2, 3), t(2), t(3)), (t(4, 3), t(1), t(3)), refused=True)
    each("addr_", (t(1, 3), t(2), t(3)), refused=True)
    each("addmm_", (t(1, 3), t(2, 4), t(4, 3)), refused=True)
    # not of LSTM: oneDNN's reads beyond the parameters
    for name, gates in (("gru.input", 3), ("rnn_tanh.input", 1)):
        for rows, columns in ((1, 4), (3 * gates + 1, 4), (3 * gates, 1)):
            parameters = [t(rows, columns), t(3 * gates, 3), t(3 * gates), t(3 * gates)]
            call(name, t(5, 2, 4), t(1, 2, 3), parameters, True, 1, 0.0, False, False, False, refused=True)


def numbers_that_are_none():
    """NaN that is not read, and infinities of complex numbers."""
    x, none = t(3, 2), torch.tensor([[NAN, 1.0], [2.0, 3.0], [INF, 1.0]])
    for beta in (0, 2):
        for matrix in (x, none):
            call("addmm", none, matrix, t(2, 2), beta=beta, alpha=0)
            call("addmv", none[:, 0], matrix, t(2), beta=beta, alpha=0)
            call("addbmm", none, matrix[None], t(1, 2, 2), beta=beta, alpha=0)
    z = torch.tensor([complex(NAN, 1), complex(1, NAN), complex(INF, -INF), complex(-INF, 2), complex(3, 4)])
    each("nan_to_num", (z,), (z, 1.5, 2.5, 3.5), (z.to(torch.complex128), 7.0))
    each("nan_to_num_", (z,))


def arguments():
    numbers_and_half_precision()
    dtypes_of_results()
    one_value_by_mask()
    shapes_of_parameters()
    numbers_that_are_none()

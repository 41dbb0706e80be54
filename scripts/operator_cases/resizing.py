"""Resizing as old archives have it; pools of windows that begin at random; sequences between tensors."""
import torch

from export_operator_goldens import each, f64, t


def interpolation():
    x = t(1, 2, 5, 7)
    for mode in ("nearest", "bilinear", "bicubic", "area"):
        each("__interpolate.size_list", (x, [8, 9], None, mode))
        each("__interpolate", (x, None, 1.3, mode), (x, 6, None, mode))
        each("__interpolate.scale_list", (x, None, [1.3, 3.2], mode))
    each("__interpolate", (x, None, 1.3, "bilinear", True, False), (x[:, :, 0], None, 1.5, "linear"), (x[:, None], None, 1.5, "trilinear"))
    each("__upsample", (x, None, 2, "bilinear", True), (x, 9))
    each("__upsample_nearest", (x, None, 3))
    each("__upsample_nearest.size_list", (x, [6, 9]))
    each("__upsample_bilinear", (x, 9))
    each("__upsample_bilinear.scale_list", (x, None, [2, 3]))


def fractional_pools():
    for shape, dtype in (((2, 3, 9, 7), torch.float32), ((3, 9, 7), f64)):
        samples = t(shape[0] if len(shape) == 4 else 1, 3, 2, dtype=dtype, low=0, high=1)
        each("fractional_max_pool2d", (t(*shape, dtype=dtype), [2, 3], [4, 3], samples), (t(*shape, dtype=dtype), [2, 2], [1, 6], samples))
    each("fractional_max_pool3d", (t(2, 3, 6, 7, 8), [2, 3, 2], [4, 2, 5], t(2, 3, 3, low=0, high=1)))


def sequences():
    each("linspace.Scalar_Tensor", (0, torch.tensor(3), 5))
    each("linspace.Tensor_Scalar", (torch.tensor(0.5), 3, 4))
    each("logspace.Tensor_Tensor", (torch.tensor(0.5), torch.tensor(2), 4))
    each("logspace.Scalar_Tensor", (0, torch.tensor(2.0), 4, 2.0))
    each("logspace.Tensor_Scalar", (torch.tensor(0), 2, 3))

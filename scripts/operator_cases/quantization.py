"""Numbers rounded as quantized ones are, and the observers of training."""
import torch

from export_operator_goldens import INF, NAN, call, each, f64, i32, t


def fake_quantization():
    x = torch.cat([t(3, 5), torch.tensor([[NAN, 0.0, 40.0, -40.0, 0.018]])])
    scales, points = t(5, low=0.01, high=0.1), torch.tensor([0, 3, -2, 5, -8], dtype=i32)
    each("fake_quantize_per_tensor_affine", (x, 0.037, 3, -128, 127), (x.to(f64), 0.02, 0, 0, 255))
    each("fake_quantize_per_tensor_affine_cachemask", (x, 0.01, 3, -8, 7))
    each("fake_quantize_per_tensor_affine.tensor_qparams", (x, torch.tensor([0.05]), torch.tensor([7], dtype=i32), 0, 255))
    for name in ("", "_cachemask"):
        each("fake_quantize_per_channel_affine" + name, (x, scales, points, 1, -8, 7))
    each("_choose_qparams_per_tensor", (t(9),), (t(9), True), (t(9).abs() * 1e-6,), (-t(9).abs(),), (torch.zeros(3),))


def observers():
    x, on, off = t(4, 6), torch.tensor([1]), torch.tensor([0])
    one = lambda value, dtype=torch.float32: torch.tensor([value], dtype=dtype)
    for symmetric in (False, True):
        call("fused_moving_avg_obs_fake_quant", x, on, on, torch.tensor(INF), torch.tensor(-INF), one(1.0), one(0, i32), 0.01, 0, 255, 0,
             False, symmetric)
        call("fused_moving_avg_obs_fake_quant", x, on, on, torch.full([4], -0.5), torch.full([4], 0.7), torch.ones(4),
             torch.zeros(4, dtype=i32), 0.3, -128, 127, 0, True, symmetric)
        call("fused_moving_avg_obs_fake_quant", x, off, on, torch.tensor(-0.2), torch.tensor(0.9), one(1.0), one(0, i32), 0.01, 0, 127, 0,
             False, symmetric)
    call("fused_moving_avg_obs_fake_quant", x, off, off, torch.tensor(-0.2), torch.tensor(0.9), one(1.0), one(0, i32), 0.01, 0, 127, 0)

#!/usr/bin/env python3
"""Makes small quantized models, with inputs and PyTorch's answers, by torch.ao.quantization and its engine x86.

    pip install torch==2.13.0
    python3 scripts/export_quantized_models.py java/sconce/src/test/resources/models/quantized

OUT/NAME/{model,inputs,expected}.pt, the model scripted, traced or frozen as the table at the end says.
"""
import sys
import warnings
from pathlib import Path
from typing import Tuple

import torch
import torch.ao.quantization as quantization
from torch import Tensor, nn
from torch.ao.nn.quantized import FloatFunctional
from torch.nn import functional as F

warnings.filterwarnings("ignore")
quantized = torch.ops.quantized


class Quantized(nn.Module):
    """A network between the two stubs that make it quantized."""

    def __init__(self, *layers):
        super().__init__()
        self.quant, self.dequant, self.layers = quantization.QuantStub(), quantization.DeQuantStub(), nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.dequant(self.layers(self.quant(x)))


class Image(nn.Module):
    """Plain, grouped and depthwise convolutions with sums, products, joins, activations and pools of their results."""

    def __init__(self):
        super().__init__()
        self.conv, self.norm, self.relu = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU()
        self.depthwise, self.grouped = nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 16, 3, stride=2, groups=2)
        self.pool, self.linear = nn.MaxPool2d(2), nn.Linear(16, 5)
        self.add, self.cat, self.mul = FloatFunctional(), FloatFunctional(), FloatFunctional()
        self.activations = nn.Sequential(nn.ELU(), nn.ReLU6(), nn.LeakyReLU())
        self.hardswish, self.sigmoid = nn.Hardswish(), nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu(self.norm(self.conv(x)))
        y = self.depthwise(x)
        x = self.add.add_relu(x, y)
        x = self.hardswish(self.cat.cat([x, y], 1)[:, :8])
        x = self.activations(self.grouped(self.pool(x)))
        x = self.mul.mul(x, self.sigmoid(x))
        return self.linear(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Operators(nn.Module):
    """Quantized tensors themselves: results are of every dtype and scheme."""

    def forward(self, x: Tensor):
        q = torch.quantize_per_tensor(x, 0.05, 70, torch.quint8)
        channels = torch.quantize_per_channel(x, torch.tensor([0.1, 0.02, 0.3]), torch.tensor([0, 3, -4]), 1, torch.qint8)
        wide = torch.quantize_per_tensor(x, 0.001, 0, torch.qint32)
        made = (q, channels, wide, q.dequantize(), channels.dequantize(), wide.dequantize(), q.int_repr())
        of = (q.q_scale(), q.q_zero_point(), channels.q_per_channel_axis(), channels.q_per_channel_scales())
        moved = (q.permute(0, 2, 3, 1).contiguous(), q[:, 1:], torch.cat([q, q]), F.max_pool2d(q, 2), q.clone())
        moved = moved + (F.interpolate(q, scale_factor=2.0, mode="nearest"),)
        mapped = (torch.relu(q), torch.sigmoid(q), torch.tanh(q), torch.clamp(q, -1.0, 1.0), F.hardtanh(q))
        mapped = mapped + (quantized.hardswish(q, 0.1, 9), quantized.add_scalar(q, 1.5), quantized.mul_scalar(q, -2.0))
        computed = (q.mean([2, 3]), F.avg_pool2d(q, 2), quantized.add(q, q[:, :, :1], 0.1, 60), quantized.mul(q, q, 0.2, 3))
        computed = computed + (quantized.softmax(q, 1, 1 / 256, 0), quantized.layer_norm(q, [8], None, None, 1e-5, 0.05, 64))
        computed = computed + (quantized.cat([q, torch.relu(q)], 0, 0.07, 12), quantized.add_relu(q, q, 0.1, 0))
        return made, of, moved, mapped, computed


class Dynamic(nn.Module):
    """Layers whose inputs are quantized by their own range."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(12, 20), nn.Linear(20, 12)
        self.lstm, self.gru = nn.LSTM(12, 8, 2, bidirectional=True, batch_first=True), nn.GRU(16, 7)
        self.lstm_cell, self.gru_cell = nn.LSTMCell(7, 6), nn.GRUCell(6, 5)

    def forward(self, x: Tensor) -> Tuple[Tensor, Tuple[Tensor, Tensor], Tensor, Tensor]:
        y, state = self.lstm(self.second(torch.relu(self.first(x))))
        z, last = self.gru(y)
        h, c = self.lstm_cell(z[0])
        return y, state, last, self.gru_cell(h)


class Sequences(nn.Module):
    """A recurrent network over sequences of different lengths."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(12, 8)

    def forward(self, x: Tensor, lengths: Tensor) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
        y, state = self.lstm(packed)
        return nn.utils.rnn.pad_packed_sequence(y)[0], state


def static(model, *shape, fuse=None):
    model.eval()
    if fuse:
        quantization.fuse_modules(model, fuse, inplace=True)
    model.qconfig = quantization.get_default_qconfig("x86")
    quantization.prepare(model, inplace=True)
    for _ in range(4):
        model(torch.randn(*shape))
    return quantization.convert(model, inplace=True), (torch.randn(*shape),)


def dynamic(model, dtype):
    kinds = {nn.Linear, nn.LSTM, nn.GRU} | (set() if dtype == torch.float16 else {nn.LSTMCell, nn.GRUCell})
    return quantization.quantize_dynamic(model, kinds, dtype=dtype)


def models():
    torch.manual_seed(0)
    names = [f"layers.0.{name}" for name in ("conv", "norm", "relu")]
    image, inputs = static(Quantized(Image()), 2, 3, 17, 17, fuse=[names])
    yield "image_scripted", torch.jit.script(image), inputs
    yield "image_traced", torch.jit.trace(image, inputs), inputs
    yield "image_frozen", torch.jit.freeze(torch.jit.script(image)), inputs
    line, inputs = static(Quantized(nn.Conv1d(4, 6, 3, padding=1), nn.ReLU()), 2, 4, 20)
    yield "conv1d", torch.jit.script(line), inputs
    volume, inputs = static(Quantized(nn.Conv3d(4, 6, 3, padding=1), nn.ReLU(), nn.Conv3d(6, 5, 2, 2)), 2, 4, 6, 7, 8)
    yield "conv3d", torch.jit.script(volume), inputs
    linear, inputs = static(Quantized(nn.Linear(37, 64), nn.ReLU(), nn.Linear(64, 33)), 20, 37)
    yield "linear", torch.jit.script(linear), inputs
    yield "operators", torch.jit.freeze(torch.jit.script(Operators().eval())), (torch.randn(2, 3, 8, 8),)
    x = torch.randn(9, 3, 12)
    yield "dynamic", torch.jit.script(dynamic(Dynamic(), torch.qint8)), (x,)
    yield "dynamic_float16", torch.jit.script(dynamic(Dynamic(), torch.float16)), (x,)
    yield "sequences", torch.jit.script(dynamic(Sequences(), torch.qint8)), (x, torch.tensor([4, 9, 6]))


def main(out: Path):
    with torch.no_grad():
        for name, model, inputs in models():
            folder = out / name
            folder.mkdir(parents=True, exist_ok=True)
            torch.jit.save(model, folder / "model.pt")
            torch.save(inputs, folder / "inputs.pt")
            torch.save(torch.jit.load(str(folder / "model.pt"))(*inputs), folder / "expected.pt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

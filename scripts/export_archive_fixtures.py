#!/usr/bin/env python3
"""Makes the archives that the tests of dev.sconce.archive read, and checks the one that dev.sconce.archive wrote.

    python3 export_archive_fixtures.py ../java/sconce/src/test/resources/dev/sconce/archive

module.pt     torch.jit.save of a module with an attribute of every kind, weights that are shared, views, an extra file
constants.pt  torch.jit.save of a frozen module, whose tensors are constants
state.pt      torch.jit.save of a class with its own __getstate__ and __setstate__
counter.pt    torch.jit.save of a module that writes to its buffer and to its argument
values.pt     torch.save of every kind of value
no_crc.pt     torch.save without checksums;  legacy.pt  torch.save in the form before PyTorch 1.6
written.pt    is not made here: TorchFileTest writes it. Here torch.load opens it as it does by default, and compares.
"""
import enum
import math
import sys
import warnings
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Tuple

import numpy
import torch

warnings.filterwarnings("ignore")


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Pair(NamedTuple):
    x: torch.Tensor
    n: int


@torch.jit.script
class Box:
    def __init__(self, value: int):
        self.value = value
        self.tensor = torch.ones(2)


class Everything(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(3, 4)
        self.linear.weight.data = torch.arange(12.0).view(4, 3)
        self.linear.bias.data = torch.arange(4.0)
        self.tied = self.linear.weight
        base = torch.arange(6.0)
        self.register_buffer("whole", base)
        self.register_buffer("transposed", base.view(2, 3).t())
        self.register_buffer("tail", base[4:])
        self.register_buffer("bfloat", torch.ones(3, dtype=torch.bfloat16))
        self.register_buffer("empty", torch.empty(0, 3))
        self.register_buffer("zero_dim", torch.tensor(7))
        self.color = Color.GREEN
        self.pair = torch.jit.Attribute(Pair(torch.zeros(1), 3), Pair)
        self.ints = torch.jit.Attribute([1, 2, 3], List[int])
        self.floats = torch.jit.Attribute([1.5], List[float])
        self.bools = torch.jit.Attribute([True], List[bool])
        self.strings = torch.jit.Attribute(["q"], List[str])
        self.nested = torch.jit.Attribute({"b": [torch.ones(1)], "a": []}, Dict[str, List[torch.Tensor]])
        self.by_int = torch.jit.Attribute({2: 2.0, 1: 1.0}, Dict[int, float])
        self.none = torch.jit.Attribute(None, Optional[int])
        self.some = torch.jit.Attribute([5], Optional[List[int]])
        self.tuple = torch.jit.Attribute((1, [2.5], "x"), Tuple[int, List[float], str])
        self.complex = 3 + 4j
        self.device = torch.device("cpu")
        self.dtype = torch.float16
        self.text = "h\u00e9\n"
        self.large = 2**40
        self.box = Box(7)

    def forward(self, x):
        y = self.linear(x) + self.pair.n * self.box.value + self.ints[0] + self.floats[0] + self.nested["b"][0]
        if self.color == Color.RED and self.bools[0]:
            y = y + self.by_int[1] + self.tuple[0] + len(self.strings)
        return y


class Table(torch.nn.Module):
    def forward(self, x):
        table = torch.arange(5.0)
        return x + table + table[1:2]


class Counter(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("count", torch.tensor([1.0, 2.0, 3.0]))
        self.register_buffer("view", self.count[1:])

    def forward(self, x):
        self.count.add_(x)
        x.mul_(2)
        return self.view.clone(), x


class Stateful(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = torch.ones(2)
        self.steps = [1, 2]
        self.training = False

    @torch.jit.export
    def __getstate__(self) -> Tuple[torch.Tensor, List[int], bool]:
        return (self.scale * 3, self.steps, self.training)

    @torch.jit.export
    def __setstate__(self, state: Tuple[torch.Tensor, List[int], bool]):
        self.scale = state[0]
        self.steps = state[1]
        self.training = state[2]

    def forward(self, x):
        return x * self.scale + self.steps[0]


def values():
    base = torch.arange(6.0)
    numbers = [1, 2, 3]
    every = {str(d)[6:]: torch.tensor([0, 1, 2]).to(d) for d in DTYPES}
    return {
        "tensors": every,
        "base": base,
        "transposed": base.view(2, 3).t(),
        "tail": base[4:],
        "scalar": torch.tensor(2.5),
        "empty": torch.empty(2, 0),
        "parameter": torch.nn.Parameter(torch.ones(1)),
        "numbers": numbers,
        "same numbers": numbers,
        "ints": [0, -1, 255, 256, 65535, 65536, 2**31 - 1, -(2**31), 2**31, 2**63 - 1, -(2**63)],
        "floats": [1.5, -0.0, math.inf, math.nan],
        "strings": ["", "h\u00e9", "\U0001f600"],
        "mixed": (1, 2.0, True, None, "x", ()),
        "complex": 1 + 2j,
        "dtype": torch.float16,
        "size": torch.Size([1, 2]),
        "layout": torch.strided,
        "device": torch.device("cuda:1"),
        "state dict": torch.nn.Linear(2, 2).state_dict(),
        3: "int key",
    }


DTYPES = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.float32, torch.float64,
          torch.complex32, torch.complex64, torch.complex128, torch.bool, torch.bfloat16]


def check_written(path):
    """What TorchFileTest.written() says, in Python."""
    value = torch.load(path)
    base = torch.tensor([0.0, 1, 2, 3, 4, 5])
    assert torch.equal(value["base"], base)
    assert torch.equal(value["transposed"], base.view(2, 3).t()) and value["transposed"].stride() == (1, 3)
    assert value["base"].untyped_storage().data_ptr() == value["transposed"].untyped_storage().data_ptr()
    for dtype in DTYPES:
        if dtype != torch.complex32:  # what torch.tensor cannot make
            tensor = value["tensors"][str(dtype)[6:]]
            assert tensor.dtype == dtype and tensor.shape == (2,) and not tensor.view(torch.uint8).any(), dtype
    assert value["tensors"]["complex32"].dtype == torch.complex32
    assert value["numbers"] is value["same numbers"] and value["numbers"] == [
        0, -1, 255, 256, 65535, 65536, 2**31 - 1, -(2**31), 2**31, 2**63 - 1, -(2**63)]
    assert value["mixed"] == (1, 2.5, True, None, "h\u00e9\U0001f600", ()) and type(value["mixed"]) is tuple
    assert value["complex"] == 1 - 2j and value["device"] == torch.device("cuda:1")
    assert list(value["order"]) == ["z", "a", 3] and value["order"]["z"] == -math.inf
    assert torch.equal(torch.load(path, mmap=True)["base"], base)
    print("torch", torch.__version__, "opens", path)


def main(folder):
    torch.manual_seed(0)
    torch.jit.save(torch.jit.script(Everything()), folder / "module.pt", _extra_files={"note.txt": "hello"})
    torch.jit.save(torch.jit.freeze(torch.jit.script(Table().eval())), folder / "constants.pt")
    torch.jit.save(torch.jit.script(Stateful()), folder / "state.pt")
    torch.jit.save(torch.jit.script(Counter()), folder / "counter.pt")
    torch.save(values(), folder / "values.pt")
    torch.save([torch.ones(1)], folder / "legacy.pt", _use_new_zipfile_serialization=False)
    torch.serialization.set_crc32_options(False)
    torch.save([torch.ones(1)], folder / "no_crc.pt")
    numpy.save(folder / "fortran.npy", numpy.asfortranarray(numpy.arange(6, dtype=">i4").reshape(2, 3)))
    numpy.savez(folder / "arrays.npz", a=numpy.float32([1.5, -2]), b=numpy.array([[True], [False]]))
    numpy.savez_compressed(folder / "compressed.npz", arr=numpy.zeros((100, 10), "<i8"))
    if (folder / "written.pt").exists():
        check_written(folder / "written.pt")


main(Path(sys.argv[1]))

#!/usr/bin/env python3
"""Makes the cases that the tests of the sconce command run: folders with model.pt, inputs.pt, expected.pt.

    python3 export_cli_fixtures.py ../java/cli/src/test/resources/dev/sconce/cli

good/linear        a linear layer, also traced (model-traced.pt)
good/structure     a dictionary, a list, a NamedTuple, numbers, NaN and infinities
good/in_place      writes to its argument and returns it
random             adds random numbers, as PyTorch draws them after torch.manual_seed(7)
bad/difference     expects other numbers than the model gives
bad/raises         raises ValueError
bad/unsupported    calls two operators that nobody has, one of them twice
forks              the model of the notes on CPU threading: a product in a fork beside another, of enough rows to take threads
methods/model.pt   a method besides forward, and two names for the same weight
"""
import sys
import warnings
from pathlib import Path
from typing import Dict, List, NamedTuple, Tuple

import torch

warnings.filterwarnings("ignore")

LIBRARY = torch.library.Library("sconce_test", "DEF")
LIBRARY.define("missing(Tensor x) -> Tensor")
LIBRARY.define("absent(Tensor x, int n) -> Tensor")


class Pair(NamedTuple):
    tensor: torch.Tensor
    number: int


class Structure(torch.nn.Module):
    def forward(self, x: torch.Tensor, names: List[str]) -> Tuple[Dict[str, torch.Tensor], List[int], Pair, float]:
        zero = torch.zeros_like(x)
        values = {names[0]: x / zero, names[1]: x > 0}
        return values, [x.size(0), x.size(1)], Pair(x.t(), 3), float("nan")


class InPlace(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.add_(1)


class Random(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + torch.rand_like(x)


class Raises(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.dim() != 7:
            raise ValueError("seven dimensions, please")
        return x


class Unsupported(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = torch.ops.sconce_test.missing(torch.relu(x))
        z = torch.ops.sconce_test.absent(y, 3)
        return torch.ops.sconce_test.missing(z)


class Forks(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w_y = torch.nn.Parameter(torch.randn(32, 32))
        self.w_z = torch.nn.Parameter(torch.randn(32, 32))

    def compute_z(self, x: torch.Tensor) -> torch.Tensor:
        return torch.mm(x, self.w_z).tanh()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.repeat([32, 2])
        future = torch.jit.fork(self.compute_z, x[:, :32])
        y = torch.mm(x[:, 32:], self.w_y).tanh()
        z = torch.jit.wait(future)
        return (y + z)[:32].clone()


class Methods(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.arange(6.0).view(2, 3))
        self.tied = self.weight
        self.register_buffer("steps", torch.tensor(4))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.weight

    @torch.jit.export
    def twice(self, x: torch.Tensor) -> torch.Tensor:
        return x * 2


def case(folder, model, inputs, expected):
    folder.mkdir(parents=True, exist_ok=True)
    torch.jit.save(model, str(folder / "model.pt"))
    torch.save(inputs, folder / "inputs.pt")
    torch.save(expected, folder / "expected.pt")


def main():
    out = Path(sys.argv[1])
    torch.manual_seed(0)
    linear = torch.nn.Linear(3, 2).eval()
    x = torch.tensor([[1.0, -2.0, 0.0], [0.5, 0.25, -0.125]])
    with torch.no_grad():
        case(out / "good/linear", torch.jit.script(linear), (x,), linear(x))
        torch.jit.save(torch.jit.trace(linear, x), str(out / "good/linear/model-traced.pt"))
        structure = torch.jit.script(Structure())
        values, sizes, pair, nan = structure(x, ["q", "r"])
        case(out / "good/structure", structure, (x, ["q", "r"]), (values, sizes, tuple(pair), nan))
        case(out / "good/in_place", torch.jit.script(InPlace()), (x,), x + 1)
        case(out / "bad/difference", torch.jit.script(InPlace()), (x,), x + 1.5)
        forks = Forks()
        rows = torch.randn(32, 32)
        case(out / "forks", torch.jit.script(forks), (rows,), forks(rows))
    case(out / "bad/raises", torch.jit.script(Raises()), (x,), x)
    case(out / "bad/unsupported", torch.jit.script(Unsupported()), (x,), x)
    torch.manual_seed(7)
    case(out / "random", torch.jit.script(Random()), (x,), Random()(x))
    (out / "methods").mkdir(exist_ok=True)
    torch.jit.save(torch.jit.script(Methods()), str(out / "methods/model.pt"))


if __name__ == "__main__":
    main()

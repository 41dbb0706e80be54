#!/usr/bin/env python3
"""Makes the small models that the tests of Module run, with inputs and PyTorch's own outputs.

    pip install torch==2.13.0
    python3 scripts/export_model_fixtures.py java/sconce/src/test/resources/models

OUT/NAME/{model,inputs,expected}.pt: the archive, a tuple of arguments, and PyTorch's answer. All from one seed.
OUT/futures/{model,calls}.pt: the archive, and a list of (method, arguments, "returns", value) and (method, arguments, "raises", the
last line of the message); a future stands there as its value.
OUT/{strings,numbers,containers,contexts}/{model,calls}.pt: the same of builtin_cases; the message without the class, and empty where it is that of a
C++ library.
OUT/calls/NAME/{model,calls}.pt: the same of the models of call_cases, with what the arguments are after each call.
"""
import copy
import sys
from pathlib import Path
from typing import Dict, List, Tuple

import torch
from torch import Tensor, nn

import call_cases
import fork_cases
from builtin_cases import containers, contexts, numbers, strings


class ConvNet(nn.Module):
    """Convolution, batch norm, pooling, in-place activation, a residual, a linear layer."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(8)
        self.second = nn.Conv2d(8, 8, 3, padding=1, groups=8)
        self.relu = nn.ReLU(inplace=True)
        self.head = nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu(self.norm(self.first(x)))
        x = x + self.second(x)
        return self.head(nn.functional.adaptive_avg_pool2d(x, 1).flatten(1)).softmax(1)


class Recurrent(nn.Module):
    """A bidirectional LSTM of two layers, and a GRU with a dictionary as result."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(6, 10, 2, batch_first=True, bidirectional=True)
        self.gru = nn.GRU(20, 7)

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        y, (h, c) = self.lstm(x)
        z, last = self.gru(y.transpose(0, 1))
        return {"y": y, "h": h, "c": c, "z": z, "last": last}


class Forks(nn.Module):
    """Forks of methods and closures: nested, in a list, awaited in the wrong order, chained, and one that raises."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(8, 8))

    def leaf(self, x: Tensor, k: int) -> Tensor:
        if k < 0:
            raise ValueError("k must not be negative, got " + str(k))
        return torch.mm(x, self.w) * k

    def inner(self, x: Tensor, k: int) -> Tensor:
        future = torch.jit.fork(self.leaf, x, k)
        return torch.jit.wait(future) + 1

    def forward(self, x: Tensor, tasks: int) -> Tensor:
        futures: List[torch.jit.Future[Tensor]] = []
        for k in range(tasks):
            futures.append(torch.jit.fork(self.inner, x, k))
        total = torch.zeros_like(x)
        for k in range(tasks):
            total = total + torch.jit.wait(futures[tasks - 1 - k])
        return total

    @torch.jit.export
    def chain(self, x: Tensor, length: int) -> Tensor:
        for _ in range(length):
            future = torch.jit.fork(torch.add, x, 1)
            x = torch.jit.wait(future)
        return x

    @torch.jit.export
    def fails(self, x: Tensor) -> Tensor:
        future = torch.jit.fork(self.leaf, x, -1)
        return torch.jit.wait(future)


class Encoder(nn.Module):
    """nn.TransformerEncoder over a padded batch: as nested tensors where the padding is at the end, by masks where it is not."""

    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(16, 4, 24, activation="gelu", batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)

    def forward(self, x: Tensor, lengths: Tensor) -> List[Tensor]:
        at = torch.arange(x.size(1))
        behind = at >= lengths.unsqueeze(1)
        causal = torch.triu(torch.full((x.size(1), x.size(1)), float("-inf")), 1)
        return [self.encoder(x), self.encoder(x, None, behind), self.encoder(x, None, (at == 1).expand(x.size(0), -1)), self.encoder(x, causal),
                self.encoder(x, causal, behind)]


class Language(nn.Module):
    """Loops with early exits, dictionaries, strings, tuples, optionals, exceptions: what a decoder does around its tensors."""

    def forward(self, words: List[str], limit: int) -> Tuple[Dict[str, int], List[Tuple[str, int]], str, float]:
        if limit < 1:
            raise ValueError("limit must be positive")
        counts: Dict[str, int] = {}
        for word in words:
            if word == "stop":
                break
            if len(word) == 0:
                continue
            key = word.lower().strip()
            counts[key] = counts.get(key, 0) + 1
        pairs: List[Tuple[str, int]] = []
        for key, value in counts.items():
            if len(pairs) >= limit:
                break
            pairs.append((key, value))
        mean = 0.0
        i = 0
        while i < len(pairs):
            mean += float(pairs[i][1]) / len(pairs)
            i += 1
        text = "{} of {}".format(len(pairs), len(counts)) + "|" + ",".join([p[0] for p in pairs]) + "|" + str(mean)
        return counts, pairs, text, mean


class Branches(nn.Module):
    """Branches that only a cat joins, with in-place activations, dropout, and a branch within a branch."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 24, 3, bias=False)
        self.norm = nn.BatchNorm2d(24)
        self.a = nn.Sequential(nn.Conv2d(24, 24, 3, padding=1), nn.ReLU(inplace=True))
        self.b = nn.Sequential(nn.Conv2d(24, 24, 3, padding=1), nn.ReLU(inplace=True), nn.Dropout(0.5))
        self.c = nn.Conv2d(24, 24, 3, padding=1)
        self.d = nn.Conv2d(24, 24, 3, padding=1)

    def inner(self, x: Tensor) -> Tensor:
        return torch.cat([self.c(x).relu_(), self.d(x).relu_()], 1)

    def forward(self, x: Tensor) -> Tensor:
        x = nn.functional.relu(self.norm(self.stem(x)), inplace=True)
        y = torch.cat([self.a(x), self.b(x), self.inner(nn.functional.max_pool2d(x, 3, 1, 1))], 1)
        return y.mean([2, 3])

    @torch.jit.export
    def fails(self, x: Tensor) -> Tensor:
        return torch.cat([self.a(self.b(x)), self.b(x[:, 1:])], 1)


class State(nn.Module):
    """Attributes that methods write: a number, a list, a tensor in place, the statistics of a norm; one that is handed out."""

    seen: List[int]

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(4))
        self.register_buffer("var", torch.ones(4))
        self.register_buffer("total", torch.zeros(4))
        self.register_buffer("weight", torch.randn(4))
        self.scale = 2.0
        self.calls = 0
        self.seen = []

    def forward(self, x: Tensor) -> Tensor:
        y = nn.functional.batch_norm(x, self.mean, self.var, training=True)
        return y * self.scale * (self.weight + 1)

    @torch.jit.export
    def step(self, x: Tensor) -> Tuple[Tensor, Tensor, int, List[int]]:
        self.calls += 1
        self.seen.append(x.size(0))
        y = self.forward(x)
        self.total += y.sum(0)
        return nn.functional.batch_norm(x, self.mean, self.var), self.total.clone(), self.calls, self.seen[:]

    @torch.jit.export
    def set_scale(self, scale: float):
        self.scale = scale

    @torch.jit.export
    def handed_out(self) -> Tensor:
        return self.weight

    @torch.jit.export
    def twice(self, x: Tensor) -> Tensor:
        return x.mul_(2)


CASES = {
    "conv_net": (ConvNet, lambda: (torch.randn(2, 3, 17, 15),)),
    "recurrent": (Recurrent, lambda: (torch.randn(3, 9, 6),)),
    "encoder": (Encoder, lambda: (torch.randn(3, 6, 16), torch.tensor([6, 1, 4]))),
    "forks": (Forks, lambda: (torch.randn(4, 8), 5)),
    "branches": (Branches, lambda: (torch.randn(2, 3, 12, 12),)),
    "state": (State, lambda: (torch.randn(5, 4),)),
    "language": (Language, lambda: (["the", "Cat ", "", "the", "end", "stop", "not"], 2)),
}


def waited(value):
    """The value with that of each future in its place."""
    if isinstance(value, torch._C.Future):
        return waited(value.wait())
    return [waited(item) for item in value] if isinstance(value, list) else value


def outcome(module, method, arguments):
    try:
        return method, arguments, "returns", waited(getattr(module, method)(*arguments))
    except RuntimeError as error:
        return method, arguments, "raises", str(error).strip().split("\n")[-1]


def export_futures(folder: Path):
    torch.manual_seed(7)
    module = torch.jit.script(fork_cases.Futures().eval())
    folder.mkdir(parents=True, exist_ok=True)
    torch.jit.save(module, str(folder / "model.pt"))
    with torch.inference_mode():
        torch.save([outcome(module, *call) for call in fork_cases.calls()], folder / "calls.pt")


BUILTINS = {
    "strings": (strings, strings.Strings),
    "numbers": (numbers, numbers.Numbers),
    "containers": (containers, containers.Containers),
    "contexts": (contexts, contexts.Contexts),
}
FOREIGN = ("basic_string", "vector::", "stoll", "stod", "INTERNAL ASSERT")  # whose words a message has that is not PyTorch's


def plain(value):
    """A named tuple's class lives in the scripting session only: save it as the tuple that it is."""
    return tuple(plain(item) for item in value) if isinstance(value, tuple) else value


def builtin_outcome(module, method, arguments):
    """The call and what comes of it; None where that is a string that Python cannot hold, of a part of a character."""
    before = copy.deepcopy(arguments)
    try:
        return method, before, "returns", plain(getattr(module, method)(*arguments))
    except UnicodeDecodeError:
        return None
    except RuntimeError as error:
        message = str(error).strip().split("\n")[-1].removeprefix("RuntimeError: ")
        return method, before, "raises", "" if any(word in message for word in FOREIGN) else message


def export_builtins(folder: Path, cases, module_class):
    for function in [f for name, f in vars(module_class).items() if callable(f) and not name.startswith("__")]:
        torch.jit.export(function)
    module = torch.jit.script(module_class().eval())
    folder.mkdir(parents=True, exist_ok=True)
    torch.jit.save(module, str(folder / "model.pt"))
    outcomes = [builtin_outcome(module, *call) for call in cases.calls()]
    torch.save([outcome for outcome in outcomes if outcome], folder / "calls.pt")


def export_calls(folder, module_class):
    """As PyTorch runs the archive itself: what it scripts and never saves it optimizes by what it saw."""
    torch.manual_seed(7)
    folder.mkdir(parents=True, exist_ok=True)
    torch.jit.save(torch.jit.script(module_class().eval()), str(folder / "model.pt"))
    module = torch.jit.load(str(folder / "model.pt"))
    with torch.no_grad(), torch.jit.optimized_execution(False):
        torch.save(list(call_cases.outcomes(module, module_class.calls())), folder / "calls.pt")


def main():
    out = Path(sys.argv[1])
    export_futures(out / "futures")
    for name, (cases, module_class) in BUILTINS.items():
        export_builtins(out / name, cases, module_class)
    for name, (build, inputs) in CASES.items():
        torch.manual_seed(7)
        module = torch.jit.script(build().eval())
        arguments = inputs()
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        torch.jit.save(module, str(folder / "model.pt"))
        with torch.inference_mode():
            expected = module(*arguments)
        torch.save(arguments, folder / "inputs.pt")
        torch.save(expected, folder / "expected.pt")
    for name, module_class in call_cases.CASES.items():
        export_calls(out / "calls" / name, module_class)


if __name__ == "__main__":
    main()

"""Models that are called several times in a row, for export_model_fixtures.py: with parameters that come back as arguments, arguments that
share memory, other ranks than before, and what raises.

A call is (method, arguments); an argument Result(n) is what the call number n returned.
"""
import copy
import re
from typing import NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn


class Result(NamedTuple):
    of: int


class LearntState(nn.Module):
    """A recurrent cell that begins with a parameter, which it also adds at each step, or with what it is given."""

    def __init__(self):
        super().__init__()
        self.h0 = nn.Parameter(torch.randn(3, 4))
        self.linear = nn.Linear(4, 4)

    def forward(self, x: Tensor, h: Optional[Tensor] = None) -> Tensor:
        if h is None:
            h = self.h0
        if bool(torch.isnan(x).any()):
            raise ValueError("not a number")
        return torch.tanh(self.linear(x) + h) * self.h0

    @staticmethod
    def calls():
        x = torch.randn(3, 4)
        return [("forward", (x, h)) for h in (None, None, torch.randn(3, 4), torch.randn(3, 4), None, torch.randn(3, 4))]


class TwoTables(nn.Module):
    """Rows of one of two parameters, and of the first."""

    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.randn(7, 4))
        self.b = nn.Parameter(torch.randn(7, 4))

    def forward(self, x: Tensor, first: bool) -> Tensor:
        rows = self.a if first else self.b
        places = torch.nonzero(x > 0)[:, 0]
        return nn.functional.embedding(places, rows) * 2 + nn.functional.embedding(places, self.a)

    @staticmethod
    def calls():
        return [("forward", (torch.ones(6), first)) for first in (True, True, False, False, True)]


class HandedOut(nn.Module):
    """A buffer that a method returns, and the caller gives to others, which read it, or write it or the argument."""

    def __init__(self):
        super().__init__()
        self.register_buffer("state", torch.randn(3, 4))

    @torch.jit.export
    def initial(self) -> Tensor:
        return self.state

    def forward(self, x: Tensor, h: Tensor) -> Tensor:
        return torch.tanh(x + h) * self.state

    @torch.jit.export
    def row(self, x: Tensor, h: Tensor) -> Tensor:
        return torch.tanh(x + h[1]) * self.state

    @torch.jit.export
    def write_argument(self, x: Tensor, h: Tensor) -> Tensor:
        a = torch.tanh(self.state)
        h.mul_(0.5)
        return torch.relu(a) + x

    @torch.jit.export
    def write_buffer(self, x: Tensor, h: Tensor) -> Tensor:
        a = torch.tanh(h)
        self.state.mul_(0.5)
        return torch.relu(a) + x

    @staticmethod
    def calls():
        x, h, buffer = torch.randn(3, 4), torch.randn(3, 4), Result(0)
        calls = [("initial", ())]
        for method in "forward", "row", "write_argument", "write_buffer":
            for states in ((buffer, buffer, h, h, buffer), (h, h, buffer, buffer)):
                calls += [(method, (x, state)) for state in states]
        return calls


class OneOrABatch(nn.Module):
    """Convolutions and batch norms: without a batch, a norm's channels are what is the second dimension then."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv1d(2, 5, 3, padding=1)
        self.norm = nn.BatchNorm1d(5)
        self.back = nn.ConvTranspose1d(5, 5, 3, padding=1)
        self.image = nn.Conv2d(2, 5, 3, padding=1)
        self.image_norm = nn.BatchNorm2d(5)
        for norm in self.norm, self.image_norm:
            norm.running_mean.normal_()
            norm.running_var.uniform_(0.5, 2)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.norm(self.first(x))) + 1

    @torch.jit.export
    def transposed(self, x: Tensor) -> Tensor:
        return self.norm(self.back(self.norm(self.first(x))))

    @torch.jit.export
    def checked(self, x: Tensor) -> Tensor:
        return torch.relu(self.image_norm(self.image(x)))

    @torch.jit.export
    def unchecked(self, x: Tensor) -> Tensor:
        norm = self.image_norm
        y = nn.functional.batch_norm(self.image(x), norm.running_mean, norm.running_var, norm.weight, norm.bias)
        return nn.functional.hardtanh(y)

    @torch.jit.export
    def general(self, x: Tensor) -> Tensor:
        return self.norm(torch.convolution(x, self.first.weight, self.first.bias, [1], [1], [1], False, [0], 1))

    @staticmethod
    def calls():
        calls = []
        for method in "forward", "transposed", "general", "checked", "unchecked":
            sizes = (2, 5) if method in ("forward", "transposed", "general") else (2, 5, 5)
            for lead in ((3,), (), (), (3,), (1,)):
                calls.append((method, (torch.randn(*lead, *sizes),)))
        return calls


class InPlace(nn.Module):
    """Writes to tensors that nobody else has, by operands that may be wider or of another dtype than these are."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)
        self.image = nn.Conv2d(2, 2, 1)
        self.register_buffer("whole", torch.arange(4))
        self.register_buffer("halves", torch.randn(4).half())

    @torch.jit.export
    def sum(self, x: Tensor, other: Tensor) -> Tensor:
        y = self.linear(x)
        y += self.linear(other)
        return torch.relu_(y)

    @torch.jit.export
    def image_sum(self, x: Tensor, other: Tensor) -> Tensor:
        y = self.image(x)
        y += self.image(other)
        return torch.relu_(y)

    @torch.jit.export
    def product(self, x: Tensor, other: Tensor) -> Tensor:
        y = self.linear(x)
        y.mul_(self.linear(other))
        return y + 1

    @torch.jit.export
    def filled(self, x: Tensor, other: Tensor) -> Tensor:
        y = self.linear(x)
        y.masked_fill_(other > 0, 0.5)
        return y + 1

    @torch.jit.export
    def attention(self, x: Tensor, other: Tensor) -> Tensor:
        scores = torch.matmul(x, x.transpose(-2, -1))
        scores.masked_fill_(other > 0, -1e9)
        return torch.matmul(torch.softmax(scores, -1), x)

    @torch.jit.export
    def filled_in_order(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        y = torch.relu(x)
        y.masked_fill_(x > 0.3, 0.1)
        rows = y.flatten().reshape(-1, 3)  # a copy where y is a transposed tensor, a view else
        rows[0] = 7.0
        return y, rows

    @torch.jit.export
    def unsafe_view(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        y = x * 2
        row = torch.ops.aten._unsafe_view(y, [-1])
        row.relu_()
        return y + 0, row * 1

    @torch.jit.export
    def fraction_to_whole(self, x: Tensor) -> Tensor:
        y = self.whole * 2
        y.add_(1.5)
        return y

    @torch.jit.export
    def float_to_whole(self, x: Tensor) -> Tensor:
        y = self.whole * 2
        y.mul_(x)
        return y

    @torch.jit.export
    def float_to_half(self, x: Tensor) -> Tuple[Tensor, bool]:
        y = self.halves + 1
        y.add_(x)
        return y.float(), y.dtype == torch.half

    @staticmethod
    def calls():
        a, wider = torch.randn(4, 4), torch.randn(2, 4, 4)
        calls = []
        for method in "sum", "product", "filled", "attention":
            calls += [(method, (a, other)) for other in (a, a, wider, a, torch.randn(4), wider)]
        for x in torch.randn(3, 4).t(), torch.randn(4, 3):
            calls += [("filled_in_order", (x,))] * 2
        calls += [("unsafe_view", (x,))] * 2
        image, batch = torch.randn(1, 2, 3, 3), torch.randn(2, 2, 3, 3)
        calls += [("image_sum", (image, other)) for other in (image, image, batch, image, torch.randn(1, 2, 1, 1))]
        calls += [(m, (torch.randn(4),)) for m in ("fraction_to_whole", "float_to_whole", "float_to_half") for _ in range(2)]
        return calls


class WrittenLists(nn.Module):
    """Writes to what lists of a convolution's results became, and to tensors of such lists."""

    def __init__(self):
        super().__init__()
        self.image = nn.Conv2d(2, 4, 3, padding=1)
        self.token, self.places = nn.Parameter(torch.randn(4)), nn.Parameter(torch.randn(1, 4))

    @torch.jit.export
    def tokens(self, x: Tensor) -> Tensor:
        y = self.image(x).flatten(2).transpose(1, 2)
        y = torch.cat([self.token.expand(y.size(0), -1).unsqueeze(1), y], 1)
        y.add_(self.places)
        return y

    @torch.jit.export
    def stacked(self, x: Tensor) -> Tensor:
        y = torch.stack([self.image(x), self.image(x + 1)], 1)
        y.view(-1)[1:].mul_(2)
        return y

    @torch.jit.export
    def halves(self, x: Tensor) -> Tensor:
        y, z = self.image(x).chunk(2, 1)
        y.mul_(z)
        return torch.cat([z, y], 1)

    @torch.jit.export
    def channels(self, x: Tensor) -> Tensor:
        y = torch.relu(self.image(x))
        y.unbind(1)[1].add_(1)
        for part in y.split([1, 3], 1):
            part.mul_(3)
        return y

    @torch.jit.export
    def joined(self, x: Tensor) -> Tensor:
        parts = [self.image(x)]
        parts.append(torch.sigmoid(parts[0]))
        y = torch.cat(parts, 3)
        y[:, 0].fill_(1)
        return y.view(y.size(0), -1) + y.flatten(1)

    @staticmethod
    def calls():
        return [(m, (torch.randn(2, 2, 5, 3),)) for m in ("tokens", "stacked", "halves", "channels", "joined") for _ in range(3)]


class ParallelConvolutions(nn.Module):
    """Sums of convolutions of the same tensor, of its batch norm and of itself, as networks are trained with (RepVGG, MobileOne)."""

    def __init__(self):
        super().__init__()
        self.square = nn.Sequential(nn.Conv2d(4, 4, 3, padding=1, groups=2, bias=False), nn.BatchNorm2d(4))
        self.point = nn.Sequential(nn.Conv2d(4, 4, 1, groups=2, bias=False), nn.BatchNorm2d(4))
        self.row, self.column = nn.Conv2d(4, 4, (1, 3), padding=(0, 1), groups=2), nn.Conv2d(4, 4, (3, 1), padding=(1, 0), groups=2)
        self.norm, self.outer = nn.BatchNorm2d(4), nn.BatchNorm2d(4)
        self.small = nn.Conv2d(4, 6, 1, stride=2)
        self.smaller = nn.ModuleList([nn.Conv2d(4, 6, k, stride=2, padding=k // 2) for k in (3, 3, 5)])
        self.apart = nn.ModuleList([nn.Conv2d(4, 4, 3, padding=d, dilation=d, groups=4) for d in (2, 2, 1)])
        self.line = nn.ModuleList([nn.Conv1d(4, 4, k, padding=k // 2) for k in (3, 1)])
        self.volume = nn.ModuleList([nn.Conv3d(4, 4, k, padding=(k - 1) // 2, bias=False) for k in (1, 3)])
        for norm in [m for m in self.modules() if isinstance(m, nn.BatchNorm2d)]:
            nn.init.normal_(norm.running_mean)
            nn.init.uniform_(norm.running_var, 0.5, 2)
            nn.init.normal_(norm.weight)
            nn.init.normal_(norm.bias)

    @torch.jit.export
    def repeated(self, x: Tensor) -> Tensor:
        return torch.relu(self.outer(self.point(x) + self.norm(x) + self.square(x) + x))

    @torch.jit.export
    def in_place(self, x: Tensor) -> Tensor:
        y = self.row(x) + 0
        y += self.column(x)
        y += self.square(x)
        return torch.relu(y)

    @torch.jit.export
    def onto(self, x: Tensor, other: Tensor) -> Tensor:
        y = self.row(x) + self.column(x)
        y += other
        return y + self.point(x)

    @torch.jit.export
    def strided(self, x: Tensor) -> Tensor:
        y = self.small(x)
        for each in self.smaller:
            y = y + each(x)
        return y

    @torch.jit.export
    def dilated(self, x: Tensor) -> Tensor:
        return x + self.apart[0](x) + self.apart[1](x) + self.apart[2](x)

    @torch.jit.export
    def in_line(self, x: Tensor) -> Tensor:
        return self.line[0](x) + (self.line[1](x) + x.sigmoid()) + x

    @torch.jit.export
    def in_space(self, x: Tensor) -> Tensor:
        return self.volume[0](x) + self.volume[1](x) * 1 - 0

    @torch.jit.export
    def two_sums(self, x: Tensor, other: Tensor) -> Tensor:
        y = self.row(x) + self.row(other) + self.column(x) + self.column(other)
        return y + y.size(-1)

    @torch.jit.export
    def read(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        a, b = self.row(x), self.column(x)
        y = a + b
        b.zero_()
        return y, a + b

    @staticmethod
    def calls():
        image, lone, other = torch.randn(2, 4, 6, 5), torch.randn(4, 6, 5), torch.randn(2, 4, 6, 5)
        calls = [(m, (x,)) for m in ("repeated", "in_place", "strided", "dilated", "read") for x in (image, image, lone)]
        calls += [(m, (image, y)) for m in ("onto", "two_sums") for y in (other, other, torch.randn(3, 2, 4, 6, 5), lone)]
        calls += [("in_line", (x,)) for x in (torch.randn(2, 4, 7), torch.randn(2, 4, 7), torch.randn(4, 7))]
        calls += [("in_space", (x,)) for x in (torch.randn(1, 4, 5, 6, 4), torch.randn(4, 5, 6, 4))]
        return calls


CASES = {
    "parallel_convolutions": ParallelConvolutions,
    "in_place": InPlace,
    "written_lists": WrittenLists,
    "one_or_a_batch": OneOrABatch,
    "learnt_state": LearntState,
    "two_tables": TwoTables,
    "handed_out": HandedOut,
}


def outcomes(module, calls):
    """Of each call: method, arguments before, "returns" or "raises", the result or the last line of the message without the class, the
    arguments after it."""
    results = []
    for method, arguments in calls:
        before = tuple(("result", a.of) if isinstance(a, Result) else snapshot(a) for a in arguments)
        given = tuple(results[a.of] if isinstance(a, Result) else snapshot(a) for a in arguments)
        try:
            result, how = getattr(module, method)(*given), "returns"
            shown = snapshot(result)
        except (RuntimeError, torch.jit.Error) as error:
            result, how = None, "raises"
            shown = re.sub(r"^[\w.]+: ", "", str(error).strip().split("\n")[-1])
        results.append(result)
        yield method, before, how, shown, snapshot(given)


def snapshot(value):
    if isinstance(value, Tensor):
        return copy.deepcopy(value)
    if isinstance(value, (tuple, list)):
        return type(value)(snapshot(item) for item in value)
    return value

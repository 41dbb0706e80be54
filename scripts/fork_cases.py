"""The model of forks and futures for export_model_fixtures.py: everything that torch.jit.fork and torch.jit.wait accept in a script
(lambdas and nested functions they refuse), and what goes wrong in a fork. All closures in the archive come from these: PyTorch
writes each fork as one."""
from typing import Dict, List, Optional, Tuple

import torch
from torch import Tensor, nn
from torch.jit import Future


@torch.jit.interface
class Step:
    def run(self, x: Tensor) -> Tensor:
        pass


@torch.jit.script
class Last:
    def __init__(self):
        self.factor = 2

    def run(self, x: Tensor) -> Tensor:
        return x * self.factor


@torch.jit.script
class Level:
    """Forks the next one: how deep is decided when the model runs."""

    step: Step

    def __init__(self, step: Step):
        self.step = step

    def run(self, x: Tensor) -> Tensor:
        return torch.jit.wait(torch.jit.fork(self.step.run, x)) + 1


def last() -> Step:
    return Last()


def level(step: Step) -> Step:
    return Level(step)


def scaled(x: Tensor, factor: float = 2.0, shift: int = 0) -> Tensor:
    return x * factor + shift


def after(before: Future[Tensor]) -> Tensor:
    return torch.jit.wait(before) + 1


def add_one(x: Tensor):
    x.add_(1)


def pair(x: Tensor) -> Tuple[Tensor, int]:
    return x + 1, x.numel()


def checked(x: Tensor, limit: int) -> Tensor:
    if x.numel() > limit:
        raise ValueError("more than " + str(limit))
    return x


def forked_checked(x: Tensor, limit: int) -> Future[Tensor]:
    return torch.jit.fork(checked, x, limit)


def counting(x: Tensor) -> Tensor:
    """Never ends."""
    while x.numel() > 0:
        x = x + 1
    return x


def set_to(x: Tensor, other: Tensor):
    x.set_(other.clone())


class Futures(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)
        self.layers = nn.ModuleList([nn.Linear(4, 4), nn.Tanh()])

    def part(self, x: Tensor, rows: int) -> Tensor:
        return self.linear(x[:rows])

    def forward(self, x: Tensor) -> Tensor:
        module = torch.jit.fork(self.linear, x)
        method = torch.jit.fork(self.part, x, rows=2)
        function = torch.jit.fork(scaled, x, shift=1)
        builtin = torch.jit.fork(torch.add, x, x)
        bound = torch.jit.fork(x.mul, x)
        total = torch.jit.wait(module).sum() + method.wait().sum() + function.wait().sum()
        return total + builtin.wait().sum() + bound.wait().sum()

    @torch.jit.export
    def modules(self, x: Tensor) -> List[Tensor]:
        futures = torch.jit.annotate(List[Future[Tensor]], [])
        for layer in self.layers:
            futures.append(torch.jit.fork(layer, x))
        futures.append(torch.jit.fork(self.layers[1], x))
        return [future.wait() for future in futures]

    @torch.jit.export
    def containers(self, x: Tensor) -> Tuple[List[Tensor], Dict[str, Tensor], Optional[Tensor], int]:
        futures = [torch.jit.fork(scaled, x, float(i)) for i in range(3)]
        named: Dict[str, Future[Tensor]] = {}
        for name in ["a", "b"]:
            named[name] = torch.jit.fork(scaled, x, shift=len(named))
        maybe: Optional[Future[Tensor]] = None
        if x.numel() > 2:
            maybe = torch.jit.fork(scaled, x)
        results: Dict[str, Tensor] = {}
        for name, future in named.items():
            results[name] = torch.jit.wait(future)
        both = torch.jit.fork(pair, x).wait()
        return [f.wait() for f in futures], results, maybe.wait() if maybe is not None else None, both[1]

    @torch.jit.export
    def loops(self, x: Tensor, n: int) -> Tensor:
        total = x
        for i in range(n):
            if i % 2 == 0:
                total = torch.jit.fork(scaled, total, shift=i).wait()
        return total

    @torch.jit.export
    def none(self, x: Tensor) -> Tensor:
        y = x.clone()
        torch.jit.wait(torch.jit.fork(add_one, y))
        return y

    @torch.jit.export
    def changed(self, x: Tensor, n: int) -> Tensor:
        y = x.clone()
        future = torch.jit.fork(set_to, y, x[:2])
        total = x.sum()
        for _ in range(n):  # until the fork is done long since, or not at all
            total = total * 0.5 + x.sum()
        torch.jit.wait(future)
        return y * 2 + total

    @torch.jit.export
    def passed(self, x: Tensor) -> Tensor:
        first = torch.jit.fork(scaled, x)
        return torch.jit.wait(torch.jit.fork(after, first)) + after(first) + torch.jit.wait(first)

    @torch.jit.export
    def of_future(self, future: Future[Tensor], x: Tensor) -> Tensor:
        return torch.jit.wait(future) * x

    @torch.jit.export
    def of_futures(self, futures: List[Future[Tensor]]) -> Tensor:
        return torch.stack([torch.jit.fork(after, future).wait() for future in futures])

    @torch.jit.export
    def returned(self, x: Tensor) -> Future[Tensor]:
        return torch.jit.fork(self.part, x, 1)

    @torch.jit.export
    def after_future(self, future: Future[Tensor]) -> Future[Tensor]:
        return torch.jit.fork(after, future)

    @torch.jit.export
    def several(self, x: Tensor, n: int) -> List[Future[Tensor]]:
        return [torch.jit.fork(scaled, x, shift=i) for i in range(n)]

    @torch.jit.export
    def future_of_future(self, x: Tensor) -> Tensor:
        outer = torch.jit.fork(forked_checked, x, 100)
        return outer.wait().wait()

    @torch.jit.export
    def chained(self, x: Tensor, n: int) -> Tensor:
        future = torch.jit.fork(scaled, x)
        for _ in range(n):
            future = torch.jit.fork(after, future)
        return future.wait()

    @torch.jit.export
    def deep(self, x: Tensor, n: int) -> Tensor:
        steps = [last()]
        for _ in range(n):
            steps.append(level(steps[-1]))
        return steps[-1].run(x)

    @torch.jit.export
    def backwards(self, x: Tensor, n: int) -> Tensor:
        futures = self.several(x, n)
        total = torch.zeros_like(x)
        for i in range(n):
            total = total * 0.5 + futures[n - 1 - i].wait()
        return total

    @torch.jit.export
    def raises(self, x: Tensor) -> Tensor:
        return forked_checked(x, 1).wait()

    @torch.jit.export
    def raises_twice(self, x: Tensor) -> Tensor:
        return torch.jit.fork(after, forked_checked(x, 1)).wait()

    @torch.jit.export
    def never_waits(self, x: Tensor) -> Tensor:
        forked_checked(x, 1)
        return x + 1

    @torch.jit.export
    def refused(self, x: Tensor) -> Tensor:
        return torch.jit.fork(torch.mm, x, x).wait()

    @torch.jit.export
    def endless(self, x: Tensor) -> Tensor:
        return counting(x)

    @torch.jit.export
    def endless_forks(self, x: Tensor, n: int) -> Tensor:
        futures = [torch.jit.fork(counting, x) for _ in range(n)]
        return torch.stack([future.wait() for future in futures])

    @torch.jit.export
    def endless_future(self, x: Tensor) -> Future[Tensor]:
        return torch.jit.fork(counting, x)


def calls():
    """(method, arguments): those that come to an end."""
    x = torch.randn(3, 4)
    one = ["forward", "modules", "containers", "none", "passed", "returned", "future_of_future"]
    failing = ["raises", "raises_twice", "never_waits", "refused"]
    numbered = [("loops", 5), ("several", 3), ("chained", 10_000), ("deep", 1000), ("backwards", 1000), ("changed", 0), ("changed", 1000)]
    return [(method, (x,)) for method in one + failing] + [(method, (x, n)) for method, n in numbered]

"""with: objects of the model's own and torch.no_grad, several at once. (PyTorch 2.13 does not compile a return or break inside.)"""
from typing import Any, List, Tuple

import torch
from torch import Tensor, nn


@torch.jit.script
class Noted:
    """Notes in a list when it is entered and left."""

    def __init__(self, notes: List[int], number: int):
        self.notes = notes
        self.number = number

    def __enter__(self) -> int:
        self.notes.append(self.number)
        return self.number * 10

    def __exit__(self, type: Any, value: Any, trace: Any) -> None:
        self.notes.append(-self.number)


class Contexts(nn.Module):
    def of_its_own(self, n: int) -> Tuple[int, List[int]]:
        notes: List[int] = []
        with Noted(notes, n) as entered:
            n += entered
        return n, notes

    def several(self, n: int) -> Tuple[int, List[int]]:
        notes: List[int] = []
        with Noted(notes, n) as a, Noted(notes, n + 1) as b:
            with Noted(notes, n + 2):
                n = a * b
        return n, notes

    def without_gradients(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            y = x * 2
        return y + 1


def calls():
    for n in range(6):
        yield "of_its_own", (n,)
        yield "several", (n,)
    yield "without_gradients", (torch.arange(3.0),)

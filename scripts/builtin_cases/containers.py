"""Lists, dictionaries and tuples: their methods over each element type, slices, order, comparisons, loops over them, aliases."""
from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn


class Point(NamedTuple):
    x: int
    y: float
    name: str = "p"


class Containers(nn.Module):
    def appends(self, a: List[int]) -> List[int]:
        b = a
        b.append(7)
        a.extend([8, 9])
        b += [10]
        a.insert(1, -1)
        a.insert(-100, -2)
        a.insert(100, -3)
        return b

    def pops(self, a: List[int], i: int) -> Tuple[int, List[int]]:
        v = a.pop(i)
        return v, a

    def pop_last(self, a: List[int]) -> Tuple[int, List[int]]:
        return a.pop(), a

    def removes(self, a: List[int], v: int) -> List[int]:
        a.remove(v)
        return a

    def removes_str(self, a: List[str], v: str) -> List[str]:
        a.remove(v)
        return a

    def indexes(self, a: List[int], v: int) -> int:
        return a.index(v)

    def indexes_float(self, a: List[float], v: float) -> Tuple[int, int]:
        return a.index(v), a.count(v)

    def counts(self, a: List[int], v: int) -> Tuple[int, bool, bool]:
        return a.count(v), v in a, v not in a

    def str_lists(self, a: List[str], v: str) -> Tuple[int, bool, List[str]]:
        a.append(v)
        a.reverse()
        return a.index(v), v in a, a + a

    def bool_lists(self, a: List[bool]) -> Tuple[List[bool], int, bool]:
        a.reverse()
        return a, len(a), a[0]

    def item(self, a: List[int], i: int) -> int:
        return a[i]

    def set_item(self, a: List[int], i: int) -> List[int]:
        a[i] = 99
        return a

    def del_item(self, a: List[int], i: int) -> List[int]:
        del a[i]
        return a

    def slices(self, a: List[int], i: int, j: int, k: int) -> List[List[int]]:
        return [a[i:], a[:j], a[i:j], a[i:j:k], a[:], a[-2:], a[::k]]

    def negative_step(self, a: List[int]) -> List[int]:
        return a[::-1]

    def copies(self, a: List[int]) -> Tuple[List[int], List[int], List[int], List[int]]:
        b = a[:]
        c = a.copy()
        d = list(a)
        b.append(1)
        c.append(2)
        d.append(3)
        return a, b, c, d

    def compare(self, a: List[int], b: List[int]) -> List[bool]:
        return [a == b, a != b]

    def compare_strings(self, a: List[str], b: List[str]) -> List[bool]:
        return [a == b, a != b]

    def compare_floats(self, a: List[float], b: List[float]) -> List[bool]:
        return [a == b, a != b]

    def compare_tensors(self, a: List[Tensor], b: List[Tensor]) -> List[bool]:
        return [a == b, a != b]

    def repeats(self, a: List[int], n: int) -> Tuple[List[int], List[int]]:
        return a * n, [0] * n

    def sorts(self, a: List[int], x: List[float], s: List[str]) -> Tuple[List[int], List[float], List[str], List[int]]:
        b = sorted(a)
        a.sort(reverse=True)
        x.sort()
        s.sort()
        return a, x, s, b

    def sorted_tuples(self, a: List[Tuple[int, str]]) -> List[Tuple[int, str]]:
        return sorted(a)

    def sorted_lists(self, a: List[List[int]]) -> List[List[int]]:
        return sorted(a)

    def sorted_tensors(self, a: List[Tensor]) -> List[Tensor]:
        a.sort()
        return a

    def sorted_tensors_down(self, a: List[Tensor]) -> List[Tensor]:
        a.sort(reverse=True)
        return a

    def max_min(self, a: List[int], x: List[float], p: List[bool]) -> Tuple[int, int, float, float, bool]:
        return max(a), min(a), max(x), min(x), max(p)

    def max_empty(self, a: List[int]) -> int:
        return max(a[:0])

    def nested(self, n: int) -> Tuple[List[List[int]], List[Tuple[int, List[str]]]]:
        a = [[i, 0] for i in range(n)]
        row = a[0]
        row.append(5)
        a.append(row)
        b = [(i, [str(i)]) for i in range(n)]
        b[1][1].append("more")
        return a, b

    def empty_lists(self) -> Tuple[List[int], List[str], List[Tensor], Dict[str, Tensor]]:
        a: List[int] = []
        return a, torch.jit.annotate(List[str], []), [], {}

    def if_empty(self, a: List[int]) -> int:
        if a:
            return 1
        if not a and len(a) == 0:
            return 2
        return 3

    def loops(self, a: List[int], b: List[str]) -> List[str]:
        out: List[str] = []
        for i, (v, s) in enumerate(zip(a, b)):
            out.append(str(i) + s + str(v))
        for v, w, u in zip(a, b, a[1:]):
            out.append(f"{v}{w}{u}")
        for i, v in enumerate(a, 5):
            out.append(f"{i}:{v}")
        return out

    def mutate_while(self, a: List[int]) -> List[int]:
        while len(a) > 0 and a[-1] > 0:
            a.pop()
        return a

    def unpack(self, a: List[int]) -> int:
        x, y, z = a
        return x * 100 + y * 10 + z

    def star(self, t: Tuple[int, int, str]) -> Tuple[int, Tuple[int, str]]:
        first, *rest = t
        return first, (rest[0], rest[1])

    # Dictionaries.

    def dict_basics(self, d: Dict[str, int], k: str) -> Tuple[int, bool, List[str], List[int], Dict[str, int], Optional[int], int]:
        d["new"] = 5
        d[k] = d.get(k, 0) + 1
        return len(d), k in d, list(d.keys()), list(d.values()), d, d.get("none"), d.get("none", -1)

    def dict_item(self, d: Dict[str, int], k: str) -> int:
        return d[k]

    def dict_int_item(self, d: Dict[int, str], k: int) -> str:
        return d[k]

    def dict_float_keys(self, k: float) -> Dict[float, int]:
        d = {0.5: 1, k: 2}
        d[2.5] = 3
        return d

    def dict_bool_keys(self, k: bool) -> Dict[bool, int]:
        d = {True: 1}
        d[k] = 5
        return d

    def dict_pop(self, d: Dict[str, int], k: str) -> Tuple[int, Dict[str, int]]:
        return d.pop(k), d

    def dict_pop_default(self, d: Dict[str, int], k: str) -> Tuple[int, Dict[str, int]]:
        return d.pop(k, -7), d

    def dict_popitem(self, d: Dict[str, int]) -> Tuple[Tuple[str, int], Dict[str, int]]:
        return d.popitem(), d

    def dict_delete(self, d: Dict[str, int], k: str) -> Dict[str, int]:
        del d[k]
        d["z"] = 1
        return d

    def dict_update(self, d: Dict[str, int], e: Dict[str, int]) -> Tuple[Dict[str, int], int, Dict[str, int]]:
        f = d.copy()
        d.update(e)
        s = d.setdefault("s", 3) + d.setdefault("s", 4)
        return d, s, f

    def dict_loops(self, d: Dict[str, int]) -> List[str]:
        out = [k for k in d]
        for k, v in d.items():
            out.append(k + str(v))
        for v in d.values():
            out.append(str(v))
        for i, k in enumerate(d.keys()):
            out.append(str(i) + k)
        return out

    def dict_order(self, n: int) -> Dict[int, int]:
        d: Dict[int, int] = {}
        for i in range(n):
            d[(i * 7) % n] = i
        del d[0]
        d[0] = -1
        d[3] = -3
        return d

    def dict_comprehension(self, a: List[str]) -> Dict[str, int]:
        return {s: len(s) for s in a}

    def dict_of_pairs(self, a: List[Tuple[str, int]]) -> Dict[str, int]:
        return dict(a)

    def dict_of_lists(self, a: List[int]) -> Dict[bool, List[int]]:
        d: Dict[bool, List[int]] = {}
        d[True] = torch.jit.annotate(List[int], [])
        d[False] = torch.jit.annotate(List[int], [])
        for v in a:
            d[v > 0].append(v)
        return d

    def dict_clear(self, d: Dict[str, int]) -> Tuple[int, bool]:
        d.clear()
        return len(d), bool(d)

    def dict_tensors(self, d: Dict[str, Tensor]) -> Tensor:
        total = torch.zeros(2)
        for k, v in d.items():
            total = total + v * len(k)
            v.add_(1)
        return total + d["a"]

    def dict_nested(self, n: int) -> Dict[str, Dict[str, int]]:
        d: Dict[str, Dict[str, int]] = {}
        for i in range(n):
            k = str(i % 2)
            if k not in d:
                e: Dict[str, int] = {}
                d[k] = e
            d[k][str(i)] = i
        return d

    def dict_tuple_keys(self, a: int) -> int:
        d = {1: (a, "x"), 2: (a + 1, "y")}
        v, s = d[2]
        return v + len(s)

    # Tuples.

    def tuples(self, t: Tuple[int, str, float]) -> Tuple[int, float, Tuple[str, float], Tuple[int, str], int]:
        a, b, c = t
        return t[0], t[-1], t[1:], t[:-1], len(t)

    def tuple_dynamic(self, t: Tuple[int, int, int], i: int) -> int:
        return t[i]

    def tuple_compare(self, t: Tuple[int, str], u: Tuple[int, str]) -> List[bool]:
        return [t[0] == u[0], t[1] != u[1]]

    def tuple_add(self, t: Tuple[int, str], u: Tuple[float, int]) -> Tuple[int, str, float, int]:
        return t + u

    def tuple_in(self, a: int) -> bool:
        return a in (1, 2, 3)

    def named(self, a: int, x: float) -> Tuple[Point, int, float, str, Point]:
        p = Point(a, x)
        q = Point(x=a, y=p.y * 2, name="q")
        u, v, w = q
        return p, p.x + u, p[1] + v, p.name + w, q

    def tuple_swap(self, a: int, b: int) -> Tuple[int, int]:
        a, b = b, a
        return a, b

    def optional_tuple(self, t: Optional[Tuple[int, str]]) -> int:
        if t is not None:
            return t[0] + len(t[1])
        return -1

    def optionals(self, a: List[Optional[int]]) -> int:
        n = 0
        for v in a:
            if v is not None:
                n += v
            else:
                n += 100
        return n

    def list_of_tensors(self, a: List[Tensor]) -> Tuple[Tensor, int, Tensor]:
        b = a[1:] + a[:1]
        a[0].add_(1)
        return torch.cat(b), len(b), torch.stack([v.sum() for v in a])

    def tensor_in_list(self, a: List[Tensor], i: int) -> int:
        return a.index(a[i])

    def tensor_loop(self, x: Tensor) -> List[float]:
        return [float(r.sum()) for r in x]

    def sizes(self, x: Tensor) -> Tuple[List[int], int, List[int], List[int]]:
        s = list(x.shape)
        s.append(5)
        return s, x.shape[-1], x.shape[:-1] + [4], list(x.stride())

    def to_lists(self, x: Tensor, y: Tensor) -> Tuple[List[List[float]], List[int], List[bool]]:
        a: List[List[float]] = x.tolist()
        b: List[int] = y.tolist()
        c: List[bool] = (y > 1).tolist()
        return a, b, c

    def to_list_wrong(self, x: Tensor) -> List[int]:
        b: List[int] = x.tolist()
        return b

    def from_lists(self, a: List[int], x: List[List[float]], p: List[bool]) -> List[Tensor]:
        return [torch.tensor(a), torch.tensor(x), torch.tensor(p), torch.tensor(a, dtype=torch.float64), torch.tensor(x[0])]

    def ragged(self, x: List[List[float]]) -> Tensor:
        x[0].append(1.0)
        return torch.tensor(x)

    def as_tensors(self, a: List[int], x: float) -> List[Tensor]:
        return [torch.as_tensor(a), torch.as_tensor(x), torch.tensor(x), torch.tensor([x, 1.0]), torch.tensor(True), torch.tensor([a, a])]

    def tensors_of_dtype(self, a: List[int], x: List[float]) -> List[Tensor]:
        return [torch.tensor(x, dtype=torch.float64), torch.as_tensor([x, x], dtype=torch.float64), torch.tensor(x[0], dtype=torch.float64),
                torch.as_tensor(x[0], dtype=torch.float64), torch.tensor(x, dtype=torch.int64), torch.tensor(x[0], dtype=torch.int64),
                torch.tensor(a, dtype=torch.uint8), torch.tensor(a[0], dtype=torch.int8), torch.tensor(a[0] > 0, dtype=torch.float64),
                torch.tensor(a, dtype=torch.bool)]


def calls():
    some = [3, 1, 2, 3]
    yield ("appends", (some,))
    yield from (("pops", (some, i)) for i in (0, -1, 2, 4, -5))
    yield from (("pop_last", (a,)) for a in (some, [1]))
    yield from (("removes", (some, v)) for v in (3, 9))
    yield from (("removes_str", (["a", "b", "a"], v)) for v in ("a", "z"))
    yield from (("indexes", (some, v)) for v in (3, 2, 9))
    yield from (("indexes_float", ([0.5, 1.0, float("nan"), 1.0], v)) for v in (1.0, 0.5))
    yield ("indexes_float", ([float("nan")], float("nan")))
    yield from (("counts", (some, v)) for v in (3, 9))
    yield from (("str_lists", (["a", "b"], v)) for v in ("b", "z"))
    yield ("bool_lists", ([True, False, True],))
    yield from ((m, (some, i)) for m in ("item", "set_item", "del_item") for i in (0, -1, -4, 3, 4, -5))
    yield from (("slices", (some, i, j, k)) for i, j, k in ((0, 2, 1), (1, -1, 2), (-3, 100, 3), (3, 1, 1), (-100, 2, 2)))
    yield ("negative_step", (some,))
    yield ("copies", (some,))
    yield from ((m, (a, b)) for m in ("compare",) for a, b in ((some, some[:]), (some, [3, 1]), ([3, 2], some), ([1, 2], [1, 3])))
    yield from (("compare_strings", (a, b)) for a, b in ((["a"], ["a"]), (["a"], ["a", "b"])))
    yield from (("compare_floats", (a, b)) for a, b in (([0.5], [0.5]), ([float("nan")], [float("nan")])))
    yield from (("compare_tensors", (a, b)) for a, b in (([torch.ones(1)], [torch.ones(1)]), ([torch.ones(1)], [torch.zeros(1)])))
    yield from (("repeats", (some, n)) for n in (0, 1, 3))
    yield ("sorts", ([3, -1, 2], [0.5, -1.0, 3.25], ["b", "", "B", "ab"]))
    yield ("sorted_tuples", ([(2, "b"), (1, "z"), (2, "a")],))
    yield ("sorted_lists", ([[2, 1], [1], [2]],))
    yield from ((m, ([torch.tensor(2.0), torch.tensor(-1.0), torch.tensor(5.0)],)) for m in ("sorted_tensors", "sorted_tensors_down"))
    yield ("max_min", ([3, -1], [0.5, -2.0], [False, True]))
    yield ("max_empty", ([1],))
    yield from (("nested", (n,)) for n in (2, 3))
    yield ("empty_lists", ())
    yield from (("if_empty", (a,)) for a in ([1],))
    yield ("loops", ([1, 2, 3], ["a", "b"]))
    yield ("mutate_while", ([1, -1, 5, 6],))
    yield from (("unpack", (a,)) for a in ([1, 2, 3], [1, 2], [1, 2, 3, 4]))
    yield ("star", ((1, 2, "x"),))
    d = {"b": 2, "a": 1, "k": 3}
    yield from (("dict_basics", (d, k)) for k in ("a", "z"))
    yield from ((m, (d, k)) for m in ("dict_item", "dict_pop", "dict_pop_default", "dict_delete") for k in ("a", "z"))
    yield from (("dict_int_item", ({1: "x", -5: "y"}, k)) for k in (1, -5, 0))
    yield from (("dict_float_keys", (k,)) for k in (0.5, 1.5))
    yield from (("dict_bool_keys", (k,)) for k in (True, False))
    yield from ((m, (d,)) for m in ("dict_popitem", "dict_loops", "dict_clear"))
    yield ("dict_update", (d, {"a": 9, "q": 8}))
    yield ("dict_order", (11,))
    yield ("dict_comprehension", (["a", "bbb", "a"],))
    yield ("dict_of_pairs", ([("x", 1), ("y", 2), ("x", 3)],))
    yield ("dict_of_lists", ([1, -1, 5],))
    yield ("dict_tensors", ({"a": torch.ones(2), "bb": torch.tensor([2.0, 3.0])},))
    yield ("dict_nested", (4,))
    yield ("dict_tuple_keys", (4,))
    yield ("tuples", ((1, "x", 2.5),))
    yield from (("tuple_dynamic", ((1, 2, 3), i)) for i in (0, -1, 3, -4))
    yield from ((m, (t, u)) for m in ("tuple_compare",) for t in ((1, "x"),) for u in ((1, "x"), (1, "y"), (0, "z")))
    yield ("tuple_add", ((1, "x"), (0.5, 2)))
    yield from (("tuple_in", (a,)) for a in (1, 5))
    yield ("named", (3, 1.5))
    yield ("tuple_swap", (1, 2))
    yield from (("optional_tuple", (t,)) for t in (None, (1, "xy")))
    yield ("optionals", ([1, None, 5],))
    yield ("list_of_tensors", ([torch.ones(2), torch.zeros(3)],))
    yield ("tensor_in_list", ([torch.ones(1), torch.zeros(1)], 1))
    yield ("tensor_loop", (torch.arange(6.0).view(3, 2),))
    yield ("sizes", (torch.zeros(2, 3),))
    yield ("to_lists", (torch.arange(6.0).view(3, 2), torch.tensor([1, 2])))
    yield ("to_list_wrong", (torch.tensor([1.5]),))
    yield ("to_list_wrong", (torch.tensor([[1]]),))
    yield ("from_lists", ([1, 2], [[1.0, 2.5], [3.0, 4.0]], [True, False]))
    yield ("ragged", ([[1.0], [2.0]],))
    yield ("as_tensors", ([1, 2], 0.5))
    yield ("tensors_of_dtype", ([300, 0], [16777217.0, 0.1, -2.7]))  # floats are float32 first

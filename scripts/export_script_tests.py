#!/usr/bin/env python3
"""Makes the fixtures of the front end's tests with PyTorch, beside java/sconce/src/test/resources/dev/sconce/script/language.py:

schemas.txt.gz    the schemas of all operators that PyTorch knows
language.graphs   for each function of language.py, the kinds of the nodes that PyTorch compiles it to
language.runs.pt  for each function of language.py, arguments and what PyTorch returns for them
features/         the code records of an archive whose module uses every kind of class, call and container

Usage: export_script_tests.py (with a Python that has torch)
"""
import enum
import gzip
import io
import re
import warnings
import zipfile
from pathlib import Path
from random import Random
from typing import Any, Dict, Final, List, NamedTuple, Optional, Tuple, Union

import torch
from torch import Tensor, nn

FOLDER = Path(__file__).resolve().parent.parent / "java/sconce/src/test/resources/dev/sconce/script"

# Nodes that PyTorch's clean-up after compilation moves, merges or drops.
NOT_COMPARED = {"prim::Constant", "prim::Uninitialized", "prim::TupleConstruct", "prim::TupleUnpack", "prim::unchecked_cast"}


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Mode(enum.Enum):
    A = "a"
    B = "b"


class Point(NamedTuple):
    x: Tensor
    n: int
    tag: Optional[str] = None


class Pair(NamedTuple):
    a: Point
    b: List[Point]

@torch.jit.script
class Counter:
    def __init__(self, start: int, names: List[str]):
        self.count = start
        self.names = names
    def add(self, n: int) -> 'Counter':
        self.count += n
        return self
    def __len__(self) -> int:
        return len(self.names)
    def __getitem__(self, i: int) -> str:
        return self.names[i]
    def __setitem__(self, i: int, v: str):
        self.names[i] = v
    def __contains__(self, s: str) -> bool:
        return s in self.names
    def __add__(self, other: 'Counter') -> int:
        return self.count + other.count
    @property
    def double(self) -> int:
        return self.count * 2
    @staticmethod
    def make(n: int) -> int:
        return n + 1

@torch.jit.script
class Context:
    def __init__(self, n: int):
        self.n = n
    def __enter__(self) -> int:
        self.n += 1
        return self.n
    def __exit__(self, type: Any, value: Any, tb: Any) -> None:
        self.n -= 1

@torch.jit.interface
class Shape:
    def area(self, x: Tensor) -> Tensor:
        pass

@torch.jit.script
class Square:
    def __init__(self): self.k = 2
    def area(self, x: Tensor) -> Tensor:
        return x * x * self.k

@torch.jit.script
class Circle:
    def __init__(self): self.k = 3.0
    def area(self, x: Tensor) -> Tensor:
        return x * x * self.k

@torch.jit.interface
class Layer(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        pass


class Double(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 2


class Relu(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.relu()


def area_of(s: Shape, x: Tensor) -> Tensor:
    return s.area(x)


def free(x: Tensor, k: int = 2, scale: float = 1.5) -> Tensor:
    return x * k * scale


class State(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.rand(2))
        self.training_steps = 0
    @torch.jit.export
    def __getstate__(self):
        return (self.w, self.training_steps, self.training)
    @torch.jit.export
    def __setstate__(self, state: Tuple[Tensor, int, bool]):
        self.w = state[0]
        self.training_steps = state[1]
        self.training = state[2]
    def forward(self, x: Tensor) -> Tensor:
        return x + self.w


class Hooked(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + 1


def pre_hook(self, input: Tuple[Tensor]) -> Tuple[Tensor]:
    return (input[0] * 2,)


def hook(self, input: Tuple[Tensor], output: Tensor) -> Tensor:
    return output + input[0]


class Features(nn.Module):
    k: Final[int]
    names: List[str]
    table: Dict[str, Tensor]
    maybe: Optional[Tensor]
    def __init__(self):
        super().__init__()
        self.k = 3
        self.f: Final[float] = 1e-5
        self.names = ['a', 'é']
        self.table = {'x': torch.ones(2)}
        self.maybe = None
        self.color = Color.GREEN
        self.pair = (1, 'x')
        self.layers = nn.ModuleList([Double(), Relu(), nn.Linear(2, 2)])
        self.by_name = nn.ModuleDict({'d': Double(), 'r': Relu()})
        self.seq = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Dropout(0.5))
        self.state = State()
        self.hooked = Hooked()
        self.hooked.register_forward_pre_hook(pre_hook)
        self.hooked.register_forward_hook(hook)
        self.register_buffer('buf', torch.zeros(2))
        self.register_buffer('temp', torch.zeros(2), persistent=False)
        self.pl = nn.ParameterList([nn.Parameter(torch.ones(2))])
        self.device_name = torch.device('cpu')
        self.dt = torch.float64
        self.inf = float('inf')

    @property
    def scale(self) -> int:
        return self.k * 2

    @torch.jit.export
    def enums(self, c: Color, m: Mode) -> Tuple[int, str, bool, Color]:
        if c == Color.RED:
            r = c.value
        else:
            r = 10
        return r, m.value + c.name, self.color is c, Color.GREEN

    @torch.jit.export
    def tuples(self, x: Tensor) -> Pair:
        p = Point(x, 1)
        q = Point(x=x, n=2, tag='t')
        t = q.tag
        n = p.n
        if t is not None:
            n += len(t)
        return Pair(p, [q, Point(x, n, None)])

    @torch.jit.export
    def objects(self, n: int) -> int:
        c = Counter(n, ['a', 'b'])
        c.add(2).add(3)
        c[0] = 'z'
        c.count += 1
        s = 0
        if 'a' in c:
            s = 1
        return c.count + len(c) + len(c[1]) + (c + c) + c.double + Counter.make(2) + s

    @torch.jit.export
    def contexts(self, n: int) -> int:
        c = Context(n)
        with c as k:
            n += k
        with torch.no_grad():
            n += 1
        with Context(1) as a, Context(2) as b:
            n += a + b
        return n

    @torch.jit.export
    def interfaces(self, x: Tensor, flag: bool) -> Tensor:
        a = area_of(Square(), x)
        if flag:
            a = area_of(Circle(), x)
        l = self.layers[0]
        return a + l.forward(x)

    @torch.jit.export
    def containers_of_modules(self, x: Tensor, flag: bool) -> Tensor:
        key = 'd' if flag else 'r'
        m: Layer = self.by_name[key]
        return m.forward(x)

    @torch.jit.export
    def run_layers(self, x: Tensor) -> Tensor:
        for l in self.layers:
            x = l(x)
        for i, l in enumerate(self.layers):
            x = l(x) + i
        for name, l in self.by_name.items():
            x = l(x) + len(name)
        x = self.seq(x)
        x = self.state(x)
        x = self.hooked(x)
        for p in self.pl:
            x = x + p
        self.buf += 1
        self.buf = self.buf + x.sum()
        self.training = False
        return x + self.temp

    @torch.jit.export
    def asynchronous(self, x: Tensor) -> Tensor:
        futures: List[torch.jit.Future[Tensor]] = []
        for i in range(3):
            futures.append(torch.jit.fork(free, x, i, scale=2.0))
        a = torch.jit.fork(self.run_layers, x)
        b = torch.jit.fork(self.nested, x)
        out = torch.jit.wait(a) + torch.jit.wait(b)
        for f in futures:
            out = out + torch.jit.wait(f)
        return out

    def nested(self, x: Tensor) -> Tensor:
        inner = torch.jit.fork(free, x)
        if x.sum() > 0:
            return torch.jit.wait(inner)
        return x

    @torch.jit.export
    def awaits(self, x: Tensor) -> Tensor:
        a = torch.jit._awaitable(free, x)
        return torch.jit._awaitable_wait(a)

    @torch.jit.export
    def types(self, u: Union[int, str, List[int]], a: Any, o: Optional[Dict[str, List[int]]]) -> int:
        n = 0
        if isinstance(u, int):
            n = u
        elif isinstance(u, str):
            n = len(u)
        else:
            n = u[0]
        if isinstance(a, (list, tuple)):
            n += 1
        elif isinstance(a, float):
            n += int(a)
        if o is not None and 'k' in o:
            n += o['k'][0]
        return n

    @torch.jit.export
    def optionals(self, x: Optional[Tensor], y: Optional[int] = None) -> Tensor:
        if self.maybe is not None:
            x = self.maybe
        m = self.maybe
        if x is None:
            x = torch.zeros(2)
        if y is None:
            y = 3
        assert y > 0, 'y must be positive'
        if m is not None:
            x = x + m
        return x + y

    @torch.jit.export
    def control(self, n: int, xs: List[int]) -> int:
        s = 0
        for i in range(n):
            if i == 3:
                continue
            for x in xs:
                if x < 0:
                    break
                if x > 100:
                    return x
                s += x
            while s > 50:
                s -= 7
        if s == 5:
            raise ValueError('five')
        return s

    @torch.jit.export
    def constants(self, x: Tensor) -> Tuple[Tensor, str, float, complex, str, float]:
        t = torch.tensor([1.5, 2.5])
        s = 'tab\t quote" back\\ nul\x01 é ü 漢'
        return x + t * self.f, s, float('-inf'), 2 + 3j, '', float('nan')

    @torch.jit.export
    def containers(self, x: Tensor) -> Dict[str, List[Tuple[int, Optional[Tensor]]]]:
        d: Dict[str, List[Tuple[int, Optional[Tensor]]]] = {}
        d['a'] = torch.jit.annotate(List[Tuple[int, Optional[Tensor]]], [(1, None), (2, x)])
        e: Dict[int, float] = {i: float(i) for i in range(3)}
        l = [i * 2 for i in range(3) ]
        pairs: List[Tuple[int, Optional[Tensor]]] = []
        for y in l:
            pairs.append((y, x))
        d['b'] = pairs
        g = {1: 'a', 2: 'b'}
        for k, v in g.items():
            d[v].extend(pairs)
        z: List[int] = torch.jit.annotate(List[int], [])
        f: List[List[float]] = x.unsqueeze(0).tolist()
        return d

    @torch.jit.export
    def indexing(self, x: Tensor, idx: Tensor) -> Tensor:
        y = x[0, None, ..., 1:] + x[:, idx][..., None].sum() + x[[0, 1]].sum() + x[x > 0].sum()
        x[0] = 1
        x[idx, 1:] = x[idx, 1:] * 2
        x[0, 1] += 3
        return y.T @ y

    @torch.jit.export
    def strings(self, s: str, n: int) -> str:
        parts = s.split(',')
        t = ' '.join(parts) + f'{n}' + '{:>5}'.format(s) + s[1:-1] + s.upper()
        return '%s=%d' % (t, n)

    def forward(self, x: Tensor) -> Tensor:
        return free(self.run_layers(x)) * self.scale + self.inf * 0


def export_schemas():
    text = "".join(f"{schema}\n" for schema in torch._C._jit_get_all_schemas())
    with open(FOLDER / "schemas.txt.gz", "wb") as file:
        file.write(gzip.compress(text.encode(), mtime=0))


def kinds(block):
    for node in block.nodes():
        blocks = list(node.blocks())
        if node.kind() in NOT_COMPARED and not blocks:
            continue
        yield node.kind()
        for inner in blocks:
            yield "{"
            yield from kinds(inner)
            yield "}"


def language():
    functions = re.split(r"\n(?=def )", (FOLDER / "language.py").read_text())[1:]
    return {re.match(r"def (\w+)", source).group(1): source for source in functions}


def compiled(sources, name):
    names = {"torch": torch, "annotate": torch.jit.annotate, "Exception": Exception, "RuntimeError": RuntimeError}
    called = [sources[other] for other in re.findall(r"__torch__\.(\w+)", sources[name])]
    unit = torch._C.CompilationUnit()
    unit.define("\n".join(dict.fromkeys(called + [sources[name]])).replace("__torch__.", ""), names.get)
    return unit.find_function(name)


def export_language():
    sources = language()
    with open(FOLDER / "language.graphs", "w") as file:
        for name in sources:
            if not name.endswith("_unlike"):
                file.write(f"{name}: {' '.join(kinds(compiled(sources, name).graph))}\n")


def argument(type, name, random):
    """Some value of the type."""
    text = type.annotation_str
    some = {
        "int": [0, 1, 2, 3, 4, 6, 7, -5],
        "float": [0.5, 2.0, -1.5, 3.25],
        "bool": [True, False],
        "str": ["12", "7"],
        "Any": [3, 1.5, "xyz", None],
        "List[int]": [[3, 1, 2], [-4, 0, 9], [150, 0, -1]],
        "Dict[str, int]": [{"a": 1, "k": 2, "b": 5}],
        "Union[List[int], int, str]": [3, "abc", [5, 6]],
        "Tuple[int, Tuple[float, str], bool]": [(3, (0.5, "x"), True)],
        "Tuple[int, int, str, int]": [(4, 5, "y", 6)],
    }
    if text == "Tensor":
        return torch.tensor([0, 1]) if name == "idx" else torch.tensor([random.randint(-3, 5) / 2 for _ in range(12)]).view(3, 4)
    if text.startswith("Optional"):
        return None if random.random() < 0.4 else argument(type.getElementType(), name, random)
    if text == "Dict[str, Tensor]":
        return {key: argument(type.getValueType(), key, random) for key in "abc"}
    return random.choice(some[text])


def plain(value):
    """The value with its tensors as tuples of words, so that they need no records of their own."""
    if isinstance(value, Tensor):
        return ("tensor", str(value.dtype), list(value.shape), value.flatten().tolist())
    if isinstance(value, (tuple, list)):
        return type(value)(plain(element) for element in value)
    return {key: plain(element) for key, element in value.items()} if isinstance(value, dict) else value


def export_runs():
    sources = language()
    runs = []
    for name in sources:
        if "fork(" in sources[name] or name == "printing":
            continue
        function = compiled(sources, name)
        for seed in range(4):
            random = Random(f"{name} {seed}")
            arguments = [argument(a.type, a.name, random) for a in function.schema.arguments if not a.kwarg_only]
            before = plain(arguments)
            try:
                result = ("returns", plain(function(*arguments)))
            except Exception:
                result = ("raises", None)
            runs.append((name, before, *result))
    torch.save(runs, FOLDER / "language.runs.pt")


def export_features():
    archive = io.BytesIO()
    torch.jit.save(torch.jit.script(Features()), archive)
    with zipfile.ZipFile(archive) as records:
        for record in records.namelist():
            if record.endswith(".py"):
                path = FOLDER / "features" / record.split("/code/")[1]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(records.read(record))


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    export_schemas()
    export_language()
    export_runs()
    export_features()

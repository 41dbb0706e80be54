# The language of TorchScript, feature by feature. scripts/export_script_tests.py has PyTorch compile each function and writes the kinds of
# the nodes to language.graphs. Names that end in _unlike: PyTorch then rewrites what it compiled (loops with early exits, tuple slices).

def literals() -> Tuple[int, int, float, float, float, bool, str, str, str]:
    return 1, 0x1F, 1e-05, 2., .5, True, "a\tb\n\"\'\\", 'single' "joined", """triple
line"""

def complexes() -> complex:
    return 2j

def escapes() -> str:
    return "\303\251\007\a\b\f\v"

def big() -> int:
    return -9223372036854775808

def arithmetic(a: int, b: int, x: float) -> float:
    c = a + b - a * b // 3 % 5 + a ** 2
    d = (a << 2) | (b >> 1) & 7 ^ 3
    return c / d + x * -x + float(-a)

def tensor_arithmetic(x: Tensor, y: Tensor) -> Tensor:
    return -x @ y + x / 2 - y // 3 % x ** 2 * y

def scalar_first(x: Tensor) -> Tensor:
    return 2 * x + (1 + x) - 1 / x - (3 - x)

def comparisons(a: int, b: int, x: Tensor) -> bool:
    return a < b or a <= b and not a == b or a != b and (a > b or a >= b) and bool(x > a)

def identity(x: Optional[Tensor], y: Optional[int]) -> int:
    if x is None:
        n = 0
    else:
        n = x.dim()
    if x is not None and y is not None:
        n = n + y
    if y is None or y > 3:
        n += 1
    return n

def membership(xs: List[int], s: str, d: Dict[str, int]) -> bool:
    return 3 in xs and "a" not in s or "k" in d

def ternary(a: int, b: Optional[int]) -> int:
    return a if b is None else b

def nested_if(a: int) -> int:
    if a > 3:
        if a > 5:
            b = 1
        elif a > 4:
            b = 2
        else:
            b = 3
    else:
        b = 4
    return b

def one_branch(a: int) -> int:
    b = 1
    if a > 3:
        b = 2
        c = 3
    return b

def early_return(a: int) -> int:
    if a > 3:
        return 1
    if a > 2:
        return 2
    b = a + 1
    return b

def early_return_else(a: int, x: Tensor) -> Tensor:
    if a > 3:
        y = x + 1
    elif a > 2:
        return x
    else:
        raise Exception("no")
    return y * 2

def while_loop(n: int) -> int:
    i = 0
    s = 0
    while i < n:
        s += i
        i += 1
    return s

def while_break_continue(n: int) -> int:
    i = 0
    s = 0
    while True:
        i += 1
        if i > n:
            break
        if i % 2 == 0:
            continue
        s += i
    return s

def for_range(n: int) -> int:
    s = 0
    for i in range(n):
        s += i
    for i in range(2, n):
        s -= i
    for i in range(n, 0, -2):
        s += i
    return s

def for_return_unlike(xs: List[int]) -> int:
    for x in xs:
        if x > 3:
            return x
        elif x < -3:
            break
    return -1

def nested_loops_unlike(n: int) -> int:
    s = 0
    for i in range(n):
        for j in range(i):
            if j == 2:
                continue
            if i == 5:
                break
            s += j
        if s > 100:
            return s
        if i == 7:
            continue
        s += 1
    return s

def for_kinds(xs: List[int], t: Tensor, d: Dict[str, int], s: str) -> int:
    n = 0
    for x in xs:
        n += x
    for row in t:
        n += row.dim()
    for k in d:
        n += d[k]
    for k, v in d.items():
        n += v + len(k)
    for c in s:
        n += ord(c)
    for i, x in enumerate(xs):
        n += i * x
    for i, x in enumerate(xs, n):
        n += i * x
    for x, c in zip(xs, s):
        n += x * len(c)
    for i, (x, y) in enumerate(zip(xs, xs)):
        n += i * x * y
    for q in (n, len(s)):
        n += q
    return n

def comprehensions(xs: List[int], n: int) -> Tuple[List[int], List[float], Dict[int, str], List[Tensor]]:
    a = [x + 1 for x in xs]
    b = [float(i) for i in range(n)]
    c = {i: str(i) for i in xs}
    d = [torch.ones([2]) for _ in range(3)]
    return a, b, c, d

def containers(a: int) -> Tuple[List[int], Dict[str, int], Tuple[int, str], List[Tensor]]:
    e = annotate(List[int], [])
    e.append(a)
    d = {"x": a, "y": 2}
    d["z"] = 3
    t = (a, "s")
    f : List[int] = []
    f += e
    h = []
    h.append(torch.ones([1]))
    return f, d, t, h

def unpacking(t: Tuple[int, Tuple[float, str], bool], xs: List[int]) -> int:
    a, (b, c), d = t
    e, f, g = xs
    h, *i = t
    (j, k), l = (1, 2), 3
    m = n = a
    return a + e + f + g + h + j + k + l + m + n

def slicing(xs: List[int], s: str, t: Tuple[int, int, str, int]) -> Tuple[List[int], List[int], str, int, int]:
    return xs[1:], xs[:-1:2], s[1:3], t[-1], xs[0]

def indexing(x: Tensor, i: int, idx: Tensor, j: Optional[Tensor]) -> Tensor:
    a = x[0]
    b = x[i, 1:]
    c = x[..., 0]
    d = x[:, None, 2]
    e = x[idx]
    f = x[1, idx]
    g = x[:, idx, 1:3]
    h = x[[0, 1]]
    k = x[1:3:2]
    l = x[None]
    m = x[..., None]
    n = x[0, ..., 1:]
    o = x[x > 0]
    return a.sum() + b.sum() + c.sum() + d.sum() + e.sum() + f.sum() + g.sum() + h.sum() + k.sum() + l.sum() + m.sum() + n.sum() + o.sum()

def index_assign(x: Tensor, idx: Tensor, xs: List[int], d: Dict[str, int]) -> Tensor:
    x[0] = 1
    x[0, 1:] = x[1, 1:]
    x[idx] = 2.5
    x[x > 3] = x[0]
    x[0] += 1
    x[idx] *= 2
    x[1:3] -= x[0]
    xs[0] = 3
    xs[1] += 2
    d["a"] = 1
    d["a"] += 2
    x += 1
    x *= x
    return x

def augmented(a: int, x: Tensor, xs: List[int]) -> int:
    a += 1
    a -= 2
    a *= 3
    x += 1
    x -= x
    x /= 2
    xs += [1, 2]
    return a + len(xs)

def attributes(x: Tensor) -> Tuple[int, List[int], bool, int, Tensor]:
    return x.dtype, x.shape, x.requires_grad, x.ndim, x.T

def methods(x: Tensor) -> Tensor:
    y = x.view(-1, 2).sum(dim=1, keepdim=True)
    z = y.transpose(0, 1).to(6).float().long().type(7)
    return z.add_(1).mul(z, )

def torch_functions(x: Tensor, y: Tensor) -> Tensor:
    a = torch.cat([x, y], dim=0)
    b, c = torch.max(a, 1)
    d = torch.zeros(2, 3)
    e = torch.zeros([2, 3], dtype=4)
    f = torch.conv2d(x, y, stride=x.shape, padding=x.shape, dilation=x.shape)
    g = torch.add(x, y, alpha=2)
    h = torch.tensor([1, 2, 3])
    i = torch.tensor(1.5)
    v, w = torch.topk(x, 3)
    return a.sum() + b.sum() + d.sum() + e.sum() + f.sum() + g.sum() + h.sum() + i + w.sum()

def strings(s: str, a: int) -> Tuple[str, int, List[str], str, bool]:
    t = s + "x"
    u = "%d and %s" % (a, s)
    v = "{} {}".format(a, s)
    return t + u + v, len(s), s.split(","), s[0], s.startswith("a")

def casts(x: Tensor, a: int, f: float, s: str) -> float:
    b = int(f) + int(x) + int(s) + int(a > 3)
    c = float(a) + float(x) + float(s)
    d = bool(a) and bool(x) and bool(s)
    e = str(a) + str(f) + str(x)
    return b + c + len(e) + (1 if d else 0)

def builtins(xs: List[int], x: Tensor, a: int, f: float) -> float:
    m = min(a, 3) + max(xs) + abs(a) + sum(xs) + round(f)
    n = sorted(xs)
    q, q2 = divmod(a, 3)
    r = hex(a) + oct(a) + bin(a) + chr(a)
    l = list(range(a))
    p = list(xs)
    e = all([a > 1, a > 2]) or any([a > 3])
    e2 = 1 if e else 0
    dd = dict([("a", a), ("b", a)])
    return m + ord(r) + len(r) + len(n) + q + q2 + e2 + len(l) + len(p) + pow(a, 3) + len(dd)

def math_functions(f: float, a: int) -> float:
    return torch.sqrt(f) + torch.floor(f) + torch.ceil(f) + torch.pow(f, a) + torch.exp(f)

def asserts(x: Tensor) -> Tensor:
    assert x.dim() == 2, "bad dim {}".format(x.dim())
    assert x.numel() > 0
    return x

def raises(a: int) -> int:
    if a > 3:
        raise RuntimeError("too big")
    else:
        b = 2
    return b

def isinstances(x: Union[int, str, List[int]], y: Any, z: Optional[int]) -> int:
    n = 0
    if isinstance(x, int):
        n += x
    elif isinstance(x, str):
        n += len(x)
    else:
        n += x[0]
    if isinstance(y, (int, float)):
        n += 1
    if isinstance(y, str):
        n += len(y)
    if isinstance(z, int):
        n += z
    return n

def optional_chain(x: Optional[Tensor]) -> Tensor:
    if x is None:
        x = torch.zeros([1])
    assert x is not None
    return x + 1

def optional_loop(xs: List[int]) -> Optional[int]:
    best : Optional[int] = None
    for x in xs:
        if best is None:
            best = x
        elif x > best:
            best = x
    return best

def del_and_pass(xs: List[int], d: Dict[str, int]) -> int:
    del xs[0]
    del d["a"]
    t = 3
    del t
    if len(xs) > 1:
        pass
    else:
        xs[0] = 1
    return len(xs)

def printing(a: int, x: Tensor) -> None:
    print(a, x, "s")

def forks_unlike(x: Tensor) -> Tensor:
    def f():
        return x * 2
    y = x + 1
    def g() -> Tensor:
        z = y
        for i in range(3):
            if i == 2:
                return z
            z = z + i
        return z
    a = fork(f)
    b = fork(g)
    return torch.wait(a) + torch.wait(b)

def dicts_unlike(a: int, b: float) -> Dict[str, float]:
    return dict(dict(a=b, b=float(a)), c=b)

def tuple_slices_unlike(t: Tuple[int, int, str, int]) -> Tuple[Tuple[int, str], Tuple[int, int], Tuple[int, str, int, int]]:
    return t[1:3], t[::3], t[::-1]

def defaults(a: int, b: float=1.5, c: Optional[int]=None, *, d: str="x", e: Tuple[int, int]=(1, 2)) -> float:
    return a + b + (c if c is not None else 0) + len(d) + e[0]

def calls(a: int) -> float:
    return __torch__.defaults(a) + __torch__.defaults(a, 2.5, d="y") + __torch__.defaults(a=1, c=3)

def lists_of_lists(n: int) -> List[List[int]]:
    r : List[List[int]] = []
    for i in range(n):
        row : List[int] = []
        for j in range(i):
            row.append(j)
        r.append(row)
    return [[1], [2, 3]] + r

def dict_methods(d: Dict[str, Tensor]) -> int:
    ks = d.keys()
    vs = d.values()
    p = d.pop("a")
    g = d.get("b")
    n = 0
    if g is not None:
        n = g.dim()
    h = d.get("c", p)
    d.update({"z": p})
    d.setdefault("q", p)
    e = d.copy()
    d.clear()
    return len(ks) + len(vs) + n + h.dim() + len(e)

def list_methods(xs: List[int]) -> int:
    xs.append(1)
    xs.extend([2, 3])
    xs.insert(0, 4)
    p = xs.pop()
    q = xs.pop(0)
    xs.remove(2)
    xs.reverse()
    xs.sort()
    xs.sort(reverse=True)
    i = xs.index(3)
    c = xs.count(3)
    ys = xs.copy()
    xs.clear()
    return p + q + i + c + len(ys)

def tolists(x: Tensor) -> Tuple[List[float], List[List[int]]]:
    a : List[float] = x.tolist()
    b = annotate(List[List[int]], x.tolist())
    return a, b

def implicit(x: Tensor, a: int) -> Tensor:
    y = torch.full([2, 2], x.item())
    z = torch.arange(x.numel())
    w = torch.ones(x.shape)
    return y + z + w.clamp(min=0) + w.clamp(0, a) + torch.pow(2, w) + x[x.size(0) - 1]

def bool_ops(x: Tensor, y: Tensor) -> Tensor:
    return (x > 0) & (y < 1) | ~(x == y) ^ (x != 3)

def devices(x: Tensor) -> Tensor:
    return torch.zeros([2], device=x.device, dtype=x.dtype)

def shadowed_types(x: Tensor, flag: bool) -> Tensor:
    if flag:
        y = 1
    else:
        y = 2
        x = x + y
    while flag:
        flag = not flag
        x = x - 1
    return x * y

def continue_in_for_unlike(xs: List[int]) -> int:
    s = 0
    for i in range(len(xs)):
        x = xs[i]
        if x == 0:
            continue
        if x < 0:
            break
        s += x
        if s > 10:
            return s
    else_value = s + 1
    return else_value

def dict_literal_types() -> Dict[str, List[int]]:
    return {"a": [1, 2], "b": [3]}

def generators(xs: List[int]) -> int:
    return sum([x * x for x in xs])

def multi_line(a: int,
               b: int) -> int:
    c = (a +
         b)
    d = a + \
        b
    # a comment
    return c * d  # another

class Features(Module):
  __parameters__ = []
  __buffers__ = ["buf", "temp", ]
  buf : Tensor
  temp : Tensor
  training : bool
  _is_full_backward_hook : NoneType
  f : float
  names : List[str]
  table : Dict[str, Tensor]
  maybe : Optional[Tensor]
  color : __torch__.Color
  pair : Tuple[int, str]
  device_name : Device
  dt : int
  inf : float
  layers : __torch__.torch.nn.modules.container.ModuleList
  by_name : __torch__.torch.nn.modules.container.ModuleDict
  seq : __torch__.torch.nn.modules.container.Sequential
  state : __torch__.State
  hooked : __torch__.Hooked
  pl : __torch__.torch.nn.modules.container.ParameterList
  k : Final[int] = 3
  def __scale_getter(self: __torch__.Features) -> int:
    return 6
  def forward(self: __torch__.Features,
    x: Tensor) -> Tensor:
    _0 = __torch__.free((self).run_layers(x, ), 2, 1.5, )
    _1 = torch.mul(_0, (self).__scale_getter())
    inf0 = self.inf
    return torch.add(_1, torch.mul(inf0, 0))
  def asynchronous(self: __torch__.Features,
    x: Tensor) -> Tensor:
    futures = annotate(List[Future[Tensor]], [])
    for i in range(3):
      def __forked_function():
        return __torch__.free(x, i, 2., )
      _2 = fork(__forked_function)
      _3 = torch.append(futures, _2)
    def __forked_function0():
      return (self).run_layers(x, )
    a = fork(__forked_function0)
    def __forked_function1():
      return (self).nested(x, )
    b = fork(__forked_function1)
    out = torch.add(torch.wait(a), torch.wait(b))
    out0 = out
    for _4 in range(torch.len(futures)):
      f = futures[_4]
      out0 = torch.add(out0, torch.wait(f))
    return out0
  def awaits(self: __torch__.Features,
    x: Tensor) -> Tensor:
    def __awaitable_function():
      return __torch__.free(x, 2, 1.5, )
    a = awaitable(__awaitable_function)
    return ops.prim.awaitable_wait(a)
  def constants(self: __torch__.Features,
    x: Tensor) -> Tuple[Tensor, str, float, complex, str, float]:
    t = torch.tensor([1.5, 2.5])
    f = self.f
    _5 = (torch.add(x, torch.mul(t, f)), CONSTANTS.c0, -inf, 2.+3.j, "", nan)
    return _5
  def containers(self: __torch__.Features,
    x: Tensor) -> Dict[str, List[Tuple[int, Optional[Tensor]]]]:
    d = annotate(Dict[str, List[Tuple[int, Optional[Tensor]]]], {})
    torch._set_item(d, "a", [(1, None), (2, x)])
    l = annotate(List[int], [])
    for i in range(3):
      _6 = torch.append(l, torch.mul(i, 2))
    pairs = annotate(List[Tuple[int, Optional[Tensor]]], [])
    for _7 in range(torch.len(l)):
      y = l[_7]
      _8 = torch.append(pairs, (y, x))
    torch._set_item(d, "b", pairs)
    g = {1: "a", 2: "b"}
    _9 = torch.items(g)
    for _10 in range(torch.len(_9)):
      k, v, = _9[_10]
      torch.extend(d[v], pairs)
    return d
  def containers_of_modules(self: __torch__.Features,
    x: Tensor,
    flag: bool) -> Tensor:
    if flag:
      key = "d"
    else:
      key = "r"
    by_name = self.by_name
    m : __torch__.Layer = by_name[key]
    return (m).forward(x, )
  def contexts(self: __torch__.Features,
    n: int) -> int:
    c = __torch__.Context.__new__(__torch__.Context)
    _11 = (c).__init__(n, )
    with c as k:
      n0 = torch.add(n, k)
    _12 = __torch__.torch.autograd.grad_mode.no_grad.__new__(__torch__.torch.autograd.grad_mode.no_grad)
    _13 = (_12).__init__()
    with _12:
      n1 = torch.add(n0, 1)
    _14 = __torch__.Context.__new__(__torch__.Context)
    _15 = (_14).__init__(1, )
    with _14 as a:
      _16 = __torch__.Context.__new__(__torch__.Context)
      _17 = (_16).__init__(2, )
      with _16 as b:
        n2 = torch.add(n1, torch.add(a, b))
    return n2
  def control(self: __torch__.Features,
    n: int,
    xs: List[int]) -> int:
    _18 = uninitialized(int)
    _19 = uninitialized(bool)
    _20 = uninitialized(int)
    _21 = uninitialized(bool)
    _22 = False
    _23 = _18
    s = 0
    _24 = 0
    _25 = torch.gt(n, 0)
    while _25:
      if torch.eq(_24, 3):
        _26, _27, _28, _29, _30, _31, _32 = False, _18, True, True, s, _21, _20
      else:
        _33 = torch.len(xs)
        _34 = False
        _35 = _18
        s0 = s
        _36 = 0
        _37 = torch.gt(_33, 0)
        while _37:
          x = xs[_36]
          if torch.lt(x, 0):
            _38, _39, _40, _41, _42, _43, _44 = False, _18, True, False, s0, _21, _20
          else:
            if torch.gt(x, 100):
              _45, _46, _47, _48, _49, _50, _51 = True, x, _19, _19, _18, _19, _18
            else:
              _45, _46, _47, _48, _49, _50, _51 = False, _18, False, _21, _20, True, torch.add(s0, x)
            _38, _39, _40, _41, _42, _43, _44 = _45, _46, _47, _48, _49, _50, _51
          if _38:
            _52, _53, _54, _55 = False, True, _39, _18
          else:
            if _40:
              _56, _57 = _41, _42
            else:
              _56, _57 = _43, _44
            _52, _53, _54, _55 = _56, False, _18, _57
          _58 = torch.add(_36, 1)
          _59 = torch.__and__(torch.lt(_58, _33), _52)
          _37, _34, _35, s0, _36 = _59, _53, _54, _55, _58
        if _34:
          _60, _61, _62, _63, _64, _65, _66 = True, _35, _19, _19, _18, _19, _18
        else:
          s1 = s0
          _67 = torch.gt(s0, 50)
          while _67:
            s2 = torch.sub(s1, 7)
            _67, s1 = torch.gt(s2, 50), s2
          _60, _61, _62, _63, _64, _65, _66 = False, _18, False, _21, _20, True, s1
        _26, _27, _28, _29, _30, _31, _32 = _60, _61, _62, _63, _64, _65, _66
      if _26:
        _68, _69, _70, _71 = False, True, _27, _18
      else:
        if _28:
          _72, _73 = _29, _30
        else:
          _72, _73 = _31, _32
        _68, _69, _70, _71 = _72, False, _18, _73
      _74 = torch.add(_24, 1)
      _75 = torch.__and__(torch.lt(_74, n), _68)
      _25, _22, _23, s, _24 = _75, _69, _70, _71, _74
    if _22:
      _76 = _23
    else:
      if torch.eq(s, 5):
        ops.prim.RaiseException("five", "builtins.ValueError")
      else:
        pass
      _76 = s
    return _76
  def enums(self: __torch__.Features,
    c: __torch__.Color,
    m: __torch__.Mode) -> Tuple[int, str, bool, __torch__.Color]:
    if torch.eq(c, __torch__.Color.RED):
      r = (c).value
    else:
      r = 10
    _77 = torch.add((m).value, (c).name)
    color = self.color
    _78 = (r, _77, torch.__is__(color, c), __torch__.Color.GREEN)
    return _78
  def indexing(self: __torch__.Features,
    x: Tensor,
    idx: Tensor) -> Tensor:
    _79 = torch.unsqueeze(torch.select(x, 0, 0), 0)
    _80 = torch.slice(_79, -1, 1)
    _81 = torch.slice(x)
    _82 = annotate(List[Optional[Tensor]], [None, idx])
    _83 = torch.unsqueeze(torch.index(_81, _82), -1)
    _84 = torch.add(_80, torch.sum(_83))
    _85 = annotate(List[Optional[Tensor]], [torch.tensor([0, 1], dtype=4)])
    _86 = torch.add(_84, torch.sum(torch.index(x, _85)))
    _87 = annotate(List[Optional[Tensor]], [torch.gt(x, 0)])
    y = torch.add(_86, torch.sum(torch.index(x, _87)))
    _88 = torch.select(x, 0, 0)
    _89 = torch.tensor(1, dtype=ops.prim.dtype(_88), device=ops.prim.device(_88))
    _90 = torch.copy_(_88, _89)
    _91 = torch.slice(x, 1, 1)
    _92 = annotate(List[Optional[Tensor]], [idx])
    _93 = torch.mul(torch.index(_91, _92), 2)
    _94 = torch.slice(x, 1, 1)
    _95 = annotate(List[Optional[Tensor]], [idx])
    _96 = torch.index_put_(_94, _95, _93)
    _97 = torch.select(torch.select(x, 0, 0), 0, 1)
    _98 = torch.add_(_97, 3)
    return torch.matmul(torch.numpy_T(y), y)
  def interfaces(self: __torch__.Features,
    x: Tensor,
    flag: bool) -> Tensor:
    _99 = __torch__.Square.__new__(__torch__.Square)
    _100 = (_99).__init__()
    a = __torch__.area_of(_99, x, )
    if flag:
      _101 = __torch__.Circle.__new__(__torch__.Circle)
      _102 = (_101).__init__()
      a0 = __torch__.area_of(_101, x, )
    else:
      a0 = a
    layers = self.layers
    _0 = getattr(layers, "0")
    return torch.add(a0, (_0).forward(x, ))
  def objects(self: __torch__.Features,
    n: int) -> int:
    _103 = ["a", "b"]
    c = __torch__.Counter.__new__(__torch__.Counter)
    _104 = (c).__init__(n, _103, )
    _105 = ((c).add(2, )).add(3, )
    _106 = (c).__setitem__(0, "z", )
    count = c.count
    c.count = torch.add(count, 1)
    if (c).__contains__("a", ):
      s = 1
    else:
      s = 0
    count0 = c.count
    _107 = torch.add(torch.add(count0, (c).__len__()), torch.len((c).__getitem__(1, )))
    _108 = torch.add(torch.add(_107, (c).__add__(c, )), (c).__double_getter())
    _109 = torch.add(_108, __torch__.make(2, ))
    return torch.add(_109, s)
  def optionals(self: __torch__.Features,
    x: Optional[Tensor],
    y: Optional[int]=None) -> Tensor:
    _110 = "AssertionError: y must be positive"
    maybe = self.maybe
    if torch.__isnot__(maybe, None):
      x0 : Optional[Tensor] = self.maybe
    else:
      x0 = x
    maybe0 = self.maybe
    if torch.__is__(x0, None):
      x1 = torch.zeros([2])
    else:
      x1 = unchecked_cast(Tensor, x0)
    if torch.__is__(y, None):
      y0 = 3
    else:
      y0 = unchecked_cast(int, y)
    if torch.gt(y0, 0):
      pass
    else:
      ops.prim.RaiseException(_110)
    if torch.__isnot__(maybe0, None):
      m = unchecked_cast(Tensor, maybe0)
      x2 = torch.add(x1, m)
    else:
      x2 = x1
    return torch.add(x2, y0)
  def run_layers(self: __torch__.Features,
    x: Tensor) -> Tensor:
    layers = self.layers
    _0 = getattr(layers, "0")
    _1 = getattr(layers, "1")
    _2 = getattr(layers, "2")
    x3 = (_0).forward(x, )
    x4 = (_1).forward(x3, )
    x5 = (_2).forward(x4, )
    layers0 = self.layers
    _00 = getattr(layers0, "0")
    _10 = getattr(layers0, "1")
    _20 = getattr(layers0, "2")
    x6 = torch.add((_00).forward(x5, ), 0)
    x7 = torch.add((_10).forward(x6, ), 1)
    x8 = torch.add((_20).forward(x7, ), 2)
    by_name = self.by_name
    d = by_name.d
    r = by_name.r
    x9 = torch.add((d).forward(x8, ), 1)
    x10 = torch.add((r).forward(x9, ), 1)
    seq = self.seq
    x11 = (seq).forward(x10, )
    state = self.state
    x12 = (state).forward(x11, )
    hooked = self.hooked
    _111 = __torch__.Hooked.pre_hook(hooked, (x12,), )
    _112, = _111
    x13 = __torch__.Hooked.hook(hooked, _111, (hooked).forward(_112, ), )
    pl = self.pl
    _01 = getattr(pl, "0")
    x14 = torch.add(x13, _01)
    buf = self.buf
    self.buf = torch.add_(buf, 1)
    buf0 = self.buf
    self.buf = torch.add(buf0, torch.sum(x14))
    self.training = False
    temp = self.temp
    return torch.add(x14, temp)
  def strings(self: __torch__.Features,
    s: str,
    n: int) -> str:
    parts = torch.split(s, ",")
    _113 = torch.add(torch.join(" ", parts), torch.format("{}", n))
    _114 = torch.add(_113, torch.format("{:>5}", s))
    _115 = torch.add(_114, torch.slice(s, 1, -1))
    t = torch.add(_115, torch.upper(s))
    _116 = torch.percentFormat("%s=%d", (t, n))
    return _116
  def tuples(self: __torch__.Features,
    x: Tensor) -> __torch__.Pair:
    p = __torch__.Point(x, 1, None)
    q = __torch__.Point(x, 2, "t")
    _117 = __torch__.Pair(p, [q, __torch__.Point(x, 2, None)])
    return _117
  def types(self: __torch__.Features,
    u: Union[List[int], int, str],
    a: Any,
    o: Optional[Dict[str, List[int]]]) -> int:
    _118 = isinstance(u, int)
    if _118:
      n = unchecked_cast(int, u)
    else:
      u0 = unchecked_cast(Union[List[int], str], u)
      _119 = isinstance(u0, str)
      if _119:
        u1 = unchecked_cast(str, u0)
        n3 = torch.len(u1)
      else:
        u2 = unchecked_cast(List[int], u0)
        n3 = u2[0]
      n = n3
    _120 = isinstance(a, (list, tuple))
    if _120:
      n4 = torch.add(n, 1)
    else:
      a1 = unchecked_cast(Any, a)
      _121 = isinstance(a1, float)
      if _121:
        a2 = unchecked_cast(float, a1)
        n5 = torch.add(n, int(a2))
      else:
        n5 = n
      n4 = n5
    if torch.__isnot__(o, None):
      o1 = unchecked_cast(Dict[str, List[int]], o)
      _122, o0 = torch.__contains__(o1, "k"), o1
    else:
      _122, o0 = False, o
    if _122:
      o2 = unchecked_cast(Dict[str, List[int]], o0)
      n6 = torch.add(n4, (o2["k"])[0])
    else:
      n6 = n4
    return n6
  def nested(self: __torch__.Features,
    x: Tensor) -> Tensor:
    def __forked_function():
      return __torch__.free(x, 2, 1.5, )
    inner = fork(__forked_function)
    if bool(torch.gt(torch.sum(x), 0)):
      _123 = torch.wait(inner)
    else:
      _123 = x
    return _123
class Double(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  _is_full_backward_hook : Optional[bool]
  def forward(self: __torch__.Double,
    x: Tensor) -> Tensor:
    return torch.mul(x, 2)
class Relu(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  _is_full_backward_hook : Optional[bool]
  def forward(self: __torch__.Relu,
    x: Tensor) -> Tensor:
    return torch.relu(x)
class State(Module):
  __parameters__ = ["w", ]
  __buffers__ = []
  w : Tensor
  training : bool
  _is_full_backward_hook : Optional[bool]
  training_steps : int
  def forward(self: __torch__.State,
    x: Tensor) -> Tensor:
    w = self.w
    return torch.add(x, w)
  def __getstate__(self: __torch__.State) -> Tuple[Tensor, int, bool]:
    w = self.w
    training_steps = self.training_steps
    training = self.training
    return (w, training_steps, training)
  def __setstate__(self: __torch__.State,
    state: Tuple[Tensor, int, bool]) -> NoneType:
    self.w = (state)[0]
    self.training_steps = (state)[1]
    self.training = (state)[2]
    return None
class Hooked(Module):
  __parameters__ = []
  __buffers__ = []
  __forward_pre_hooks__ = ["pre_hook", ]
  __forward_hooks__ = ["hook", ]
  training : bool
  _is_full_backward_hook : Optional[bool]
  def forward(self: __torch__.Hooked,
    x: Tensor) -> Tensor:
    return torch.add(x, 1)
  def hook(self: __torch__.Hooked,
    input: Tuple[Tensor],
    output: Tensor) -> Tensor:
    return torch.add(output, (input)[0])
  def pre_hook(self: __torch__.Hooked,
    input: Tuple[Tensor]) -> Tuple[Tensor]:
    return (torch.mul((input)[0], 2),)
class Color(Enum):
  RED = 1
  GREEN = 2
def free(x: Tensor,
    k: int=2,
    scale: float=1.5) -> Tensor:
  return torch.mul(torch.mul(x, k), scale)
class Layer(ModuleInterface):
  def forward(self, x: Tensor) -> Tensor:
    pass
class Context:
  n : int
  def __enter__(self: __torch__.Context) -> int:
    n = self.n
    self.n = torch.add(n, 1)
    return self.n
  def __exit__(self: __torch__.Context,
    type: Any,
    value: Any,
    tb: Any) -> NoneType:
    n = self.n
    self.n = torch.sub(n, 1)
    return None
  def __init__(self: __torch__.Context,
    n: int) -> NoneType:
    self.n = n
    return None
class Mode(Enum):
  A = "a"
  B = "b"
def area_of(s: __torch__.Shape,
    x: Tensor) -> Tensor:
  return (s).area(x, )
class Square:
  k : int
  def __init__(self: __torch__.Square) -> NoneType:
    self.k = 2
    return None
  def area(self: __torch__.Square,
    x: Tensor) -> Tensor:
    _124 = torch.mul(x, x)
    k = self.k
    return torch.mul(_124, k)
class Circle:
  k : float
  def __init__(self: __torch__.Circle) -> NoneType:
    self.k = 3.
    return None
  def area(self: __torch__.Circle,
    x: Tensor) -> Tensor:
    _125 = torch.mul(x, x)
    k = self.k
    return torch.mul(_125, k)
def make(n: int) -> int:
  return torch.add(n, 1)
class Counter:
  count : int
  names : List[str]
  def __double_getter(self: __torch__.Counter) -> int:
    count = self.count
    return torch.mul(count, 2)
  def __add__(self: __torch__.Counter,
    other: __torch__.Counter) -> int:
    count = self.count
    count1 = other.count
    return torch.add(count, count1)
  def __contains__(self: __torch__.Counter,
    s: str) -> bool:
    names = self.names
    return torch.__contains__(names, s)
  def __getitem__(self: __torch__.Counter,
    i: int) -> str:
    names = self.names
    return names[i]
  def __init__(self: __torch__.Counter,
    start: int,
    names: List[str]) -> NoneType:
    self.count = start
    self.names = names
    return None
  def __len__(self: __torch__.Counter) -> int:
    names = self.names
    return torch.len(names)
  def __setitem__(self: __torch__.Counter,
    i: int,
    v: str) -> NoneType:
    names = self.names
    _126 = torch._set_item(names, i, v)
    return None
  def add(self: __torch__.Counter,
    n: int) -> __torch__.Counter:
    count = self.count
    self.count = torch.add(count, n)
    return self
class Pair(NamedTuple):
  a : __torch__.Point
  b : List[__torch__.Point]
class Point(NamedTuple):
  x : Tensor
  n : int
  tag : Optional[str]
class Shape(Interface):
  def area(self, x: Tensor) -> Tensor:
    pass

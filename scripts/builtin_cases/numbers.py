"""Numbers: integer semantics, mixed arithmetic, rounding, conversions, the math module, and complex numbers."""
import cmath
import math
from typing import List, Tuple

import torch
from torch import Tensor, nn

INF, NAN = float("inf"), float("nan")


class Numbers(nn.Module):
    def add_sub_mul(self, a: int, b: int) -> List[int]:
        return [a + b, a - b, a * b, -a, abs(a)]

    def absolute(self, x: Tensor) -> Tensor:
        return abs(x)

    def floor_div(self, a: int, b: int) -> int:
        return a // b

    def modulo(self, a: int, b: int) -> int:
        return a % b

    def div_mod(self, a: int, b: int) -> Tuple[int, int]:
        return divmod(a, b)

    def true_div(self, a: int, b: int) -> float:
        return a / b

    def shift_left(self, a: int, b: int) -> int:
        return a << b

    def shift_right(self, a: int, b: int) -> int:
        return a >> b

    def bits(self, a: int, b: int) -> List[int]:
        return [a & b, a | b, a ^ b]

    def power(self, a: int, b: int) -> float:
        return a ** b

    def power_int(self, a: int, b: int) -> int:
        return int(math.pow(a, b))

    def power_float(self, x: float, y: float) -> float:
        return x ** y

    def pow_builtin(self, x: float, a: int) -> List[float]:
        return [pow(x, a), pow(a, x), math.pow(x, a), x ** a, a ** x]

    def float_arithmetic(self, x: float, y: float) -> List[float]:
        return [x + y, x - y, x * y, -x, abs(x)]

    def float_div(self, x: float, y: float) -> float:
        return x / y

    def float_floor_div(self, x: float, y: float) -> float:
        return x // y

    def float_mod(self, x: float, y: float) -> float:
        return x % y

    def float_div_mod(self, x: float, y: float) -> Tuple[float, float]:
        return divmod(x, y)

    def mixed(self, a: int, x: float) -> List[float]:
        return [a + x, x + a, a - x, x - a, a * x, x * a]

    def mixed_div(self, a: int, x: float) -> List[float]:
        return [a / x, a // x, a % x]

    def mixed_div_int(self, a: int, x: float) -> List[float]:
        return [x / a, x // a, x % a]

    def compare(self, a: int, x: float) -> List[bool]:
        return [a < x, a <= x, a > x, a >= x, a == x, a != x, x < a, x == a]

    def compare_floats(self, x: float, y: float) -> List[bool]:
        return [x < y, x <= y, x > y, x >= y, x == y, x != y]

    def chained(self, a: int, b: int, c: int) -> List[bool]:
        return [a < b < c, a <= b > c, a == b == c]

    def booleans(self, p: bool, q: bool) -> List[bool]:
        return [p and q, p or q, not p, p == q, p != q, p & q, p | q, p ^ q]

    def bool_number(self, p: bool) -> Tuple[int, float, str, int]:
        return int(p), float(p), str(p), 1 if p else 0

    def truth(self, a: int, x: float) -> List[bool]:
        return [bool(a), bool(x), not a, not x]

    def min_max(self, a: int, b: int) -> List[int]:
        return [min(a, b), max(a, b), min(a, b, 3), max(a, b, 3), min([a, b]), max([a, b])]

    def min_max_float(self, x: float, y: float) -> List[float]:
        return [min(x, y), max(x, y), min([x, y]), max([x, y])]

    def min_max_mixed(self, a: int, x: float) -> List[float]:
        return [min(a, x), max(a, x), min(x, a), max(x, a)]

    def to_int(self, x: float) -> int:
        return int(x)

    def to_float(self, a: int) -> float:
        return float(a)

    def rounds(self, x: float) -> float:
        return round(x)

    def round_int(self, a: int) -> float:
        return round(a)

    def floors(self, x: float) -> Tuple[int, int]:
        return math.floor(x), math.ceil(x)

    def sums(self, a: List[int], x: List[float], p: List[bool]) -> Tuple[int, float, int, bool, bool, bool]:
        return sum(a), sum(x), sum(p), all(p), any(p), any([v > 1 for v in a])

    def math_unary(self, x: float) -> List[float]:
        return [math.sin(x), math.cos(x), math.tan(x), math.atan(x), math.sinh(x), math.tanh(x), math.asinh(x), math.exp(x),
                math.expm1(x), math.erf(x), math.erfc(x), math.fabs(x), math.degrees(x), math.radians(x)]

    def math_sqrt(self, x: float) -> float:
        return math.sqrt(x)

    def math_log(self, x: float) -> float:
        return math.log(x)

    def math_logs(self, x: float) -> List[float]:
        return [math.log(x), math.log10(x), math.log1p(x)]

    def math_log_base(self, x: float, y: float) -> float:
        return math.log(x, y)

    def math_log_int(self, a: int, b: int) -> List[float]:
        return [math.log(a), math.log(a, b), math.log(a, 2.5), math.sqrt(a), math.exp(b)]

    def math_asin(self, x: float) -> float:
        return math.asin(x)

    def math_acos(self, x: float) -> float:
        return math.acos(x)

    def math_cosh(self, x: float) -> float:
        return math.cosh(x)

    def math_gamma(self, x: float) -> Tuple[float, float]:
        return math.gamma(x), math.lgamma(x)

    def math_factorial(self, a: int) -> int:
        return math.factorial(a)

    def math_gcd(self, a: int, b: int) -> int:
        return math.gcd(a, b)

    def math_binary(self, x: float, y: float) -> List[float]:
        return [math.atan2(x, y), math.copysign(x, y), math.fmod(x, y) if y != 0 else 0.0, math.ldexp(x, 3)]

    def math_fmod(self, x: float, y: float) -> float:
        return math.fmod(x, y)

    def math_remainder(self, x: float, y: float) -> float:
        return math.remainder(x, y)

    def math_modf(self, x: float) -> Tuple[float, float]:
        return math.modf(x)

    def math_frexp(self, x: float) -> Tuple[float, int]:
        return math.frexp(x)

    def math_tests(self, x: float) -> List[bool]:
        return [math.isnan(x), math.isinf(x), math.isfinite(x)]

    def math_constants(self) -> List[float]:
        return [math.pi, math.e, math.inf, math.nan, math.tau]

    def math_floor_int(self, a: int) -> Tuple[int, int]:
        return math.floor(a), math.ceil(a)

    def complexes(self, x: float, y: float) -> List[complex]:
        z = complex(x, y)
        return [z, z + complex(1.0, 0.0), z * z, -z, z / complex(1.0, 2.0), z - complex(0.5, 1.0)]

    def complex_parts(self, x: float, y: float) -> Tuple[float, bool, bool]:
        z = complex(x, y)
        return abs(z), z == z, z != complex(1.0, 0.0)

    def complex_math(self, x: float, y: float) -> List[complex]:
        z = complex(x, y)
        return [cmath.exp(z), cmath.sqrt(z), cmath.sin(z), cmath.cos(z), cmath.tanh(z)]

    def complex_phase(self, x: float, y: float) -> float:
        return cmath.phase(complex(x, y))

    def int_of_bool_sum(self, a: List[int]) -> int:
        n = 0
        for v in a:
            n += int(v > 0)
        return n

    def overflow(self, a: int) -> List[int]:
        return [a + 1, a * 2, a - 1, -a, abs(a)]

    def augmented(self, a: int, x: float) -> Tuple[int, float]:
        a += 2
        a *= 3
        a -= 1
        x += a
        x /= 2
        x *= 1.5
        x -= 1
        return a, x

    def tensor_numbers(self, t: Tensor) -> Tuple[float, int, bool]:
        return float(t), int(t), bool(t)

    def item(self, t: Tensor) -> float:
        return float(t.item())

    def ranges(self, a: int, b: int, step: int) -> List[List[int]]:
        return [list(range(a)), list(range(a, b)), list(range(a, b, step)), [i for i in range(b, a, -step)]]

    def range_step(self, step: int) -> List[int]:
        out: List[int] = []
        for i in range(0, 5, step):
            out.append(i)
        return out

    def loops(self, n: int) -> Tuple[int, int]:
        a, b = 0, 1
        while b < n:
            a, b = b, a + b
        return a, b

    def collatz(self, n: int) -> int:
        steps = 0
        while n != 1:
            if n % 2 == 0:
                n = n // 2
            else:
                n = 3 * n + 1
            steps += 1
            if steps > 1000:
                break
        return steps


INTS = (0, 1, -1, 7, -7, 3, 2 ** 40, 2 ** 63 - 1, -2 ** 63)
FLOATS = (0.0, -0.0, 1.5, -2.5, 0.5, 7.25, INF, -INF, NAN)


def calls():
    for a in INTS:
        for b in INTS:
            yield from ((m, (a, b)) for m in ("add_sub_mul", "bits", "min_max", "true_div"))
            if -2 ** 63 not in (a, b):
                yield ("math_gcd", (a, b))
            if b != 0 and abs(a) < 2 ** 62 and abs(b) < 2 ** 62:     # else undefined in C++
                yield from ((m, (a, b)) for m in ("floor_div", "modulo", "div_mod"))
        for n in (0, 1, 5, 62, -1):
            if n >= 0 and abs(a) < 2 ** 32:
                yield from ((m, (a, n)) for m in ("shift_left", "shift_right", "power"))
        yield ("power", (a, -2))
        yield from ((m, (a,)) for m in ("to_float", "round_int", "overflow"))
        if abs(a) < 2 ** 53:
            yield ("math_floor_int", (a,))
        for x in FLOATS:
            yield from ((m, (a, x)) for m in ("mixed", "mixed_div", "mixed_div_int", "compare", "truth", "min_max_mixed"))
    for a in (5, 0, 20, 21, -1):
        yield ("math_factorial", (a,))
    for x in FLOATS:
        yield from ((m, (x,)) for m in ("rounds", "math_unary", "math_sqrt", "math_log", "math_asin", "math_acos", "math_cosh", "math_gamma",
                                        "math_modf", "math_tests"))
        yield from ((m, (x,)) for m in ("to_int", "floors"))
        if math.isfinite(x):
            yield ("math_frexp", (x,))
        if x > 0:
            yield ("math_logs", (x,))
        for y in FLOATS:
            yield from ((m, (x, y)) for m in ("float_arithmetic", "float_div", "float_floor_div", "float_mod", "float_div_mod", "compare_floats",
                                              "min_max_float", "math_binary", "math_fmod", "math_remainder", "power_float", "complex_parts"))
        yield from (("pow_builtin", (x, a)) for a in (0, 1, -2, 3))
    for x, y in ((8.0, 2.0), (2.0, 8.0), (0.5, 10.0), (3.0, 0.3)):
        yield ("math_log_base", (x, y))
        yield ("complexes", (x, y))
        yield ("complex_math", (x / 4, -y / 4))
        yield ("complex_phase", (-x, y))
    yield ("math_log_int", (10, 3))
    yield ("math_constants", ())
    yield from (("chained", (a, b, c)) for a in (1, 2) for b in (1, 2) for c in (1, 3))
    yield from (("booleans", (p, q)) for p in (True, False) for q in (True, False))
    yield from (("bool_number", (p,)) for p in (True, False))
    yield ("sums", ([1, 2, -5], [0.5, 1e10], [True, False]))
    yield ("sums", ([1], [0.1, 0.2, 0.3], [True, True]))
    yield ("int_of_bool_sum", ([1, -1, 0, 5],))
    yield from (("augmented", (a, x)) for a in (1, -8, 100) for x in (0.5, -3.25))
    for t in (torch.tensor(2.75), torch.tensor(-2.75), torch.tensor([3]), torch.tensor([[0.0]]), torch.tensor([1, 2]),
              torch.tensor(2 ** 53 + 1), torch.zeros(0), torch.tensor(200, dtype=torch.uint8), torch.tensor(-1.5, dtype=torch.float64),
              torch.tensor(NAN), torch.tensor(1e30)):
        yield ("tensor_numbers", (t,))
        yield ("absolute", (t,))
        yield ("item", (t,))
    yield from (("ranges", (a, b, k)) for a, b, k in ((3, 10, 2), (0, 5, 3), (-3, 4, 1), (5, 5, 1)))
    yield from (("range_step", (k,)) for k in (1, 2, 0, -1))
    yield from (("loops", (n,)) for n in (0, 10, 1000))
    yield from (("collatz", (n,)) for n in (1, 27, 97))
    yield from (("power_int", (a, b)) for a in (2, -3) for b in (0, 5, 10))

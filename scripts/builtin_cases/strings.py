"""Strings: every method of str that TorchScript has, slices, formats, and how numbers and values are written."""
from typing import Any, Dict, List, Optional, Tuple

import torch
from torch import Tensor, nn


class Strings(nn.Module):
    def cases_(self, s: str) -> List[str]:
        return [s.upper(), s.lower(), s.capitalize(), s.title(), s.swapcase()]

    def kinds(self, s: str) -> List[bool]:
        return [s.isalpha(), s.isdigit(), s.isalnum(), s.isspace(), s.isupper(), s.islower(), s.istitle(), s.isdecimal(), s.isnumeric(),
                s.isidentifier(), s.isprintable()]

    def strips(self, s: str, chars: str) -> List[str]:
        return [s.strip(), s.lstrip(), s.rstrip(), s.strip(chars), s.lstrip(chars), s.rstrip(chars)]

    def splits(self, s: str, by: str) -> List[List[str]]:
        return [s.split(), s.split(by), s.split(by, 1), s.rsplit(by), s.rsplit(by, 1), s.splitlines(), s.splitlines(True), s.split(None, 1)]

    def partitions(self, s: str, by: str) -> Tuple[Tuple[str, str, str], Tuple[str, str, str]]:
        return s.partition(by), s.rpartition(by)

    def finds(self, s: str, t: str, a: int, b: int) -> List[int]:
        return [s.find(t), s.rfind(t), s.find(t, a), s.rfind(t, a), s.find(t, a, b), s.rfind(t, a, b)]

    def counts(self, s: str, t: str, a: int, b: int) -> List[int]:
        return [s.count(t), s.count(t, a), s.count(t, a, b)]

    def index(self, s: str, t: str, a: int, b: int) -> int:
        return s.index(t, a, b)

    def rindex(self, s: str, t: str) -> int:
        return s.rindex(t)

    def ends(self, s: str, t: str, a: int, b: int) -> List[bool]:
        return [s.startswith(t), s.endswith(t), s.startswith(t, a), s.endswith(t, a), s.startswith(t, a, b), s.endswith(t, a, b), t in s,
                t not in s]

    def replaces(self, s: str, t: str, u: str, n: int) -> List[str]:
        return [s.replace(t, u), s.replace(t, u, n), s.replace(t, "")]

    def joins(self, by: str, parts: List[str]) -> str:
        return by.join(parts)

    def fills(self, s: str, n: int, c: str) -> List[str]:
        return [s.center(n), s.ljust(n), s.rjust(n), s.center(n, c), s.ljust(n, c), s.rjust(n, c), s.zfill(n)]

    def tabs(self, s: str, n: int) -> List[str]:
        return [s.expandtabs(), s.expandtabs(n)]

    def slices(self, s: str, a: int, b: int, step: int) -> List[str]:
        return [s[a:], s[:b], s[a:b], s[a:b:step], s[::step], s[:], s[a:-1]]

    def negative_step(self, s: str, a: int, b: int) -> str:
        return s[a:b:-1]

    def item(self, s: str, i: int) -> str:
        return s[i]

    def operators(self, s: str, t: str, n: int) -> Tuple[str, str, str, List[bool]]:
        return s + t, t + s, s, [s == t, s != t, s < t, s <= t, s > t, s >= t]

    def characters(self, s: str) -> Tuple[List[str], List[int], int]:
        out: List[str] = []
        for c in s:
            out.append(c)
        return list(s), [ord(c) for c in out], len(s)

    def beyond_ascii(self, s: str) -> Tuple[int, str, str, bool, bool, int, str]:
        return len(s), s.upper(), s.lower(), s.isalpha(), s.isupper(), s.find("b"), s.center(9, "*")

    def chrs(self, i: int) -> str:
        return chr(i)

    def ords(self, s: str) -> int:
        return ord(s)

    def to_int(self, s: str) -> int:
        return int(s)

    def to_float(self, s: str) -> float:
        return float(s)

    def bases(self, i: int) -> List[str]:
        return [hex(i), oct(i), bin(i), str(i)]

    def float_text(self, x: float) -> List[str]:
        return [str(x), f"{x}", "{}".format(x), "%s" % x]

    def bool_text(self, x: bool) -> List[str]:
        return [str(x), f"{x}", "{}".format(x), "%s" % x]

    def percents(self, a: int, x: float, s: str) -> List[str]:
        return ["%d|%i|%s" % (a, a, a), "%f|%e|%s" % (x, x, x), "%s %% %s" % (s, a), "%c" % s[0], "%d" % a,
                "%F|%E" % (x, x)]

    def percent_float_as_int(self, x: float) -> str:
        return "%d" % x

    def percent_int_as_float(self, a: int) -> str:
        return "%f %e" % (a, a)

    def percent_missing(self, a: int) -> str:
        return "%d %d" % (a,)

    def percent_too_many(self, a: int) -> str:
        return "%d" % (a, a)

    def percent_of_str_as_int(self, s: str) -> str:
        return "%d" % s

    def percent_unknown(self, x: float) -> str:
        return "%x" % x

    def percent_of_bool(self, x: bool) -> str:
        return "%d" % x

    def percent_char_of_int(self, a: int) -> str:
        return "%c" % a

    def formats(self, a: int, x: float, s: str, b: bool) -> List[str]:
        return ["{} {} {} {}".format(a, x, s, b), f"{a}-{x}-{s}-{b}", "{}".format(s), "no fields".format(), "{}{}".format(a, a)]

    def percent_char_of_str(self, s: str) -> str:
        return "%c" % s

    def format_too_few(self, a: int) -> str:
        return "{} {}".format(a)

    def format_too_many(self, a: int) -> str:
        return "{}".format(a, a)

    def format_spec(self, a: int) -> str:
        return "{:>5}".format(a)

    def format_index(self, a: int, b: int) -> str:
        return "{1} {0}".format(a, b)

    def format_braces(self, a: int) -> str:
        return "{{}} {}".format(a)

    def lists_text(self, a: List[int], b: List[float], c: List[str], d: List[bool]) -> List[str]:
        return [str(a), str(b), str(c), str(d), f"{a} {b} {c} {d}", "%s" % a]

    def nested_text(self, a: int, s: str) -> List[str]:
        t = (a, s, 1.0, None, True)
        return [str(t), f"{t}", str([(a, s)]), str({"k": a}), str({a: [s]}), str([[a], [a, a]]), str((a,))]

    def optional_text(self, a: Optional[int], s: Optional[str]) -> List[str]:
        return [f"{a}", f"{s}", "{}".format(a), "%s" % s]

    def any_text(self, a: Any) -> str:
        return f"{a}"

    def tensor_text(self, x: Tensor) -> List[str]:
        return [str(x), f"{x}", "%s" % x]

    def size_text(self, x: Tensor) -> List[str]:
        return [str(x.shape), f"{x.size()}", str(x.dtype), f"{x.device}", str(x.stride())]

    def device_text(self, x: Tensor) -> str:
        return str(x.device)

    def complex_text(self, x: float, y: float) -> List[str]:
        z = complex(x, y)
        return [str(z), f"{z}"]

    def escapes(self, s: str) -> List[str]:
        return ["tab\t", "nl\n", "quote'\"", "back\\slash", "\x41", "é", s + "ü"]

    def escape_text(self, s: str) -> str:
        return str([s])

    def hash_(self, s: str) -> bool:
        return hash(s) == hash(s + "")

    def accumulate(self, words: List[str]) -> Tuple[str, Dict[str, int]]:
        out = ""
        counts: Dict[str, int] = {}
        for i, w in enumerate(words):
            out += w[0:1] + str(i)
            counts[w] = counts.get(w, 0) + 1
        return out, counts

    def sort_words(self, words: List[str]) -> Tuple[List[str], List[str]]:
        w = words[:]
        w.sort(reverse=True)
        return sorted(words), w

    def warns(self, s: str) -> str:
        torch._assert(len(s) >= 0, "never")
        return s


TEXTS = ["", "a", "Hello World", "  spaces  ", "ALLCAPS", "1234", "abc123", "a,b,,c", "line1\nline2\r\nline3\n", "tab\tbed\tx", "hello hello",
         "they're Bill's", " \t\n", "_name1", "1name", "xxaxx", "MiXed cAse-word"]


def calls():
    yield from ((m, (s,)) for m in ("cases_", "kinds", "characters", "escapes", "escape_text", "hash_", "warns") for s in TEXTS)
    yield from (("strips", (s, c)) for s in TEXTS for c in ("x", " a", ""))
    yield from (("splits", (s, c)) for s in TEXTS for c in (",", "l", "lo"))
    yield ("splits", ("abc", ""))
    yield from (("partitions", (s, c)) for s in TEXTS for c in (",", "l", "zz", ""))
    yield from (("finds", (s, t, a, b)) for s in ("hello hello", "aaa") for t in ("l", "lo", "", "aa", "zz")
                for a, b in ((0, 5), (2, 100), (-4, -1), (3, 2)))
    yield from (("counts", (s, t, a, b)) for s in ("hello hello", "aaa") for t in ("l", "lo", "aa", "zz")
                for a, b in ((0, 5), (2, 100), (-4, -1), (5, 2)))
    yield from (("index", (s, t, a, b)) for s in ("hello hello",) for t in ("l", "zz", "") for a, b in ((0, 5), (4, -1)))
    yield from (("rindex", ("hello hello", t)) for t in ("l", "zz", "hello", ""))
    yield from (("ends", (s, t, a, b)) for s in ("hello",) for t in ("he", "lo", "", "ell") for a, b in ((0, 5), (1, 4), (-3, -1)))
    yield from (("replaces", (s, t, u, n)) for s in ("hello hello", "aaaa", "") for t in ("l", "aa", "hello") for u in ("", "XY", "l")
                for n in (-1, 0, 1, 5))
    yield from (("joins", (s, p)) for s in ("", ", ") for p in (["a"], ["a", "b", ""],))
    yield from (("fills", (s, n, "*")) for s in ("", "ab", "-12", "+1", "abc") for n in (0, 2, 5, 8))
    yield ("fills", ("a", 5, "ab"))
    yield from (("tabs", (s, n)) for s in ("a\tb", "\t", "abcdefgh\ti\n\tj", "ab\t\tc") for n in (4, 0, 1, 8))
    yield from (("slices", (s, a, b, k)) for s in ("hello world", "", "ab") for a, b, k in ((0, 3, 1), (1, -1, 2), (-3, 100, 3), (4, 2, 1),
                                                                                           (-100, 5, 1)))
    yield from (("negative_step", ("hello", a, b)) for a, b in ((3, 0), (0, 3), (-1, -4)))
    yield from (("item", (s, i)) for s in ("hello", "") for i in (0, -1, 4, 5, -6))
    yield from (("operators", (s, t, n)) for s in ("", "ab", "B") for t in ("ab", "abc", "") for n in (0, 2, -1))
    yield from (("beyond_ascii", (s,)) for s in ("éab", "日本b", "ßb"))
    yield from (("chrs", (i,)) for i in (65, 0, 127, 233, 255))
    yield from (("ords", (s,)) for s in ("a", "", "ab"))
    yield from (("to_int", (s,)) for s in ("12", "-7", " 8 ", "+3", "1_000", "x", "", "1.5", "0x10", "99999999999999999999", "2 ", "\t2"))
    yield from (("to_float", (s,)) for s in ("1.5", "-1e10", "inf", "nan", "-inf", ".5", "x", "", " 2.5", "infinity", "2.5 ", "0x10",
                                           "0x.8p3", "1_0", "1e400", "1e-400", "0e-400", "5."))
    yield from (("bases", (i,)) for i in (0, 1, 255, -255, 2 ** 62, -2 ** 63))
    for x in (0.0, -0.0, 1.0, 1.5, 0.1, 1e16, 1e15, 123456789.123456789, 1e-4, 1e-5, 1.0 / 3, 1e22, 1e100, 2.5e-8, float("inf"),
              float("-inf"), float("nan"), 100000.0, 1234567.0, 12345678.0, 0.00012345678901, 5e-324, 1.7976931348623157e308, 65504.0,
              3.0e10, 16777216.0):
        yield ("float_text", (x,))
        yield ("percent_float_as_int", (x,))
    yield from (("bool_text", (b,)) for b in (True, False))
    yield from (("percents", (a, x, s)) for a, x, s in ((5, 1.5, "xyz"), (-12, 1e10, "é"), (255, -0.000123456, "q"), (0, float("inf"), "w"),
                                                       (10 ** 12, 123456.789, "w")))
    yield from ((m, (a,)) for m in ("percent_int_as_float", "percent_missing", "percent_too_many", "percent_char_of_int", "format_too_few",
                                    "format_too_many", "format_spec", "format_braces") for a in (65, -3))
    yield ("percent_of_str_as_int", ("s",))
    yield from (("percent_char_of_str", (s,)) for s in ("a", "ab", ""))
    yield ("percent_char_of_int", (300,))
    yield ("percent_of_bool", (True,))
    yield ("percent_unknown", (0.5,))
    yield ("format_index", (1, 2))
    yield from (("formats", (a, x, s, b)) for a, x, s, b in ((5, 1.5, "xyz", True), (-12, 1e10, "{}", False), (0, 0.1, "", True)))
    yield ("lists_text", ([1, -2], [1.0, 0.5, 1e20], ["a", "it's", 'q"', "n\n"], [True, False]))
    yield ("lists_text", ([1], [2.0], ["x"], [False]))
    yield ("nested_text", (3, "x"))
    yield from (("optional_text", (a, s)) for a, s in ((None, None), (3, "x")))
    yield from (("any_text", (a,)) for a in (1, 1.5, "s", None, [1, 2], (1, "x"), {"a": 1}, True))
    for x in (torch.tensor(3), torch.tensor(1.5), torch.tensor([1, 2, 3]), torch.tensor([1.5, 2.0, -0.25]), torch.tensor([[1.0, 2.0], [3.0, 4.0]]),
              torch.tensor([True, False]), torch.tensor([]), torch.tensor([1e10, 1e-5, 1.0]), torch.tensor([[1, 22], [333, 4]]),
              torch.tensor([1.0, float("inf"), float("nan")]), torch.zeros(2, 0), torch.tensor([0.5], dtype=torch.float64),
              torch.arange(12.0).view(2, 2, 3), torch.arange(60.0).view(2, 30), torch.arange(8.0).view(2, 2, 2) * 100000.5,
              torch.tensor([123456.5, 1000.0]), torch.tensor([[0.001, 0.002], [0.003, 0.004]]), torch.arange(24.0).view(2, 3, 2, 2),
              torch.tensor(1e10), torch.tensor(0.1), torch.tensor([1e-120, 1e120], dtype=torch.float64), torch.tensor([1, 2], dtype=torch.uint8), torch.arange(5, dtype=torch.int32)):
        yield ("tensor_text", (x,))
        yield ("size_text", (x,))
        yield ("device_text", (x,))
    yield from (("complex_text", (x, y)) for x, y in ((1.0, 2.0), (0.0, -1.0), (-0.0, 0.5), (1e20, float("inf"))))
    yield from (("accumulate", (w,)) for w in (["b", "a", "b", ""],))
    yield from (("sort_words", (w,)) for w in (["b", "a", "B", "", "ab"], ["x"]))

#!/usr/bin/env python3
"""Makes the goldens of the operator tests: calls of PyTorch's operators by schema, with their results.

    python3 export_operator_goldens.py ../java/sconce/src/test/resources/dev/sconce/ops/goldens.pt

A torch.save of a list of (operator with overload, [every argument in the schema's order], [every result], or None where it raises). Numbers come from one
seed; all inputs are slices of a few pools, and all tensors of a dtype share one storage, which keeps the file small.
"""
import sys
import warnings

import torch

warnings.filterwarnings("ignore")
torch.manual_seed(20)
NUMBER = {torch.uint8: 0, torch.int8: 1, torch.int16: 2, torch.int32: 3, torch.int64: 4, torch.float16: 5, torch.float32: 6,
          torch.float64: 7, torch.complex64: 9, torch.complex128: 10, torch.bool: 11, torch.bfloat16: 15}
FORMAT = {torch.contiguous_format: 0, torch.preserve_format: 1, torch.channels_last: 2, torch.channels_last_3d: 3}
f32, f64, i64, i32, i16, i8, u8 = (torch.float32, torch.float64, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)
f16, bf16, boolean, c64 = torch.float16, torch.bfloat16, torch.bool, torch.complex64
SEED = 5  # of the generator, before each call
INF, NAN = float("inf"), float("nan")

POOL = (torch.randn(16384, dtype=f64) * 2).float()
cases = []
position = 0


def t(*shape, dtype=f32, low=None, high=None):
    """A tensor of this shape: normal numbers, or uniform ones in low..high (integers: low..high inclusive, -9..9 unless said)."""
    global position
    n = 1
    for s in shape:
        n *= s
    if position + n > POOL.numel():
        position = (position * 7) % 97
    x = POOL[position:position + n].double()
    position += n
    if dtype == boolean:
        return (x > 0).view(shape)
    if not dtype.is_floating_point and not dtype.is_complex:
        low = (0 if dtype == u8 else -9) if low is None else low
        high = 9 if high is None else high
        u = torch.special.ndtr(x / 2)
        return (low + (u * (high - low + 1)).floor().clamp(max=high - low)).to(dtype).view(shape)
    if low is not None:
        x = low + torch.special.ndtr(x / 2) * (high - low)
    if dtype.is_complex:
        return torch.complex(x, x.flip(0) * 0.5).to(dtype).view(shape)
    return x.to(dtype).view(shape)


def s(*shape, **options):
    """The same with strides that are not contiguous: transposed, and every other element."""
    x = t(*shape[:-1], 2 * shape[-1], **options)[..., ::2]
    return x.transpose(0, -1).contiguous().transpose(0, -1) if x.dim() > 1 else x


def cl(*shape, **options):
    return t(*shape, **options).to(memory_format=torch.channels_last)


def plain(value):
    if isinstance(value, torch.dtype):
        return NUMBER[value]
    if isinstance(value, torch.memory_format):
        return FORMAT[value]
    if isinstance(value, torch.device):
        return str(value)
    if isinstance(value, torch.layout):
        return 0
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def keep(value):
    if isinstance(value, torch.Tensor):
        return value.detach().clone() if value.is_contiguous() else torch.empty_strided(
            value.size(), value.stride(), dtype=value.dtype).copy_(value) if 0 not in value.stride() else value
    return [keep(v) for v in value] if isinstance(value, (list, tuple)) else value


def call(name, *args, compare=None, refused=False, **kwargs):
    """Notes a call of aten::name and its results, the first `compare` of them where the rest is undefined; None where it is refused."""
    base, _, overload = name.partition(".")
    operator = getattr(getattr(torch.ops.aten, base), overload or "default")
    given = list(args)
    arguments = operator._schema.arguments
    for argument in arguments[len(given):]:
        given.append(kwargs.pop(argument.name) if argument.name in kwargs else argument.default_value)
    assert not kwargs, (name, kwargs)
    noted = [keep(a) for a in given]
    positional = [a for a, d in zip(given, arguments) if not d.kwarg_only]
    keywords = {d.name: a for a, d in zip(given, arguments) if d.kwarg_only}
    torch.manual_seed(SEED)
    try:
        results = operator(*positional, **keywords)
    except (RuntimeError, IndexError, ValueError):
        assert refused, (name, args)
        cases.append((f"aten::{name}", [plain(a) for a in noted], None))
        return
    assert not refused, (name, args)
    results = list(results) if isinstance(results, tuple) else [results]
    cases.append((f"aten::{name}", [plain(a) for a in noted], [keep(r) for r in results[:compare]]))


def each(name, *argument_lists, **kwargs):
    for args in argument_lists:
        call(name, *args, **kwargs)




def pack(value, stores):
    if isinstance(value, torch.Tensor):
        stores.setdefault(value.dtype, []).append(value)
    elif isinstance(value, (list, tuple)):
        for v in value:
            pack(v, stores)


def packed(value, placed):
    if isinstance(value, torch.Tensor):
        return placed[id(value)]
    if isinstance(value, (list, tuple)):
        return type(value)(packed(v, placed) for v in value)
    return value


def main():
    import operator_cases

    for family in operator_cases.FAMILIES:
        family()
    stores = {}
    pack(cases, stores)
    placed = {}
    for dtype, tensors in stores.items():
        chunks, seen, offset = [], {}, 0
        for x in tensors:
            extent = 0 if x.numel() == 0 else 1 + sum((n - 1) * m for n, m in zip(x.size(), x.stride()))
            flat = torch.as_strided(x, (extent,), (1,))
            key = bytes(flat.contiguous().view(torch.uint8).tolist())
            if key not in seen:
                seen[key] = offset
                chunks.append(flat)
                offset += extent
            placed[id(x)] = (seen[key], x.size(), x.stride())
        store = torch.cat(chunks) if chunks else torch.empty(0, dtype=dtype)
        for x in tensors:
            where, size, stride = placed[id(x)]
            placed[id(x)] = torch.as_strided(store, size, stride, where)
    torch.save(packed(cases, placed), sys.argv[1])
    print(len(cases), "calls of", len({c[0] for c in cases}), "operators")


if __name__ == "__main__":
    sys.modules["export_operator_goldens"] = sys.modules["__main__"]
    main()

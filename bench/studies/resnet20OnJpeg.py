"""What ResNet-20 reaches in PyTorch on CIFAR-10's pictures as JPEG: the other side of docs/studies/cifar10.md. Needs a card and Pillow.

python3 resnet20OnJpeg.py cifar10-jpg.tar.gz RESULTS.jsonl

The recipes train at the same time, each a CUDA graph on a stream of its own: alone, so small a network leaves most of a card idle.
"""

import io
import json
import math
import os
import sys
import tarfile
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

RECIPES = {
    "as before": {"epochs": 31, "batch": 256, "lr": 0.3},
    "larger batches": {"epochs": 62},
    "smoothed": {"epochs": 62, "smoothing": 0.05},
    "cutout": {"epochs": 60, "hole": 8},
    "cutout, mixup": {"epochs": 60, "hole": 8, "mixup": 0.2},
    "larger cutout, smoothed, more decay": {"epochs": 60, "hole": 12, "smoothing": 0.05, "decay": 1e-3},
    "cutout, smoothed, long": {"epochs": 150, "hole": 8, "smoothing": 0.05},
}


def decode(files):
    return np.stack([np.asarray(Image.open(io.BytesIO(file)).convert("RGB")) for file in files])


def read_pictures(archive):
    """Of each split the pictures [N, 32, 32, 3] and their classes."""
    files, names = {"train": [], "test": []}, {"train": [], "test": []}
    with tarfile.open(archive, "r|gz") as tar:
        for member in tar:
            if member.isfile():
                split, name, _ = member.name.split("/")[-3:]
                files[split].append(tar.extractfile(member).read())
                names[split].append(name)
    classes = sorted(set(names["train"]))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        pictures = {
            split: np.concatenate(list(pool.map(decode, [own[i : i + 500] for i in range(0, len(own), 500)])))
            for split, own in files.items()
        }
    return {split: (pictures[split], np.array([classes.index(name) for name in names[split]])) for split in files}


class Data:
    def __init__(self, archive, device):
        splits = read_pictures(archive)
        (training, labels), (test, test_labels) = splits["train"], splits["test"]
        flat = training.reshape(-1, 3).astype(np.float32)
        on = lambda array: torch.from_numpy(array).to(device)
        self.mean, self.deviation = on(flat.mean(0)), on(flat.std(0))
        self.black = -self.mean / self.deviation
        self.padded, self.labels = on(np.pad(training, ((0, 0), (4, 4), (4, 4), (0, 0)))), on(labels)
        self.test, self.test_labels = on(test), on(test_labels)

    def normalized(self, images):
        return (images.float() - self.mean) / self.deviation


class Unit(nn.Module):
    """A pair of convolutions with shortcut A: every other pixel, and channels of zeros on both sides."""

    def __init__(self, before, width):
        super().__init__()
        self.stride, self.added = (1, 0) if before == width else (2, (width - before) // 2)
        self.conv1, self.bn1 = nn.Conv2d(before, width, 3, self.stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.added:
            x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.added, self.added))
        return F.relu(y + x)


def resnet20():
    layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    widths = [16, 16, 16, 16, 32, 32, 32, 64, 64, 64]
    layers += [Unit(before, width) for before, width in zip(widths, widths[1:])]
    network = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
    nn.init.zeros_(network[-1].bias)
    return network


def one_cycle(step, steps, lr):
    """As the schedule of that name with its defaults."""
    top, first = 0.3 * steps - 1, lr / 25
    between = lambda a, b, share: b + (a - b) / 2 * (1 + math.cos(math.pi * share))
    if step <= top:
        return between(first, lr, step / top)
    return between(lr, first / 1e4, (step - top) / (steps - 1 - top))


class Run:
    """One recipe. Whatever a step reads is in the card's memory, so that one captured step serves for all."""

    def __init__(self, data, epochs, batch=512, lr=0.6, decay=5e-4, smoothing=0.0, hole=0, mixup=0.0):
        device = data.labels.device
        self.data, self.epochs, self.batch, self.decay = data, epochs, batch, decay
        self.smoothing, self.hole, self.mixup = smoothing, hole, mixup
        torch.manual_seed(1)
        self.network = resnet20().to(device).to(memory_format=torch.channels_last)
        self.count = len(data.labels)
        self.steps = self.count // batch
        total = self.steps * epochs
        self.rates = torch.tensor([one_cycle(step, total, lr) for step in range(total)], device=device)
        if mixup:
            self.shares = torch.distributions.Beta(mixup, mixup).sample((total,)).to(device)
        self.join_parameters()
        numbers = lambda *shape: torch.zeros(shape, dtype=torch.long, device=device)
        self.order, self.flipped = numbers(self.count), numbers(self.count)
        self.moves, self.holes = numbers(2, self.count), numbers(2, self.count)
        self.in_epoch, self.in_all, self.right = numbers(1), numbers(1), numbers(1)
        self.places, self.pixels = torch.arange(batch, device=device), torch.arange(32, device=device)
        self.graph, self.done = None, 0
        self.begin_epoch()

    def join_parameters(self):
        """Parameters, gradients and velocities are three vectors: the update is five kernels."""
        parameters = list(self.network.parameters())
        self.weights = torch.cat([p.data.reshape(-1) for p in parameters])
        self.gradients, self.velocities = torch.zeros_like(self.weights), torch.zeros_like(self.weights)
        start = 0
        for p in parameters:
            end = start + p.numel()
            p.data = self.weights[start:end].view(p.shape)
            p.grad = self.gradients[start:end].view(p.shape)
            start = end

    def capture(self):
        """Steps that warm up must not count."""
        kept = [self.weights, self.velocities, self.in_epoch, self.in_all, self.right, *self.network.buffers()]
        before = [tensor.clone() for tensor in kept]
        self.stream, self.graph = torch.cuda.Stream(), torch.cuda.CUDAGraph()
        with torch.cuda.stream(self.stream):
            for _ in range(3):
                self.step()
        torch.cuda.synchronize()
        for tensor, value in zip(kept, before):
            tensor.copy_(value)
        with torch.cuda.graph(self.graph, stream=self.stream):
            self.step()
        torch.cuda.synchronize()

    def begin_epoch(self):
        draw = lambda tensor, end: tensor.copy_(torch.randint(0, end, tensor.shape, device=tensor.device))
        self.order.copy_(torch.randperm(self.count, device=self.order.device))
        draw(self.moves, 9), draw(self.holes, 32), draw(self.flipped, 2)
        self.in_epoch.zero_(), self.right.zero_()

    def images(self, at, index):
        """Cropped, flipped, normalised and with a hole: [batch, 32, 32, 3]."""
        rows = self.moves[0, at][:, None] + self.pixels
        turned = torch.where(self.flipped[at][:, None] == 1, 31 - self.pixels, self.pixels)
        columns = self.moves[1, at][:, None] + turned
        x = self.data.normalized(self.data.padded[index[:, None, None], rows[:, :, None], columns[:, None, :]])
        if not self.hole:
            return x
        down, across = (self.pixels - self.holes[axis, at][:, None] + self.hole // 2 for axis in (0, 1))
        inside = lambda place: (place >= 0) & (place < self.hole)
        return torch.where((inside(down)[:, :, None] & inside(across)[:, None, :])[..., None], self.data.black, x)

    def step(self):
        at = self.places + self.in_epoch * self.batch
        index = self.order[at]
        x, labels = self.images(at, index), self.data.labels[index]
        if self.mixup:
            share = self.shares.index_select(0, self.in_all)
            x = x * share + x.flip(0) * (1 - share)
        self.gradients.zero_()
        with torch.autocast(x.device.type, dtype=torch.bfloat16):
            scores = self.network(x.permute(0, 3, 1, 2)).float()
        loss = F.cross_entropy(scores, labels, label_smoothing=self.smoothing)
        if self.mixup:
            other = F.cross_entropy(scores, labels.flip(0), label_smoothing=self.smoothing)
            loss = (share * loss + (1 - share) * other).sum()
        loss.backward()
        self.right.add_((scores.argmax(1) == labels).sum())
        with torch.no_grad():
            self.gradients.add_(self.weights, alpha=self.decay)
            self.velocities.mul_(0.9).add_(self.gradients)
            direction = self.gradients + 0.9 * self.velocities
            self.weights.sub_(direction * self.rates.index_select(0, self.in_all))
        self.in_epoch.add_(1), self.in_all.add_(1)

    def advance(self):
        if self.graph is None:
            self.step()
            return
        with torch.cuda.stream(self.stream):
            self.graph.replay()

    def test(self):
        """Accuracy and mean loss on the test images."""
        self.network.eval()
        right, loss, labels = 0, 0.0, self.data.test_labels
        with torch.no_grad(), torch.autocast(labels.device.type, dtype=torch.bfloat16):
            for start in range(0, len(labels), 2500):
                x = self.data.normalized(self.data.test[start : start + 2500]).permute(0, 3, 1, 2)
                scores, own = self.network(x).float(), labels[start : start + 2500]
                right += (scores.argmax(1) == own).sum().item()
                loss += F.cross_entropy(scores, own, reduction="sum").item()
        self.network.train()
        return right / len(labels), loss / len(labels)


def synchronize():
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def train(runs, results):
    """All at once; every fifth epoch and the last is measured."""
    while runs:
        for step in range(max(run.steps for run in runs.values())):
            for run in runs.values():
                if step < run.steps:
                    run.advance()
        synchronize()
        for name, run in list(runs.items()):
            run.done += 1
            if run.done % 5 == 0 or run.done in (1, run.epochs):
                share = run.right.item() / (run.steps * run.batch)
                accuracy, loss = run.test()
                line = {"run": name, "epoch": run.done, "train": round(share, 4), "test": accuracy, "testLoss": round(loss, 4)}
                print(json.dumps(line), file=results, flush=True)
            if run.done == run.epochs:
                del runs[name]
            else:
                run.begin_epoch()
        synchronize()


def main(archive, file):
    data = Data(archive, "cuda")
    torch.backends.cudnn.benchmark = True
    runs = {name: Run(data, **recipe) for name, recipe in RECIPES.items()}
    for run in runs.values():
        run.capture()
    with open(file, "w") as results:
        train(runs, results)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""PyTorch's side of the comparison: the same network, eager, float32, as its own models are written.

python3 pytorchSide.py NETWORK.json BATCH training|inference nchw|channels_last cpu|cuda THREADS
"""

import json
import os
import resource
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../test/parity"))

import torch
import torch.nn.functional as F
from pytorchNetwork import KINDS, Layer

file, batch, mode, layout, device, threads = sys.argv[1:]
batch, training = int(batch), mode == "training"
torch.set_num_threads(int(threads))
torch.manual_seed(1)
network = json.load(open(file))
layers = [layer for layer in network["layers"] if training or layer.get("head") is None]
layout = torch.channels_last if layout == "channels_last" else torch.contiguous_format


def bn(layer, x):
    statistics = layer.tensor("running_mean"), layer.tensor("running_var")
    return F.batch_norm(x, *statistics, layer.tensor("weight"), layer.tensor("bias"), training, layer.momentum, layer.epsilon)


users = {}
for layer in layers:
    for path in layer["inputs"]:
        users.setdefault(path, []).append(layer["path"])
by_path = {layer["path"]: layer for layer in layers}


def relu(layer, x):
    """In place where nothing else reads the input, as torchvision's networks do."""
    (source,) = by_path[layer.path]["inputs"]
    overwrites = len(users[source]) == 1 and by_path[source]["kind"] in ("conv", "bn", "dense", "add")
    return F.relu(x, inplace=overwrites)


kinds = {
    **KINDS,
    "bn": bn,
    "relu": relu,
    "dropout": lambda layer, x: F.dropout(x, layer.rate, training),
}


def parameter(declared):
    """Small random weights; which they are does not matter to the time."""
    shape, name = declared["shape"], declared["name"]
    if name.endswith("running_var") or (len(shape) == 1 and name.endswith(".weight")):
        value = torch.ones(shape)
    elif len(shape) == 1:
        value = torch.zeros(shape)
    else:
        value = torch.randn(shape) * (2 / value_count(shape[1:])) ** 0.5
    if len(shape) == 4:
        value = value.contiguous(memory_format=layout)
    return value.to(device).requires_grad_(training and declared["trainable"])


def value_count(shape):
    count = 1
    for extent in shape:
        count *= extent
    return count


tensors = {declared["name"]: parameter(declared) for layer in layers for declared in layer["parameters"]}
bound = [(layer, Layer(layer, tensors, {})) for layer in layers]
heads = {head["output"]: head["weight"] for head in network["heads"]}
kept = {network["output"], *heads}
last_user = {path: paths[-1] for path, paths in users.items()}


def forward(images):
    """Scores of the output and of the heads. A value is let go after its last use."""
    values = {}
    for layer, own in bound:
        path = layer["path"]
        if layer["kind"] == "input":
            values[path] = images
            continue
        values[path] = kinds[layer["kind"]](own, *[values[source] for source in layer["inputs"]])
        for source in layer["inputs"]:
            if last_user[source] == path and source not in kept:
                values.pop(source, None)
    return {path: values[path].flatten(1) for path in kept if path in values}


shape = next(layer["outputShape"] for layer in layers if layer["kind"] == "input")
classes = by_path[network["output"]]["outputShape"][0]
images = torch.randn([batch, *shape]).contiguous(memory_format=layout).to(device)
labels = torch.randint(classes, [batch]).to(device)
trained = [tensor for tensor in tensors.values() if tensor.requires_grad]
if training:
    optimizer = torch.optim.SGD(trained, lr=1e-3, momentum=0.9, weight_decay=1e-4)


def training_step():
    optimizer.zero_grad(set_to_none=True)
    scores = forward(images)
    loss = F.cross_entropy(scores[network["output"]], labels)
    for path, weight in heads.items():
        loss = loss + weight * F.cross_entropy(scores[path], labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def inference_step():
    with torch.inference_mode():
        return forward(images)[network["output"]].cpu()


step = training_step if training else inference_step
step()


def blas():
    """Whose matrix products these are: a BLAS of the system's is found by its file, PyTorch's own has none."""
    try:
        loaded = {line.split()[-1] for line in open("/proc/self/maps") if "/" in line}
    except OSError:
        return "unknown"
    (file,) = [path for path in loaded if "/libblas.so" in path] or [None]
    if file is None:
        return "PyTorch's own"
    return next((name for name in ("OpenBLAS", "BLIS", "ATLAS", "MKL") if name.lower() in file), "reference")


card = {"gpu": torch.cuda.get_device_name(0)} if device == "cuda" else {}
print(json.dumps({"version": torch.__version__, "blas": blas(), **card}), flush=True)
for line in sys.stdin:
    seconds = json.loads(line)["seconds"]
    step()
    durations = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        step()
        durations.append((time.perf_counter() - start) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"durations": durations, "peakBytes": peak}), flush=True)

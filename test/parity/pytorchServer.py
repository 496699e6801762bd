"""Answers requests for gradients and optimizer steps with PyTorch: one JSON object a line, in and out.

A request has `network` (as the product writes network.json), `loss`, `weights` and `batch` (safetensors files, as the
product reads them), `out` (to be written, in float64), `type` (`float32` or `float64`), and for steps `optimizer`,
`clip` (or null) and `steps`. The answer is `{"loss": …}` or `{"error": …}`.
"""

import json
import sys
import traceback

import safetensorsFile
import torch
import torch.nn.functional as F
from pytorchNetwork import Network


def loss_of(logits, labels, loss):
    attributes = loss["attributes"]
    if loss["kind"] == "cross_entropy":
        weights = attributes.get("weights") or None
        return F.cross_entropy(
            logits,
            labels,
            weight=None if weights is None else torch.tensor(weights, dtype=logits.dtype),
            label_smoothing=attributes["label_smoothing"],
        )
    if loss["kind"] == "focal":
        surprise = F.cross_entropy(logits, labels, reduction="none")
        return ((1 - torch.exp(-surprise)) ** attributes["gamma"] * surprise).mean()
    if loss["kind"] == "mse":
        return F.mse_loss(logits, F.one_hot(labels, logits.shape[1]).to(logits.dtype))
    raise ValueError(f"no loss {loss['kind']}")


def total_loss(network, images, labels, loss):
    """The output's loss and each head's by its weight; and the logits."""
    logits, heads = network(images)
    total = loss_of(logits, labels, loss)
    for head in network.heads:
        total = total + head["weight"] * loss_of(heads[head["name"]], labels, loss)
    return total, logits


def optimizer_of(network, optimizer):
    attributes = optimizer["attributes"]
    decay = attributes.get("weight_decay", 0)
    named = [(name, network.tensors[name]) for name in network.trained]
    groups = [
        {"params": [tensor for name, tensor in named if name in network.decaying], "weight_decay": decay},
        {"params": [tensor for name, tensor in named if name not in network.decaying], "weight_decay": 0},
    ]
    groups = [group for group in groups if group["params"]]
    if optimizer["kind"] == "sgd":
        return torch.optim.SGD(
            groups,
            lr=attributes["lr"],
            momentum=attributes["momentum"],
            nesterov=attributes["nesterov"],
        )
    if optimizer["kind"] in ("adam", "adamw"):
        kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[optimizer["kind"]]
        betas = (attributes["beta1"], attributes["beta2"])
        return kind(groups, lr=attributes["lr"], betas=betas, eps=attributes["epsilon"])
    if optimizer["kind"] == "rmsprop":
        return torch.optim.RMSprop(
            groups,
            lr=attributes["lr"],
            alpha=attributes["alpha"],
            eps=attributes["epsilon"],
            momentum=attributes["momentum"],
            centered=attributes["centered"],
        )
    if optimizer["kind"] == "lars":
        return Lars(groups, attributes, {tensor for name, tensor in named if name in network.decaying})
    raise ValueError(f"no optimizer {optimizer['kind']}")


class Lars(torch.optim.Optimizer):
    """You et al., 2017, algorithm 1, which PyTorch does not have; `measured` tensors get a rate of their own."""

    def __init__(self, groups, attributes, measured):
        super().__init__(groups, attributes)
        self.measured = measured

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for w in group["params"]:
                rate = group["lr"]
                norm, slope = torch.linalg.vector_norm(w), torch.linalg.vector_norm(w.grad)
                if w in self.measured and norm > 0 and slope > 0:
                    rate = rate * group["trust"] * norm / (slope + group["weight_decay"] * norm)
                state = self.state[w]
                if not state:
                    state["momentum_buffer"] = torch.zeros_like(w)
                direction = w.grad + group["weight_decay"] * w
                state["momentum_buffer"].mul_(group["momentum"]).add_(rate * direction)
                w.sub_(state["momentum_buffer"])


def load(request):
    number = getattr(torch, request["type"])
    tensors = {name: tensor.to(number) for name, tensor in safetensorsFile.read(request["weights"]).items()}
    network = Network(request["network"], tensors)
    for name in network.trained:
        tensors[name].requires_grad_()
    batch = safetensorsFile.read(request["batch"])
    return network, batch["images"].to(number), batch["labels"]


def gradients(request):
    network, images, labels = load(request)
    images.requires_grad_()
    loss, logits = total_loss(network, images, labels, request["loss"])
    wanted = {name: network.tensors[name] for name in network.trained}
    wanted["images"] = images
    grads = torch.autograd.grad(loss, list(wanted.values()), allow_unused=True)
    results = {"loss": loss, "logits": logits}
    for (name, tensor), grad in zip(wanted.items(), grads):
        results[f"grad.{name}"] = torch.zeros_like(tensor) if grad is None else grad
    return loss, results


def steps(request):
    network, images, labels = load(request)
    optimizer = optimizer_of(network, request["optimizer"])
    for _ in range(request["steps"]):
        optimizer.zero_grad()
        loss, logits = total_loss(network, images, labels, request["loss"])
        loss.backward()
        # PyTorch passes over a tensor without gradient; a weight without influence has the gradient zero.
        for name in network.trained:
            if network.tensors[name].grad is None:
                network.tensors[name].grad = torch.zeros_like(network.tensors[name])
        if request["clip"] is not None:
            torch.nn.utils.clip_grad_norm_([network.tensors[name] for name in network.trained], request["clip"])
        optimizer.step()
    results = {"loss": loss, "logits": logits, **network.tensors}
    for name in network.trained:
        for slot, tensor in optimizer.state[network.tensors[name]].items():
            if torch.is_tensor(tensor) and tensor.shape == network.tensors[name].shape:
                results[f"optimizer.{slot}.{name}"] = tensor
    return loss, results


def answer(request):
    loss, results = (gradients if request["method"] == "gradients" else steps)(request)
    safetensorsFile.write(request["out"], results)
    return {"loss": loss.item()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception:
            reply = {"error": traceback.format_exc()}
        print(json.dumps(reply), flush=True)

"""Answers requests for gradients and optimizer steps with PyTorch: one JSON object a line, in and out.

A request has `network` (as the product writes network.json), `loss`, `weights` and `batch` (safetensors files, as the
product reads them), `out` (to be written, in float64), `type` (`float32` or `float64`), and for steps `optimizer`,
`clip` (or null), `steps` and `schedule` (or null; with the steps of an epoch, the epochs and the validation losses). The answer is `{"loss": …, "offset": …}` or
`{"error": …}`.
"""

import json
import sys
import traceback

import safetensorsFile
import torch
import torch.nn.functional as F
import torch.optim.lr_scheduler as LR
from pytorchNetwork import Network, offsets


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


class Schedule:
    """A schedule of PyTorch's own, advanced once a step, or once an epoch where it follows validation losses."""

    def __init__(self, optimizer, request):
        self.kind, attributes = request["kind"], request["attributes"]
        self.steps_per_epoch, self.losses = request["stepsPerEpoch"], request["validationLosses"]
        self.done = 0
        self.by_epoch = None
        steps = request["epochs"] * self.steps_per_epoch
        warmup = int(attributes.get("warmup", 0) * self.steps_per_epoch)
        rising = []
        if warmup > 0:
            rising = [LR.LinearLR(optimizer, start_factor=1 / warmup, end_factor=1, total_iters=warmup - 1)]
        if self.kind == "plateau":
            names = ("factor", "patience", "threshold", "cooldown")
            options = {name: attributes[name] for name in names}
            self.by_epoch = LR.ReduceLROnPlateau(optimizer, **options)
            self.by_step = rising
        elif self.kind in ("cosine", "polynomial"):
            falling = {
                "cosine": lambda: LR.CosineAnnealingLR(optimizer, steps - warmup),
                "polynomial": lambda: LR.PolynomialLR(optimizer, steps - warmup, attributes["power"]),
            }[self.kind]()
            self.by_step = [LR.SequentialLR(optimizer, [*rising, falling], [warmup])] if rising else [falling]
        else:
            self.by_step = [*rising, *self.stepped(optimizer, attributes, steps)]

    def stepped(self, optimizer, attributes, steps):
        per_epoch = self.steps_per_epoch
        if self.kind == "step":
            return [LR.StepLR(optimizer, attributes["every"] * per_epoch, attributes["factor"])]
        if self.kind == "multistep":
            places = sorted(epoch * per_epoch for epoch in attributes["at"])
            return [LR.MultiStepLR(optimizer, places, attributes["factor"])]
        if self.kind == "one_cycle":
            return [
                LR.OneCycleLR(
                    optimizer,
                    [group["lr"] for group in optimizer.param_groups],
                    total_steps=steps,
                    pct_start=attributes["rise"],
                    div_factor=attributes["start"],
                    final_div_factor=attributes["end"],
                    anneal_strategy={"cosine": "cos", "linear": "linear"}[attributes["anneal"]],
                    cycle_momentum=False,
                )
            ]
        if self.kind == "constant":
            return [LR.ConstantLR(optimizer, factor=1)]
        raise ValueError(f"no schedule {self.kind}")

    def step(self):
        self.done += 1
        for schedule in self.by_step:
            schedule.step()
        if self.by_epoch is not None and self.done % self.steps_per_epoch == 0:
            self.by_epoch.step(self.losses[self.done // self.steps_per_epoch - 1])


def load(request):
    number = getattr(torch, request["type"])
    tensors = {name: tensor.to(number) for name, tensor in safetensorsFile.read(request["weights"]).items()}
    batch = safetensorsFile.read(request["batch"])
    chance = {name: tensor.to(number) for name, tensor in batch.items() if "/" in name}
    network = Network(request["network"], tensors, chance)
    for name in network.trained:
        tensors[name].requires_grad_()
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
    schedule = Schedule(optimizer, request["schedule"]) if request.get("schedule") else None
    rates = []
    for step in range(request["steps"]):
        rates.append(optimizer.param_groups[0]["lr"])
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
        # The one cycle ends with its last step and refuses another.
        if schedule is not None and step + 1 < request["steps"]:
            schedule.step()
    results = {"loss": loss, "logits": logits, **network.tensors}
    if schedule is not None:
        results["rates"] = torch.tensor(rates, dtype=torch.float64)
    for name in network.trained:
        for slot, tensor in optimizer.state[network.tensors[name]].items():
            if torch.is_tensor(tensor) and tensor.shape == network.tensors[name].shape:
                results[f"optimizer.{slot}.{name}"] = tensor
    return loss, results


def answer(request):
    offsets.clear()
    loss, results = (gradients if request["method"] == "gradients" else steps)(request)
    safetensorsFile.write(request["out"], results)
    return {"loss": loss.item(), "offset": max(offsets, default=0)}


if __name__ == "__main__":
    torch.set_num_threads(1)
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception:
            reply = {"error": traceback.format_exc()}
        print(json.dumps(reply), flush=True)

"""A network as PyTorch computes it, read from the network's JSON: layers in order, each with its attributes.

Nothing here is taken from the product's own formulas: every layer kind is written with PyTorch's own functions.
Batch normalisation works in training mode and tracks its statistics; dropout and noise take the numbers that they are
given in place of chance, and are off without.
"""

import torch
import torch.nn.functional as F


class Network:
    """
    `tensors` holds every parameter and statistic by name; the statistics are replaced in place. `chance` holds what was
    drawn for a layer, as `PATH/uniform` or `PATH/normal`.
    """

    def __init__(self, network, tensors, chance):
        self.chance = chance
        self.layers = network["layers"]
        self.by_path = {layer["path"]: layer for layer in self.layers}
        self.output = network["output"]
        self.heads = network["heads"]
        self.tensors = tensors
        self.trained = [
            parameter["name"]
            for layer in self.layers
            for parameter in layer["parameters"]
            if parameter["trainable"]
        ]
        self.decaying = {
            parameter["name"] for layer in self.layers for parameter in layer["parameters"] if parameter["decays"]
        }

    def __call__(self, images):
        """Logits of the output, and of each head by name."""
        values = {}
        for layer in self.layers:
            if layer["kind"] == "input":
                values[layer["path"]] = images
                continue
            inputs = [values[path] for path in layer["inputs"]]
            y = KINDS[layer["kind"]](Layer(layer, self.tensors, self.chance), *inputs)
            expected = [images.shape[0], *layer["outputShape"]]
            if list(y.shape) != expected:
                raise ValueError(f"{layer['path']}: PyTorch gives {list(y.shape)}, the network says {expected}")
            values[layer["path"]] = y
        heads = {head["name"]: self.scores(values, head["output"]) for head in self.heads}
        return self.scores(values, self.output), heads

    def scores(self, values, path):
        """The value before a closing softmax, as a vector for each image."""
        layer = self.by_path[path]
        while layer["kind"] == "softmax":
            layer = self.by_path[layer["inputs"][0]]
        return values[layer["path"]].flatten(1)


class Layer:
    """A layer's attributes as fields, and its tensors by suffix."""

    def __init__(self, layer, tensors, chance):
        self.chance = chance
        self.path = layer["path"]
        self.attributes = layer["attributes"]
        self.output_shape = layer["outputShape"]
        self.tensors = tensors

    def __getattr__(self, name):
        return self.attributes[name]

    def tensor(self, suffix):
        return self.tensors.get(f"{self.path}.{suffix}")

    def drawn(self, distribution):
        return self.chance.get(f"{self.path}/{distribution}")


def sides(padding, kernel, dilation=(1, 1)):
    """[top, left, bottom, right]; `same` puts the odd row and column below and to the right."""
    if padding == "valid":
        return [0, 0, 0, 0]
    if padding != "same":
        return padding
    rows, columns = ((k - 1) * d for k, d in zip(kernel, dilation))
    return [rows // 2, columns // 2, rows - rows // 2, columns - columns // 2]


def symmetric(padding):
    """PyTorch's (rows, columns), or None where the two sides differ."""
    top, left, bottom, right = padding
    return (top, left) if top == bottom and left == right else None


def surround(x, padding, value=0.0):
    top, left, bottom, right = padding
    return F.pad(x, (left, right, top, bottom), value=value)


def convolve(layer, x, weight, bias, groups):
    padding = sides(layer.padding, layer.kernel, layer.dilation)
    arguments = {"stride": tuple(layer.stride), "dilation": tuple(layer.dilation), "groups": groups}
    if symmetric(padding) is None:
        return F.conv2d(surround(x, padding), weight, bias, **arguments)
    return F.conv2d(x, weight, bias, padding=symmetric(padding), **arguments)


def conv(layer, x):
    return convolve(layer, x, layer.tensor("weight"), layer.tensor("bias"), layer.groups)


def depthwise_conv(layer, x):
    return convolve(layer, x, layer.tensor("weight"), layer.tensor("bias"), x.shape[1])


def separable_conv(layer, x):
    x = convolve(layer, x, layer.tensor("depthwise.weight"), None, x.shape[1])
    return F.conv2d(x, layer.tensor("pointwise.weight"), layer.tensor("pointwise.bias"))


def conv_transpose(layer, x):
    top, left, bottom, right = sides(layer.padding, layer.kernel, layer.dilation)
    y = F.conv_transpose2d(
        x,
        layer.tensor("weight"),
        layer.tensor("bias"),
        stride=tuple(layer.stride),
        output_padding=tuple(layer.output_padding),
        groups=layer.groups,
        dilation=tuple(layer.dilation),
    )
    return y[:, :, top : y.shape[2] - bottom, left : y.shape[3] - right]


def dense(layer, x):
    return F.linear(x, layer.tensor("weight"), layer.tensor("bias"))


def pool(layer, x, pooling, value):
    """Pools with PyTorch's own padding where it can, on a padded map otherwise."""
    padding = sides(layer.padding, layer.kernel)
    stride = tuple(layer.stride or layer.kernel)
    own = symmetric(padding)
    # PyTorch refuses to pad by more than half a kernel by itself.
    if own is None or any(2 * side > extent for side, extent in zip(own, layer.kernel)):
        y = pooling(surround(x, padding, value), tuple(layer.kernel), stride, 0, layer.ceil)
        return y[:, :, : layer.output_shape[1], : layer.output_shape[2]]
    return pooling(x, tuple(layer.kernel), stride, own, layer.ceil)


def maxpool(layer, x):
    def pooling(x, kernel, stride, padding, ceil):
        return F.max_pool2d(x, kernel, stride, padding, ceil_mode=ceil)

    return pool(layer, x, pooling, float("-inf"))


def avgpool(layer, x):
    def pooling(x, kernel, stride, padding, ceil, counted=True):
        return F.avg_pool2d(x, kernel, stride, padding, ceil_mode=ceil, count_include_pad=counted)

    if layer.count_include_pad:
        return pool(layer, x, pooling, 0.0)
    # The mean over the input's own places: sums of the numbers, divided by sums of ones.
    ones = torch.ones_like(x[:1, :1])
    return pool(layer, x, pooling, 0.0) / pool(layer, ones, pooling, 0.0)


def lppool(layer, x):
    padding = sides(layer.padding, layer.kernel)
    stride = tuple(layer.stride or layer.kernel)
    # PyTorch has powers of the numbers themselves, which for odd exponents is no norm.
    y = F.lp_pool2d(surround(x.abs(), padding), layer.p, tuple(layer.kernel), stride, ceil_mode=layer.ceil)
    # As in `pool`: no window starts in the padding after the map.
    return y[:, :, : layer.output_shape[1], : layer.output_shape[2]]


def adaptive_avgpool(layer, x):
    return F.adaptive_avg_pool2d(x, tuple(layer.size))


def elu(layer, x):
    if not layer.trainable:
        return F.elu(x, layer.alpha)
    return torch.where(x > 0, x, layer.tensor("alpha") * torch.expm1(torch.clamp(x, max=0)))


# How many deviations the means are from zero that normalisations take away, the most of each since it was emptied:
# so many times they enlarge what the mean's number in float32 is off by.
offsets = []


def note_offset(x, axes, epsilon):
    x = x.detach()
    deviation = torch.sqrt(x.var(axes, unbiased=False) + epsilon)
    offsets.append((x.mean(axes).abs() / deviation).max().item())


def bn(layer, x):
    note_offset(x, (0, 2, 3) if x.dim() == 4 else 0, layer.epsilon)
    mean, variance = layer.tensor("running_mean"), layer.tensor("running_var")
    weight, bias = layer.tensor("weight"), layer.tensor("bias")
    return F.batch_norm(x, mean, variance, weight, bias, True, layer.momentum, layer.epsilon)


def layer_norm(layer, x):
    return F.layer_norm(x, x.shape[1:], layer.tensor("weight"), layer.tensor("bias"), layer.epsilon)


def group_norm(layer, x):
    return F.group_norm(x, layer.groups, layer.tensor("weight"), layer.tensor("bias"), layer.epsilon)


def instance_norm(layer, x):
    note_offset(x, (2, 3), layer.epsilon)
    weight, bias = layer.tensor("weight"), layer.tensor("bias")
    return F.instance_norm(x, None, None, weight, bias, True, 0.0, layer.epsilon)


def per_channel(tensor, x):
    return tensor.reshape([1, -1, *[1] * (x.dim() - 2)])


def scale(layer, x):
    if not layer.trainable:
        return layer.factor * x
    y = x * per_channel(layer.tensor("weight"), x)
    return y if layer.tensor("bias") is None else y + per_channel(layer.tensor("bias"), x)


def crop(layer, x):
    top, left, bottom, right = layer.amount
    return x[:, :, top : x.shape[2] - bottom, left : x.shape[3] - right]


def channel_pad(layer, x):
    added = layer.channels - x.shape[1]
    before = added // 2 if layer.side == "both" else 0
    return F.pad(x, [0, 0] * (x.dim() - 2) + [before, added - before])


def subsample(layer, x):
    return x[:, :, :: layer.stride[0], :: layer.stride[1]]


def upsample(layer, x):
    rows, columns = layer.factor
    return x.repeat_interleave(rows, 2).repeat_interleave(columns, 3)


def channel_shuffle(layer, x):
    batch, channels, height, width = x.shape
    grouped = x.reshape(batch, layer.groups, channels // layer.groups, height, width)
    return grouped.transpose(1, 2).reshape(x.shape)


def multiply(layer, *inputs):
    axes = max(x.dim() for x in inputs)
    product = torch.ones((), dtype=inputs[0].dtype)
    for x in inputs:
        product = product * x.reshape([*x.shape, *[1] * (axes - x.dim())])
    return product


def maximum(layer, *inputs):
    largest = inputs[0]
    for x in inputs[1:]:
        largest = torch.maximum(largest, x)
    return largest


def drop(layer, x):
    """PyTorch's F.dropout with the mask that the drawn numbers give: whole channels where it is spatial."""
    drawn = layer.drawn("uniform")
    if drawn is None or layer.rate == 0:
        return x
    if layer.rate == 1:
        return torch.zeros_like(x) * x
    return x * (drawn >= layer.rate).to(x.dtype) / (1 - layer.rate)


def noise(layer, x):
    drawn = layer.drawn("normal")
    return x if drawn is None else x + layer.deviation * drawn


KINDS = {
    "conv": conv,
    "depthwise_conv": depthwise_conv,
    "separable_conv": separable_conv,
    "conv_transpose": conv_transpose,
    "dense": dense,
    "maxpool": maxpool,
    "avgpool": avgpool,
    "lppool": lppool,
    "global_avgpool": lambda layer, x: F.adaptive_avg_pool2d(x, 1).flatten(1),
    "global_maxpool": lambda layer, x: F.adaptive_max_pool2d(x, 1).flatten(1),
    "adaptive_avgpool": adaptive_avgpool,
    "relu": lambda layer, x: F.relu(x),
    "relu6": lambda layer, x: F.relu6(x),
    "leaky_relu": lambda layer, x: F.leaky_relu(x, layer.slope),
    "prelu": lambda layer, x: F.prelu(x, layer.tensor("weight")),
    "shifted_relu": lambda layer, x: F.relu(x) - layer.alpha,
    "elu": elu,
    "selu": lambda layer, x: F.selu(x),
    "gelu": lambda layer, x: F.gelu(x, approximate=layer.approximate),
    "silu": lambda layer, x: F.silu(x),
    "hardswish": lambda layer, x: F.hardswish(x),
    "softplus": lambda layer, x: torch.logaddexp(x, torch.zeros_like(x)),
    "sigmoid": lambda layer, x: torch.sigmoid(x),
    "tanh": lambda layer, x: torch.tanh(x),
    "softmax": lambda layer, x: F.softmax(x, 1),
    "bn": bn,
    "layer_norm": layer_norm,
    "group_norm": group_norm,
    "instance_norm": instance_norm,
    "lrn": lambda layer, x: F.local_response_norm(x, layer.size, layer.alpha, layer.beta, layer.k),
    "scale": scale,
    "dropout": drop,
    "spatial_dropout": drop,
    "noise": noise,
    "identity": lambda layer, x: x,
    "flatten": lambda layer, x: x.flatten(1),
    "pad": lambda layer, x: surround(x, layer.amount),
    "crop": crop,
    "channel_pad": channel_pad,
    "subsample": subsample,
    "upsample": upsample,
    "channel_shuffle": channel_shuffle,
    "add": lambda layer, *inputs: sum(inputs),
    "concat": lambda layer, *inputs: torch.cat(inputs, 1),
    "mul": multiply,
    "max": maximum,
    "mean": lambda layer, *inputs: torch.stack(inputs).mean(0),
}

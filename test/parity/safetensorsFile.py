"""Reads and writes safetensors files with NumPy alone."""

import json
import struct

import numpy
import torch

TYPES = {"F32": "<f4", "F64": "<f8", "I64": "<i8"}


def read(path):
    """Tensors by name."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        array = numpy.frombuffer(data[start:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(array.copy())
    return tensors


def write(path, tensors):
    """Writes every tensor as float64."""
    header, pieces, offset = {}, [], 0
    for name, tensor in tensors.items():
        piece = tensor.detach().contiguous().numpy().astype("<f8").tobytes()
        shape = list(tensor.shape)
        header[name] = {"dtype": "F64", "shape": shape, "data_offsets": [offset, offset + len(piece)]}
        pieces.append(piece)
        offset += len(piece)
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(head)) + head)
        for piece in pieces:
            file.write(piece)

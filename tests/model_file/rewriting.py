"""Model files taken apart, and put together with other contents under a checksum that is right."""

import json
import os
import struct
from pathlib import Path

from safetensors.numpy import load, save

from innverse import strict_json
from innverse.named_tensors import checksum

STORED = Path(__file__).parent / "stored"
MODEL = STORED / "format-2.innverse"


def taken_apart(content):
    """Description and tensors."""
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    return json.loads(header["__metadata__"]["innverse"]), load(content)


def put_together(description, tensors):
    """A file that only its contents give away."""
    text = description if isinstance(description, str) else json.dumps(description)
    return save(dict(tensors), {"innverse": text, "sha256": checksum(text, tensors)})


def places(value, path=()):
    """The path to every value inside, itself included."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def replaced(value, path, new):
    """A copy with the value at the path replaced, or added where it ends in a new name."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new) if path[1:] else new
    return copy


def raw(header, data=b""):
    """A safetensors file byte by byte."""
    text = header if isinstance(header, bytes) else strict_json.written(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def with_hole(path, description, tensors, name, kind, shape, size):
    """A file that claims a tensor of so many bytes, and has as many without taking room on the disk."""
    content = put_together(description, {key: tensor for key, tensor in tensors.items() if key != name})
    (length,) = struct.unpack("<Q", content[:8])
    header, data = json.loads(content[8 : 8 + length]), content[8 + length :]
    header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + size]}
    path.write_bytes(raw(header, data))
    os.truncate(path, path.stat().st_size + size)

"""Coverage-guided fuzzing of `innverse.load` with atheris: `python benchmarks/fuzz/model_file.py -max_total_time=60`.

Needs `pip install atheris`. Whatever bytes a file holds, loading gives a model or a `ModelFileError`; a third kind of
end, more than 5 seconds, or more than 2 GB stops the run and leaves the input beside it. The first byte chooses what
the rest stands for: a whole file, a header before true weights, or a description under a checksum that is right, beside
true weights or more tensors than those.
"""

import json
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris
import numpy as np

with atheris.instrument_imports(include=["innverse.model_file", "innverse.specification", "json"]):
    import innverse as iv
    from innverse.model_file import ModelFileError

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.model_file.rewriting import MODEL, put_together, taken_apart

LIMITS = ["-timeout=5", "-rss_limit_mb=2048", "-max_len=40000"]
CONTENT = MODEL.read_bytes()
HEADER = 8 + int.from_bytes(CONTENT[:8], "little")
TENSORS = taken_apart(CONTENT)[1]
SURPLUS = {"network.a": np.zeros(1_000_000, np.uint8)} | {
    f"network.b[{i}]": np.zeros(0, np.float32) for i in range(450)
}
FILE = Path(tempfile.mkdtemp()) / "m.innverse"


def content(data: bytes) -> bytes:
    """The file that an input stands for."""
    kind, rest = (data[0] if data else 0) % 4, data[1:]
    if kind == 0:
        return rest
    if kind == 1:
        return len(rest).to_bytes(8, "little") + rest + CONTENT[HEADER:]
    return put_together(rest.decode("utf-8", "replace"), TENSORS if kind == 2 else TENSORS | SURPLUS)


def load(data: bytes) -> None:
    """One file."""
    FILE.write_bytes(content(data))
    with suppress(ModelFileError):
        iv.load(FILE)


def corpus(folder: Path) -> Path:
    """True contents to start from, one of each kind."""
    description, _ = taken_apart(CONTENT)
    text = json.dumps(description).encode()
    inputs = [b"\0" + CONTENT, b"\1" + CONTENT[8:HEADER], b"\2" + text, b"\3" + text]
    for number, data in enumerate(inputs):
        (folder / str(number)).write_bytes(data)
    return folder


if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *LIMITS, *sys.argv[1:], str(corpus(Path(tempfile.mkdtemp())))], load)
    atheris.Fuzz()

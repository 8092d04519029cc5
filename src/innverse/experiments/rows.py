"""Rows of measurements in a CSV file, written as soon as they are there."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from innverse.durable.atomic_write import atomic_write

if TYPE_CHECKING:
    import pandas as pd

KEY = ("suite", "task", "method", "budget", "seed", "settings")


class Rows:
    """The rows of one file; columns `KEY` tell one experiment from another."""

    def __init__(self, path: Path):
        self.path = path

    def check_place(self) -> None:
        """Makes the folder, and writes into it: what cannot be kept is not to be measured first.

        Raises:
            OSError: the folder cannot be made, or written.
        """
        folder = self.path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=folder) as file:
                file.write(b"a row")
        except OSError as error:
            raise type(error)(
                f"--out: expected a folder that can be written, got {str(folder)!r}: {error.strerror or error}"
            ) from error

    def read(self) -> pd.DataFrame:
        """All rows, in the order of their writing; an empty frame where there is no file.

        Raises:
            ValueError: a file without the columns of a benchmark.
        """
        import pandas as pd

        if not self.path.exists():
            return pd.DataFrame(columns=list(KEY))
        rows = pd.read_csv(self.path, dtype={"settings": str, "commit": str, "failure": str})
        missing = [column for column in KEY if column not in rows]
        if missing:
            raise ValueError(f"{self.path}: expected the rows of a benchmark, got a table without {missing[0]!r}")
        return rows

    def hold(self, key: dict[str, Any]) -> bool:
        """Whether there is a row of this experiment."""
        wanted = [key[name] for name in KEY]
        return any([row[name] for name in KEY] == wanted for row in self.read().to_dict("records"))

    def append(self, row: dict[str, Any]) -> None:
        """Adds a row, whole or not at all; columns that the file does not have yet are added to it."""
        import pandas as pd

        earlier = [self.read()] if self.path.exists() else []
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(self.path) as partial:
            pd.concat([*earlier, pd.DataFrame([row])], ignore_index=True).to_csv(partial, index=False)

"""Pages from their templates, and onto the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from innverse.durable.atomic_write import atomic_write


def rendered(template: str, **values: Any) -> str:
    """A page of this package with its values filled in: escaped, and none of them left out."""
    environment = Environment(
        loader=PackageLoader("innverse.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values)


def write_page(html: str, path: Path) -> None:
    """The page as a file, whole or not at all."""
    with atomic_write(path) as partial:
        partial.write_text(html, encoding="utf-8")

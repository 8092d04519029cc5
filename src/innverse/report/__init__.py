"""The report: one self-contained HTML page that answers the question and tells whether to trust the answer.

The only importer of matplotlib and Jinja2; reads results (`Content`), never a network.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from innverse.report.content import Content, Picture
    from innverse.report.page import report_html, write_report
    from innverse.report.words import headline

_ORIGIN = {
    "Content": "content",
    "Picture": "content",
    "headline": "words",
    "report_html": "page",
    "write_report": "page",
}

__all__ = ["Content", "Picture", "headline", "report_html", "write_report"]


def __getattr__(name: str) -> Any:
    # Imported when first used: matplotlib need not be there before a training starts.
    if name in _ORIGIN:
        return getattr(import_module(f"innverse.report.{_ORIGIN[name]}"), name)
    raise AttributeError(f"module 'innverse.report' has no attribute {name!r}")

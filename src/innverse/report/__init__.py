"""The report: one self-contained HTML page that answers the question and tells whether to trust the answer.

The only importer of matplotlib and Jinja2; reads results (`Content`), never a network.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # `X as X` tells a type checker that X is public
    from innverse.report.content import Content as Content
    from innverse.report.content import Picture as Picture
    from innverse.report.page import report_html as report_html
    from innverse.report.words import headline as headline

_NAMES = {"content": ["Content", "Picture"], "page": ["report_html"], "words": ["headline"]}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}

if not TYPE_CHECKING:
    __all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    # Imported when first used: matplotlib need not be there before a training starts.
    if name in _MODULE_OF:
        return getattr(import_module(f"innverse.report.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module 'innverse.report' has no attribute {name!r}")

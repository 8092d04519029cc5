"""The report: one self-contained HTML page that answers the question and tells whether to trust the answer.

The only importer of matplotlib and Jinja2; reads results (`Content`), never a network.
"""

from innverse.report.content import Content, Picture
from innverse.report.page import report_html, write_report
from innverse.report.words import headline

__all__ = ["Content", "Picture", "headline", "report_html", "write_report"]

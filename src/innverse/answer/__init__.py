"""The answer to one measurement, whether to believe it, and the page that shows both: in a study, or from Python."""

from innverse.answer.answer import Answer, answer
from innverse.answer.page import write_report
from innverse.answer.verdict import verdict

__all__ = ["Answer", "answer", "verdict", "write_report"]

"""Two libraries take turns, each in a process of its own: questions and answers as lines of JSON.

Neither shares memory, thread pools or imports with the other; the one that is not asked sleeps.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Talk:
    """A started process that answers questions (see `serve`)."""

    def __init__(self, module: str, **opening: Any):
        self._module = module
        command = [sys.executable, "-m", module]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._opening = opening
        self._ask(opening)

    def ask(self, question: str, **arguments: Any) -> Any:
        """The answer to a question."""
        return self._ask({"question": question} | arguments)

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()

    def _ask(self, words: dict[str, Any]) -> Any:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self._module}: ended without an answer to {words}; its error stands above")
        return json.loads(answer)


def serve(opened: Callable[..., dict[str, Callable]]) -> None:
    """Answers until the input ends: the first line opens, every other one is a question with its arguments."""
    answers = opened(**json.loads(sys.stdin.readline()))
    print("true", flush=True)
    for line in sys.stdin:
        words = json.loads(line)
        print(json.dumps(answers[words.pop("question")](**words)), flush=True)

"""A page in a headless Chromium, spoken to over two pipes: what it asks for, what it logs, keys and pointer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--no-first-run",
    "--hide-scrollbars",
    *(
        f"--disable-{feature}"
        for feature in ("background-networking", "component-update", "extensions", "gpu", "quic", "sync")
    ),
]
# Chromium reads commands from file descriptor 3 and answers on 4.
_LAUNCH = """
import os, sys
for fd, number in zip(sys.argv[1:3], (3, 4)):
    os.dup2(int(fd), number)
os.execv(sys.argv[3], sys.argv[3:])
"""
_PATIENCE = 60.0


class Browser:
    """One page at a time; `events` are all that came since it was opened."""

    def __init__(self, profile):
        # Above 10, so that neither is overwritten when the other becomes 3 or 4.
        theirs_in, self._out = (_raised(fd) for fd in os.pipe())
        self._in, theirs_out = (_raised(fd) for fd in os.pipe())
        command = [sys.executable, "-c", _LAUNCH, str(theirs_in), str(theirs_out), str(CHROMIUM), *FLAGS]
        self._process = subprocess.Popen(
            [*command, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._number, self._buffer, self._session = 0, b"", None
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def close(self):
        self._session = None
        self.ask("Browser.close")
        self._process.wait(_PATIENCE)
        os.close(self._in)
        os.close(self._out)

    def open(self, path, width=1280, height=900, *, touch=False):
        """Show a file and wait until it has loaded."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        self.ask("Emulation.setTouchEmulationEnabled", enabled=touch)
        self.events.clear()
        self.ask("Page.navigate", url=path.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._receive()

    def run(self, script):
        """Value of a JavaScript expression."""
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def frame(self):
        """Let the page paint."""
        self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def mouse(self, kind, x, y, **more):
        self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1, **more)

    def drag(self, start, end):
        self.mouse("mousePressed", *start, buttons=1)
        for part in (0.3, 0.6, 1.0):
            self.mouse("mouseMoved", *(a + part * (b - a) for a, b in zip(start, end, strict=True)), buttons=1)
        self.mouse("mouseReleased", *end)
        self.frame()

    def key(self, name, *, shift=False):
        """A key that types nothing, or Enter."""
        codes = {"Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Tab": 9}
        press = {"key": name, "code": name, "windowsVirtualKeyCode": codes[name], "modifiers": 8 * shift}
        self.ask("Input.dispatchKeyEvent", type="rawKeyDown", **press)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **press)
        self.frame()

    def complaints(self):
        """What went wrong on the page: exceptions, and entries of its log that are not mere information."""
        kinds = {"Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"}
        return [event for event in self.events if event["method"] in kinds]

    def requests(self):
        """Addresses that the page asked for."""
        sent = [event for event in self.events if event["method"] == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    def ask(self, method, **parameters):
        """Send a command and wait for its answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        message |= {"sessionId": self._session} if self._session else {}
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    def _receive(self):
        """The next message; events are kept."""
        deadline = time.monotonic() + _PATIENCE
        while b"\0" not in self._buffer:
            more = os.read(self._in, 1 << 16)
            if not more or time.monotonic() > deadline:
                raise RuntimeError("Chromium: expected an answer, got none")
            self._buffer += more
        message, self._buffer = self._buffer.split(b"\0", 1)
        found = json.loads(message)
        if "method" in found:
            self.events.append(found)
        return found


def _raised(fd):
    """The same pipe under a number above 10."""
    import fcntl

    raised = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(fd)
    return raised

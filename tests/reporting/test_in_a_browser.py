"""The page in a browser: no complaint, no request, light and dark, no wider than a phone."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from dataclasses import dataclass, field

import matplotlib as mpl

mpl.use("Agg")

import pytest
from PIL import Image

import negotiation as ng
from tests.plotting.subjects import small_summit

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--enable-logging=stderr",
    "--v=0",
)
OF_THE_BROWSER = ("google.com", "googleapis.com", "gstatic.com", "gvt1.com")
"""What the browser itself asks for, whatever the page."""

pytestmark = pytest.mark.slow


@dataclass
class Listener:
    """A proxy that answers nobody and remembers who was asked for."""

    asked: list[str] = field(default_factory=list)

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.socket.close()

    def _listen(self):
        while True:
            try:
                caller, _ = self.socket.accept()
                with caller:
                    caller.settimeout(2)
                    self.asked.append(caller.recv(4096).split(b"\r\n")[0].decode("latin-1"))
                    caller.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            except TimeoutError:
                continue
            except OSError:
                return

    @property
    def of_the_page(self):
        """What was asked for that the browser does not ask for by itself."""
        return [line for line in self.asked if not any(each in line for each in OF_THE_BROWSER)]


@pytest.fixture(scope="module")
def browser():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser found: none of {', '.join(BROWSERS)} is installed")
    return found


@pytest.fixture
def look(browser, tmp_path):
    """Return a function that opens a page: its picture, console messages, requests."""

    def open_page(text, *, width=1000, height=1400, dark=False):
        page, shot = tmp_path / "page.html", tmp_path / "shot.png"
        page.write_text(text, encoding="utf-8")
        with Listener() as listener:
            done = subprocess.run(
                [
                    browser,
                    *FLAGS,
                    f"--blink-settings=preferredColorScheme={0 if dark else 1}",
                    f"--user-data-dir={tmp_path / 'profile'}",
                    f"--proxy-server=127.0.0.1:{listener.port}",
                    f"--window-size={width},{height}",
                    f"--screenshot={shot}",
                    page.as_uri(),
                ],
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            asked = listener.of_the_page
        assert shot.exists(), done.stderr
        said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        return Image.open(shot).convert("L"), said, asked

    return open_page


@pytest.fixture(scope="module")
def page():
    return ng.report(small_summit(), draws=30).html()


def test_what_is_looked_for_would_be_found(look):
    """A page that complains and asks for something from elsewhere is caught at both."""
    bad = (
        "<!DOCTYPE html><title>bad</title><img src='http://elsewhere.example/a.png'>"
        "<script>console.error('a complaint')</script>"
    )
    _, said, asked = look(bad)
    assert any("a complaint" in line for line in said)
    assert any("elsewhere.example" in line for line in asked)


def test_the_page_complains_of_nothing_and_asks_for_nothing(look, page):
    _, said, asked = look(page)
    assert said == []
    assert asked == []


def test_light_and_dark_are_both_readable(look, page):
    """The ground turns from light to dark, and the letters of the heading the other way."""
    light, dark = look(page)[0], look(page, dark=True)[0]
    heading = (0, 0, 600, 100)
    assert light.getpixel((2, 2)) > 240
    assert dark.getpixel((2, 2)) < 50
    assert light.crop(heading).getextrema()[0] < 80
    assert dark.crop(heading).getextrema()[1] > 200


def test_on_a_phone_nothing_sticks_out(look, page):
    """At 500 px, the narrowest a headless window gets, the page itself is no wider."""
    probe = (
        "<script>addEventListener('load', () => console.log('width ' + "
        "document.documentElement.scrollWidth + ' of ' + innerWidth))</script></body>"
    )
    _, said, _ = look(page.replace("</body>", probe), width=500)
    widths = [line.split("width ")[1].split('"')[0].split(" of ") for line in said]
    assert [int(wide) <= int(window) for wide, window in widths] == [True], said

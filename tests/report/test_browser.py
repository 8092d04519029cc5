"""The page in a real browser: no complaint, no request, and a corner plot whose panels are linked."""

import re

import pytest

from tests.report.browser import CHROMIUM, Browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: expected chromium or google-chrome on the path")

READING = "document.querySelector('.reading').textContent"
PRESSED = "[...document.querySelectorAll('.pad')].map((pad) => pad.getAttribute('aria-pressed')).indexOf('true')"
FOCUSED = "[...document.querySelectorAll('.pad')].indexOf(document.activeElement)"
PAINTED = """(() => {
  const canvas = document.querySelector(".linked canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value > 0);
})()"""
STATUS = "new Promise((done) => setTimeout(() => done(document.querySelector('[role=status]').textContent), 400))"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def page(tmp_path_factory, full_html):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(full_html, encoding="utf-8")
    return path


def box(browser, pad):
    """Left, top, width and height of a panel, scrolled into view."""
    return browser.run(
        f"""(() => {{
          const pad = document.querySelectorAll(".pad")[{pad}];
          pad.scrollIntoView({{ block: "center", behavior: "instant" }});
          const box = pad.getBoundingClientRect();
          return [box.left, box.top, box.width, box.height];
        }})()"""
    )


def place(browser, pad, across, down):
    left, top, width, height = box(browser, pad)
    return left + across * width, top + down * height


@pytest.mark.parametrize(("width", "height", "touch"), [(1280, 900, False), (390, 844, True)])
def test_nothing_is_complained_of_asked_for_or_too_wide(browser, page, width, height, touch):
    browser.open(page, width, height, touch=touch)
    browser.frame()
    assert browser.complaints() == []
    assert [url for url in browser.requests() if not url.startswith("data:")] == [page.as_uri()]
    assert browser.run("document.getElementById('corner').dataset.enhanced") == "true"
    assert browser.run("document.documentElement.scrollWidth") == width


def test_the_static_plot_stays_without_scripts(browser, page):
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(page)
    root = browser.ask("DOM.getDocument")["root"]["nodeId"]
    shown = browser.ask("DOM.querySelectorAll", nodeId=root, selector="#corner .drawing > svg")["nodeIds"]
    tools = browser.ask("DOM.querySelectorAll", nodeId=root, selector="#corner .brushing[hidden]")["nodeIds"]
    browser.ask("Emulation.setScriptExecutionDisabled", value=False)
    assert (len(shown), len(tools)) == (1, 1)


def test_a_draw_under_the_pointer_is_told(browser, page):
    browser.open(page)
    browser.mouse("mouseMoved", *place(browser, 1, 0.5, 0.5))
    browser.frame()
    assert re.fullmatch(r"One draw: p1 = [−\d.]+ mm, p2 = [−\d.]+ mm, p3 = [−\d.]+ mm\.", browser.run(READING))
    assert browser.run(PAINTED)


def test_dragging_selects_draws_and_a_click_clears(browser, page, full):
    browser.open(page)
    left, top, width, height = box(browser, 1)
    browser.drag((left + 2, top + 2), (left + width - 2, top + height - 2))
    text = browser.run(READING)
    share = int(re.match(r"Selected (\d+) % of the draws \(", text)[1])
    inside = re.search(r"\(([\d,]+) of 2,000\)", text)[1]
    assert share == round(int(inside.replace(",", "")) / 20) > 90
    median = float(re.search(r"p3 = ([\d.]+) mm", text)[1])
    assert median == pytest.approx(full.summary.loc["p3", "median"], abs=0.05)
    assert browser.run(PRESSED) == 1
    assert browser.run(STATUS) == text
    spot = place(browser, 1, 0.5, 0.5)
    browser.mouse("mousePressed", *spot, buttons=1)
    browser.mouse("mouseReleased", *spot)
    browser.frame()
    assert browser.run(PRESSED) == -1
    assert browser.complaints() == []


def test_keys_move_between_panels_and_move_the_selection(browser, page):
    browser.open(page)
    browser.run("document.querySelector('.pad').focus()")
    browser.key("ArrowDown")
    assert browser.run(FOCUSED) == 1
    browser.key("ArrowRight")
    assert browser.run(FOCUSED) == 2
    browser.key("Enter")
    first = browser.run(READING)
    browser.key("ArrowRight")
    moved = browser.run(READING)
    browser.key("ArrowRight", shift=True)
    texts = {first, moved, browser.run(READING)}
    assert len(texts) == 3
    assert all(text.startswith("Selected ") for text in texts)
    assert browser.run(FOCUSED) == 2
    browser.key("Escape")
    assert browser.run(READING).startswith("Point at a panel")
    assert browser.run(STATUS) == "Nothing is selected."
    assert not browser.run(PAINTED)


def test_a_finger_scrolls_until_it_is_asked_to_select(browser, page):
    browser.open(page, 390, 844, touch=True)
    style = "getComputedStyle(document.querySelector('.pad')).touchAction"
    assert browser.run(style) == "auto"
    browser.run("document.querySelector('.by-touch').click()")
    assert browser.run(style) == "none"


def test_a_link_brings_its_figure_into_view(browser, page):
    browser.open(page)
    browser.run("document.querySelector('a[href=\"#curves\"]').click()")
    for _ in range(5):
        browser.frame()
    top, height = browser.run(
        "(({ top, height }) => [top, height])(document.getElementById('curves').getBoundingClientRect())"
    )
    assert -5 <= top < 300
    assert height > 100


def test_contents_lead_to_what_is_there(browser, page):
    browser.open(page)
    assert browser.run(
        "[...document.querySelectorAll('a[href^=\"#\"]')].every((a) => document.querySelector(a.getAttribute('href')))"
    )

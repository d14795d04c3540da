"""Pages in a real Chromium: search to boxed hit, proof-reading, keys, axe on every template, width and print."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.engines.formats.model import Line, PageReading, TextSource, pack_lines
from lantai.engines.search.indexing import drain_all
from lantai.front.portal.tests.languages import foreign, said_in_data, user_names
from lantai.front.portal.tests.visited import (
    ANSWERS,
    TEXT,
    every_template,
    of_others,
    page_templates,
    templates_rendered,
)
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.actions import enter_recognition, mark_changed
from lantai.holdings.fulltext.models import Page, PageLayout
from lantai.holdings.people.actions import propose_links
from tests.support.chromium import NEEDS_CHROMIUM, launched
from tests.support.world import World, build_world

AXE = Path(project.CHECKOUT) / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
    NEEDS_CHROMIUM,
]


@pytest.fixture
def world(transactional_db, home) -> World:
    """Two records, the opened one with its page read: two lines, one box a character."""
    made = build_world(home)
    lines = tuple(
        Line(text, tuple((40 + 9 * n, 60 + 20 * row, 8, 10) for n in range(len(text)))) for row, text in enumerate(TEXT)
    )
    reading = PageReading(1, 210, 297, lines, TextSource.OCR, "rapidocr 3.10.0")
    for record in (made.opened, made.unopened):
        enter_recognition(page=record.pages.get(), reading=reading)
    mark_changed([made.opened.pk, made.unopened.pk])
    drain_all()
    propose_links(actor=OPERATOR, entries=list(made.opened.persons.all()))
    return made


@pytest.fixture(scope="module")
def chromium():
    """One for all tests of a module: each has contexts of its own, with cookies and a cache of theirs."""
    playwright = pytest.importorskip("playwright.sync_api")
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver keeps a loop in this thread
        started = launched(driver)
        yield started
        started.close()


@pytest.fixture
def browser(chromium, world):
    yield chromium
    for context in chromium.contexts:
        context.close()


def opened(browser, live_server, world=None, *, role=Role.ARCHIVIST, width=1440, **cookies):
    """A page that fails the test on any error in the console; signed in, as the archivist, when a world is given."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", reduced_motion="reduce")
    if world:
        client = Client()
        client.force_login(world.people[role])
        cookies["sessionid"] = client.cookies["sessionid"].value
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    page = context.new_page()
    page.errors = []
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    return page


def test_it_leads_from_three_characters_to_the_boxed_words(browser, live_server, world):
    page = opened(browser, live_server)
    page.goto(live_server.url)
    page.fill("#hero-q", "抓紧春")
    page.keyboard.press("Enter")
    page.click(".hits h2 a")
    page.wait_for_selector("[data-viewer][data-ready]")

    page.wait_for_selector(".hit-box", state="visible")
    box = page.locator(".hit-box").bounding_box()
    stage = page.locator(".stage").bounding_box()
    assert page.locator(".hit-box").count() == 1
    assert stage["x"] <= box["x"]
    assert box["x"] + box["width"] <= stage["x"] + stage["width"]
    assert page.locator("[data-lines] mark").inner_text() == "抓紧春"

    page.keyboard.press("n")
    page.wait_for_selector(".hit-box.is-now")
    assert page.locator("[data-hit-now]").inner_text() == "1 / 1"
    assert page.errors == []


def test_it_keeps_image_and_text_in_step(browser, live_server, world):
    page = opened(browser, live_server)
    page.goto(f"{live_server.url}{reverse('fulltext:page', args=[world.opened.ulid, 1])}")
    page.wait_for_selector("[data-viewer][data-ready]")

    page.locator("[data-lines] li").nth(1).click()

    page.wait_for_selector(".step-box:not(.is-off)", state="visible")
    assert "is-now" in page.locator("[data-lines] li").nth(1).get_attribute("class")
    page.click("[data-do=turn]")
    page.click("[data-do=whole]")
    assert page.errors == []


def test_it_shows_image_and_text_without_javascript(browser, live_server, world):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('fulltext:page', args=[world.opened.ulid, 1])}?q=春耕")

    assert page.locator(".stage > img").is_visible()
    assert page.locator("[data-lines] mark").count() == 2
    assert not page.locator("[data-tools]").is_visible()


def test_it_corrects_a_line_beside_its_image(browser, live_server, world):
    page = opened(browser, live_server, world)
    page.goto(f"{live_server.url}{reverse('fulltext:proofread', args=[world.opened.ulid, 1])}")
    page.locator("[data-lines] li a").nth(1).click()
    page.wait_for_selector("[data-viewer][data-ready]")
    assert page.evaluate("document.activeElement.name") == "text"
    desk, image, text = (page.locator(each).bounding_box() for each in (".desk", ".desk > .image", ".desk > .text"))
    assert image["x"] - desk["x"] < 3, "nothing stands left of the image"
    assert image["width"] > text["width"]

    page.fill("input[name=text]", "各公社要抓紧春播，不误农时。")
    page.click("form button.btn-primary")

    page.wait_for_selector("[role=status]")
    assert "抓紧春播" in world.opened.pages.get().text
    assert page.errors == []


def test_it_saves_a_form_by_its_key(browser, live_server, world):
    page = opened(browser, live_server, world)
    page.goto(f"{live_server.url}{reverse('description:edit', args=[world.unopened.ulid])}")
    page.fill("[name=persons-0-name]", "甲大川")
    page.fill("[name=persons-0-birth]", "昨天")
    page.fill("[name=year]", "82x")
    page.wait_for_selector(".person-row.has-problem")
    page.fill("[name=persons-0-birth]", "1956")
    page.fill("[name=title]", "关于干部任免的批复")
    page.wait_for_selector("[name=year][aria-invalid]")
    page.wait_for_selector(".person-row:not(.has-problem)")
    told = page.locator(".say.has-problem .state-error").inner_text()
    page.fill("[name=year]", "1982")
    page.keyboard.press("Tab")
    page.wait_for_selector("[name=year]:not([aria-invalid])")
    page.keyboard.press("Control+s")

    page.wait_for_url("**/staff/records/*")
    assert "“82x”不是整数" in told
    assert Record.objects.get(pk=world.unopened.pk).title == "关于干部任免的批复"
    assert page.errors == []


def pasted(page, cell, text):
    """As the clipboard holds it, and by the key: nothing of the page is called."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    cell.focus()
    page.keyboard.press("Control+v")


def test_it_pastes_a_block_of_a_workbook_into_cells(browser, live_server, world):
    page = opened(browser, live_server, world)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page.goto(f"{live_server.url}/staff/cells?fonds={world.fonds.code}")
    cells, changed = page.locator("td input"), page.locator("input.is-changed")

    pasted(page, cells.first, '甲题名\t云政发〔1978〕1号\r\n"乙""题""名"\t\r\n丙题名\t\r\n')
    page.keyboard.press("ArrowDown")
    below, marked = page.evaluate("document.activeElement.value"), changed.count()
    told = page.locator("[data-told]").inner_text()
    page.keyboard.press("Control+z")

    assert below == '乙"题"名'
    assert marked == 3
    assert "超出本页、未填入的行：1（丙题名）" in told
    assert changed.count() == 0
    assert page.errors == []


def test_it_pastes_each_column_below_its_header_and_each_row_by_its_code(browser, live_server, world):
    page = opened(browser, live_server, world)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page.goto(f"{live_server.url}/staff/cells?fonds={world.fonds.code}")
    first, second = Record.objects.order_by("code_key")
    wide = second.code.replace("-", "－")

    rows = [
        "责任者\t档 号\t盒号\t标题",
        f"县政府\t{wide}\t3\t乙题名",
        f"县委\t{first.code}\t\t甲题名",
        "县委\t无此号\t\t丙",
    ]
    pasted(page, page.locator("td input").last, "\r\n".join(rows))
    told = page.locator("[data-told]").inner_text()
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=已修改 2 件")

    assert "本页没有该档号、未填入的行：1（无此号）" in told
    assert "本页未显示、未填入的栏：1（盒号）" in told
    kept = Record.objects.order_by("code_key").values_list("title", "creator")
    assert list(kept) == [("甲题名", "县委"), ("乙题名", "县政府")]
    assert page.errors == []


def test_it_moves_in_lists_by_keys(browser, live_server, world):
    page = opened(browser, live_server, world)
    page.goto(f"{live_server.url}/staff/records")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/records/*")
    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.id") == "top-q"
    assert page.errors == []


FORM = ("结婚登记申请书", "姓名", "出生年月日")


def application(world: World) -> Page:
    """The page of the unopened record as a marriage form: two columns, names and births."""
    rows = [(FORM[0], 70, 20), ("项目", 10, 50), ("男方", 60, 50), ("女方", 130, 50)]
    rows += [(FORM[1], 10, 80), ("程志远", 60, 80), ("单秀珍", 130, 80)]
    rows += [(FORM[2], 5, 110), ("1955年3月12日", 60, 110), ("1956年11月20日", 130, 110)]
    lines = tuple(Line(text, tuple((x + 5 * n, y, 5, 9) for n in range(len(text))), 0.98) for text, x, y in rows)
    page = world.unopened.pages.get()
    PageLayout.objects.filter(page=page).update(lines=pack_lines(lines))
    Record.objects.filter(pk=world.unopened.pk).update(record_type="marriage", title="")
    return page


UNCOVERED = """() => {
  const field = document.activeElement, {left, bottom} = field.getBoundingClientRect();
  return document.elementFromPoint(left + 5, bottom - 3) === field;
}"""
"""Whether the field with the focus lies in sight: nothing that sticks to an edge may cover it (WCAG 2.2, 2.4.11)."""


def test_it_enters_a_record_by_keys_alone(browser, live_server, world):
    """Proposals are marked on the image and taken over by key, a date is read while it is typed, and saving goes on."""
    application(world)
    page = opened(browser, live_server, world)
    page.goto(f"{live_server.url}{reverse('entry:record', args=[world.unopened.ulid])}")
    page.wait_for_selector("[data-viewer][data-ready]")
    assert page.evaluate("document.activeElement.name") == "f.nature"

    page.keyboard.press("Tab")
    page.keyboard.type("民国三十七年")
    page.wait_for_selector("text=1948-01-01")
    page.keyboard.press("F9")
    assert page.locator("[name=keep][value='f.registered']").is_checked()
    for _ in range(5):
        page.keyboard.press("Enter")
        assert page.evaluate(UNCOVERED)
    assert page.evaluate("document.activeElement.name") == "p.groom.0.name"
    page.wait_for_selector(".from-box", state="visible")
    page.keyboard.press("F4")
    page.keyboard.press("F8")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/staff/entry")

    saved = Record.objects.get(pk=world.unopened.pk)
    assert saved.title == "程志远与单秀珍登记"
    assert [(each.name, each.birth_key) for each in saved.persons.filter(role="bride")] == [("单秀珍", 19561120)]
    assert len(saved.entered.accepted) == 4
    assert page.errors == []


def test_it_enters_a_record_without_javascript(browser, live_server, world):
    application(world)
    client = Client()
    client.force_login(world.people[Role.ARCHIVIST])
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('entry:record', args=[world.unopened.ulid])}")

    assert page.locator(".stage > img").is_visible()
    page.locator("[data-sure]").click()
    page.locator("[data-save-next]").click()

    assert Record.objects.get(pk=world.unopened.pk).persons.filter(name="单秀珍").exists()


def visit(page, live_server, address):
    page.goto(f"{live_server.url}{address}")
    if page.locator("[data-viewer]").count():
        page.wait_for_selector("[data-viewer][data-ready]")
    for chart in page.locator("[data-chart]").all():  # drawn under the policy that allows no style and no script inline
        chart.locator("canvas").wait_for()


LOOKS = {"zh-hans": ("dark", True), "en": ("light", False)}
"""The looks a page is seen in by language: theme, and large type or not. Colours and sizes know no language."""

BOTH = os.environ.get("LANTAI_LOOKS") == "all"
"""Every page in both looks, for the night before a release; else each in one of them, in turn."""


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (bin/setup --dev)")
@pytest.mark.timeout(1200)
def test_every_page_is_fit_to_be_used_seen_and_printed(browser, live_server, world):
    """Nothing for axe to say, nothing wider than a desk or a telephone, on paper what is read and not what is pressed,
    and in both languages no word of the other.

    One archive for all: loading thirteen dozen pages costs more than looking at them. In the language that the browser
    does not see a page in, it is asked for without one.
    """
    visits = [(Role.ARCHIVIST if each.startswith("/staff") else "", each) for each in every_template(world)]
    visits += of_others(world)
    wrong, clients, axe = {}, {}, AXE.read_text(encoding="utf-8")
    told = {"data": f"{said_in_data()}\n{' '.join(unquote(each) for _role, each in visits)}", "users": user_names()}
    with templates_rendered() as rendered:
        for turn, (language, (theme, large)) in enumerate(LOOKS.items()):
            cookies = {"django_language": language, "lantai_theme": theme, "lantai_large": str(int(large))}
            pages = {"": opened(browser, live_server, **cookies)}
            for role, address in visits if BOTH else visits[turn :: len(LOOKS)]:
                if role not in pages:
                    pages[role] = opened(browser, live_server, world, role=role, **cookies)
                as_on_a_desk(pages[role])
                visit(pages[role], live_server, address)
                words = foreign(pages[role].content(), language, **told)
                pages[role].evaluate(axe)
                if found := [*words, *seen(pages[role])]:
                    wrong[language, theme, large, address] = found
            for role, address in [] if BOTH else visits[1 - turn :: len(LOOKS)]:
                if words := foreign(asked(clients, world, role, address, language), language, **told):
                    wrong[language, address] = words

    assert wrong == {}
    assert page_templates() - rendered == ANSWERS, "templates no address of this test leads to, or some it does by now"


def asked(clients, world, role, address, language):
    """A page as it comes, without a browser; everybody signs in once."""
    if role not in clients:
        clients[role] = Client()
        if role:
            clients[role].force_login(world.people[role])
    clients[role].cookies[project.LANGUAGE_COOKIE_NAME] = language
    return clients[role].get(address).content.decode()


def seen(page):
    """What is wrong with a page."""
    on_a_desk = [*axe_says(page), *pushed_aside(page), *too_wide(page, 1024)]
    return [*on_a_desk, *too_wide(page, 390), *pushed_aside(page), *on_paper(page)]


def test_the_links_below_a_page_stand_side_by_side(browser, live_server, world):
    page = opened(browser, live_server)
    visit(page, live_server, "/")
    page.set_viewport_size({"width": 1440, "height": 900})
    tops = page.evaluate("[...document.querySelectorAll('.foot a')].map(each => each.getBoundingClientRect().top)")
    assert len(set(tops[1:])) < len(tops[1:])


def as_on_a_desk(page):
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})


def axe_says(page):
    asked = {"resultTypes": ["violations"]}
    found = page.evaluate("asked => axe.run(document, asked)", asked)["violations"]
    return [(v["id"], v["nodes"][0]["html"][:160], v["nodes"][0]["failureSummary"]) for v in found]


def too_wide(page, width):
    """A page never scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 900})
    found = page.evaluate("document.documentElement.scrollWidth")
    return [f"{found} px wide at {width}"] if found > width else []


def pushed_aside(page):
    """A list is read from top to bottom, on a desk and on a telephone; only a sheet of cells is pushed aside."""
    found = page.evaluate(
        """() => [...document.querySelectorAll(".scroll-x, .sheet-frame")]
          .filter(each => each.scrollWidth > each.clientWidth + 1 && !each.querySelector(".cells"))
          .map(each => `${each.getAttribute("aria-label")}: ${each.scrollWidth} px in ${each.clientWidth}`)"""
    )
    return [f"pushed aside: {each}" for each in found]


def on_paper(page):
    """Dark ink on white whatever the theme, the whole image of a page, and nothing to press."""
    page.set_viewport_size({"width": 794, "height": 900})
    page.emulate_media(media="print")
    links_below = ".foot .page > :nth-child(n + 3):not(:last-child):visible"
    asked = f"button:visible, input[type=search]:visible, .rail:visible, .pager:visible, {links_below}"
    pressed = page.locator(asked).count()
    ink = page.evaluate("getComputedStyle(document.body).color")
    image = page.locator(".stage > img")
    cut = image.count() and not image.evaluate(
        "img => img.getBoundingClientRect().bottom <= img.closest('.desk').getBoundingClientRect().bottom + 1"
    )
    return [f"on paper: {pressed} to press, cut {cut}, {ink}"] if pressed or cut or ink != "rgb(0, 0, 0)" else []

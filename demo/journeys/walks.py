"""The seven journeys, step by step, as docs/using/journeys.md tells them. Everybody in them is made up."""

from __future__ import annotations

from collections.abc import Callable

from demo.journeys.papers import CARD, LETTER
from demo.journeys.walker import Hand, Walk
from demo.model import Day
from demo.people import Someone
from demo.places import Home

STREET = Home(None, "文庙街", 27)
MAN = Someone("曾援朝", "男", Day(1954, 3, 8), STREET).identity_number
WOMAN = Someone("周秀莲", "女", Day(1943, 6, 2), STREET).identity_number
DAUGHTER = Someone("柳映川", "女", Day(1985, 4, 17), STREET).identity_number
NEIGHBOUR = Someone("单云", "女", Day(1942, 1, 15), STREET).identity_number
OTHER = Someone("云望舒", "男", Day(1950, 9, 9), STREET).identity_number
PHONE = "000-5550123"
APPLY = "form.enq-form"
FASTEST = 3_500
"""Milliseconds: who sends a form sooner than people can is taken for a machine."""


def applied(hand: Hand, **said: str) -> tuple[str, str]:
    """Send the public form; number and code as they stand on the page."""
    hand.fill(APPLY, phone=PHONE, agreed="on", **said)
    hand.page.wait_for_timeout(FASTEST)
    hand.click(f"{APPLY} button[type=submit]")
    codes = [each.strip() for each in hand.page.locator(".enq-code").all_inner_texts()]
    return codes[0], codes[1]


def opens_own_page(hand: Hand, number: str, code: str) -> None:
    hand.go("/enquiries")
    hand.fill(APPLY, number=number, code=code)
    hand.click(f"{APPLY} button[type=submit]")


def takes_case(officer: Hand, number: str) -> None:
    """From the queue to the desk of a case, taken on."""
    officer.go("/staff/enquiries")
    officer.click(f"a:text-is('{number}')")
    officer.click("main a[href$='/desk']")
    officer.send("take_on")


def puts(officer: Hand, code: str) -> None:
    """What was found by the clues goes into the basket."""
    officer.click(f"button[data-put][aria-label$='{code}']", looks=False)
    officer.wait(f".desk-items a:text-is('{code}')")
    officer.look()


def certifies(officer: Hand) -> None:
    """The copy is drawn and signed by a worker; then it can be printed."""
    officer.click(".desk-issue button[type=submit]")
    officer.wait("form[action$='/print'] button")


def online(walk: Walk) -> None:
    """A man who has lost the marriage certificate, on his telephone at home; an officer at her desk."""
    citizen, officer = walk.person("citizen"), walk.person("counter", signs_in=True)
    citizen.go("/")
    citizen.click("main a[href='/services']")
    citizen.fill(".enq-wish", q="结婚证丢了")
    citizen.click(".enq-wish button")
    citizen.picture("wish")
    citizen.click("a[href='/services/marriage']")
    citizen.click("a.enq-go[href*='as=self']")
    citizen.fill(APPLY, **{"q-husband": "曾援朝", "q-wife": "单秀珍", "q-married": "1982"})
    citizen.picture("form")
    number, code = applied(citizen, name="曾援朝", document=MAN)
    citizen.picture("number")
    citizen.click("main a.btn-primary")
    citizen.fill(APPLY, number=number, code=code)
    citizen.click(f"{APPLY} button[type=submit]")
    form = "form[action$='/acts/identity_document']"
    citizen.unfold(form)
    citizen.fill(form, document_kind="id_card", agreed="on")
    citizen.show(form, "picture", CARD)
    citizen.picture("identity", "#identity")
    citizen.click(f"{form} button[type=submit]")

    takes_case(officer, number)
    puts(officer, "J032-ZY·HY·1982·D100-0002")
    certifies(officer)
    officer.click("a[href^='/staff/enquiries/']:text-is('查看本件全部情况'), .desk-case a[href^='/staff/enquiries/']")
    officer.send("identity_review", verdict="accepted", last4=MAN[-4:])
    officer.send("found")
    officer.send("deliver", way="online", note="婚姻登记材料复制件一份")

    citizen.page.reload()
    citizen.look()
    citizen.picture("copies")
    citizen.click("a[href*='/verify/']")
    citizen.picture("verified")
    opens_own_page(citizen, number, code)
    citizen.fill("#rate form", stars="5", words="没有跑腿就办好了")
    citizen.click("#rate button[type=submit]")


def counter(walk: Walk) -> None:
    """A woman at the counter; the clerk enters, finds, copies, hands over."""
    clerk = walk.person("counter", signs_in=True)
    clerk.go("/staff/enquiries")
    clerk.click("a.btn-primary[href='/staff/enquiries/new']")
    clerk.fill("form.filters", matter="marriage", **{"as": "self"})
    clerk.click("form.filters button")
    clerk.fill(APPLY, **{"q-husband": "姜春强", "q-wife": "周秀莲", "q-married": "1966"})
    clerk.fill(APPLY, name="周秀莲", document=WOMAN, phone=PHONE)
    clerk.click(f"{APPLY} button.btn-primary")
    clerk.picture("entered")
    clerk.click("main a.btn-primary")
    clerk.send("take_on")
    clerk.picture("desk")
    puts(clerk, "J032-ZY·HY·1966·D100-0002")
    clerk.picture("basket", "#desk-basket")
    certifies(clerk)
    clerk.opens("form[action$='/print'] button")
    clerk.picture("printed", "#desk-made")
    clerk.send("found")
    clerk.send("deliver", way="counter")
    clerk.send("close", satisfaction="good")
    clerk.picture("delivered")


def agent(walk: Walk) -> None:
    """A daughter asks for her father's years in the countryside, with his power of attorney."""
    daughter, officer = walk.person("daughter"), walk.person("counter", signs_in=True)
    daughter.go("/services?q=zhiqing")
    daughter.click("a[href='/services/sent_down']")
    daughter.picture("who")
    daughter.click("a.enq-go[href*='as=agent']")
    daughter.fill(APPLY, **{"q-person": "曾援朝", "q-born": "1954", "q-sent_to": "红旗公社", "q-sent": "1973"})
    daughter.show(APPLY, "proofs", CARD, LETTER)
    daughter.picture("proofs", "fieldset:has([name=proofs])")
    number, code = applied(daughter, name="柳映川", document=DAUGHTER)

    officer.go("/staff/enquiries")
    officer.click(f"a:text-is('{number}')")
    officer.picture("case")
    officer.send("identity_counter", document_kind="id_card", last4=DAUGHTER[-4:])
    officer.send("look_at", proof_0="original", proof_1="original")
    officer.click("main a[href$='/desk']")
    officer.send("take_on")
    puts(officer, "J045-2-005-002")
    certifies(officer)
    officer.opens("form[action$='/print'] button")
    officer.send("found")
    officer.send("deliver", way="counter", note="知青上山下乡审批表复制件，交代理人")
    opens_own_page(daughter, number, code)
    daughter.picture("given")


def refused(walk: Walk) -> None:
    """Somebody asks for what concerns others: refused with a reason, complained of, answered by the authority."""
    asker = walk.person("asker")
    asker.go("/services")
    asker.click("main a[href='/enquiries/unopened']")
    said = {"sought": "邻居家宅基地审批材料，写村史想用。", "clues": "翟新翀户，一九九〇年", "purpose": "history"}
    asker.fill(APPLY, applicant_kind="other", **said)
    asker.picture("apply", APPLY)
    number, code = applied(asker, name="云望舒", document=OTHER)

    officer, approver = walk.person("archivist", signs_in=True), walk.person("desk", signs_in=True)
    officer.go("/staff/enquiries")
    officer.click(f"a:text-is('{number}')")
    officer.send("take_on")
    officer.fill("form.filters:has([name=find])", find="翟新翀")
    officer.click("form.filters:has([name=find]) button")
    officer.page.locator("input[name=record]").first.check()
    officer.click("form[action$='/acts/link'] button")
    reason = "所涉内容为他人个人信息，未见当事人授权。"
    officer.unfold("form[action$='/acts/prepare']")
    officer.fill("form[action$='/acts/prepare']", outcome="refused", reason=reason)
    officer.picture("draft", "details:has(form[action$='/acts/prepare'])")
    officer.send("prepare")
    approver.go("/staff/enquiries")
    approver.click(f"a:text-is('{number}')")
    approver.send("decide", capacity="leader")

    opens_own_page(asker, number, code)
    asker.picture("reason")
    form = "form[action$='/acts/complain']"
    asker.unfold(form)
    asker.fill(form, words="只抄面积和四至，不用人名，请依法调查处理。")
    asker.picture("complaint", f"details:has({form})")
    asker.click(f"{form} button[type=submit]")

    authority = walk.person("authority", signs_in=True)
    authority.go("/staff/complaints")
    authority.click(f"main table tr:has-text('{number}') a")
    answer = "经查，档案馆的决定依据充分；村史可以使用已开放的一九八四至一九八九年宅基地档案。"
    authority.fill("main form[method=post]", outcome="rejected", answer=answer)
    authority.click("main form[method=post] button[type=submit]")
    opens_own_page(asker, number, code)
    asker.picture("answer")


def elsewhere(walk: Walk) -> None:
    """A village clerk takes a case for the district's archive, and prints with its seal."""
    town, holder = walk.person("town", signs_in=True), walk.person("counter", signs_in=True)
    town.go("/staff/enquiries/new?matter=marriage&as=self")
    town.fill(APPLY, institution="999001", document=NEIGHBOUR)
    town.fill(APPLY, **{"q-husband": "刘新刚", "q-wife": "单云", "q-married": "1963"}, name="单云", phone=PHONE)
    town.click(f"{APPLY} button.btn-primary")
    number = town.text(".enq-code")
    town.click("main a.btn-primary")
    town.picture("taken")

    takes_case(holder, number)
    puts(holder, "J032—ZY·HY·1963·D100-0001")
    certifies(holder)
    holder.picture("holder", "#desk-basket")
    holder.send("found")

    town.page.reload()
    town.look()
    town.picture("print")
    town.opens("form[action*='/prints/'] button")
    town.send("deliver", way="partner")
    town.send("close", satisfaction="good")


def nothing(walk: Walk) -> None:
    """Nothing is found: what was searched is said and certified, and where else to ask."""
    citizen, officer = walk.person("citizen"), walk.person("counter", signs_in=True)
    citizen.go("/services/veteran/apply?as=self")
    number, code = applied(citizen, name="云望舒", document=OTHER, **{"q-enlisted": "1968", "q-discharged": "1973"})
    takes_case(officer, number)
    form = "form[action$='/acts/not_found']"
    officer.unfold(form)
    officer.fill(form, more="一九七三年退伍军人安置名册，逐页查过")
    officer.picture("searched")
    officer.send("not_found")
    officer.click(".desk-issue button[type=submit]")
    officer.wait("form[action$='/print'] button")
    officer.picture("certificate", "#desk-basket")
    officer.opens("form[action$='/print'] button")
    opens_own_page(citizen, number, code)
    citizen.picture("answer")


def kiosk(walk: Walk) -> None:
    """A terminal in a village hall: somebody begins, walks away, and the next finds nothing of it."""
    hand = walk.person("villager")
    hand.page.clock.install()
    hand.go("/kiosk")
    hand.picture("begin")
    hand.click("main button[value=begin]")
    hand.picture("choices")
    hand.click(".kiosk-choices a[href='/services']")
    hand.fill(".enq-wish", q="tudi zheng")
    hand.click(".enq-wish button")
    hand.picture("wish")
    hand.click("a[href^='/services/']:has-text('土地') >> nth=0")
    hand.click("a.enq-go >> nth=0")
    hand.fill(APPLY, name="云望舒")
    hand.page.clock.run_for(74_000)
    hand.wait("[data-kiosk-left]:visible")
    hand.look()
    hand.picture("warning", still=True)
    with hand.page.expect_navigation():
        hand.page.clock.run_for(20_000)
    hand.page.wait_for_load_state("load")
    hand.picture("wiped")
    hand.page.go_back()
    hand.page.wait_for_load_state("load")
    typed = [each.input_value() for each in hand.page.locator("[name=name]").all()]
    if any(typed):
        walk.faults.append(f"going back shows what was typed: {typed}")
    hand.go("/kiosk")
    hand.click(".kiosk-choices a[href='/enquiries']")
    hand.click(".kiosk-bar form button")


WALKS: dict[str, Callable[[Walk], None]] = {
    "online": online, "counter": counter, "agent": agent, "refused": refused, "elsewhere": elsewhere,
    "nothing": nothing, "kiosk": kiosk,
}  # fmt: skip

"""Whatever an office writes and however it calls, nothing overlaps, nothing is cut, nothing breaks."""

from datetime import timedelta
from itertools import combinations
from typing import Any

import pygame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.scenes import EIGHT, NOW_S, SCREEN, snapshot
from display.around import Around
from display.scenes import picture
from display.state import ScreenState, reduce
from drivers.screen.letters import fitted
from drivers.screen.ops import Box, Text
from server.wire import ServiceFacts, ServiceView, Snapshot, TicketView
from server.wire.heard import DeskView, NoticeView, ScreenPlace, You
from server.words import Words

WORDS = st.sampled_from(
    ["Hộ", "tịch", "–", "chứng", "thực", "Đất", "đai", "MÔI", "TRƯỜNG", "nghiêng", "→", "☎", "សូម", "ដីធ្លី", "A&B", "100%", "(a)"]
)
NAMES = st.lists(WORDS, min_size=1, max_size=14).map(lambda words: " ".join(words)[:80])
LABELS = st.one_of(
    st.from_regex(r"[ABCDEGH][0-9]{3}", fullmatch=True), st.from_regex(r"[1-9][0-9]{3}", fullmatch=True), st.just("AB1234")
)
SIZES = st.sampled_from([(1920, 1080), (1280, 720), (1080, 1920), (1024, 768), (3840, 2160), (720, 1280)])
MINUTES = st.one_of(st.none(), st.tuples(st.integers(0, 60), st.integers(60, 600)), st.just((0, 0)))


@st.composite
def offices(draw: st.DrawFn) -> Snapshot:
    """Up to a dozen services and twenty desks, each with what somebody may have typed."""
    services = [
        ServiceView(id=f"{place:X}", names={"vi": draw(NAMES), "km": draw(NAMES)}, minutes=5, desks=(1,))
        for place in range(draw(st.integers(0, 12)))
    ]
    labels = draw(st.lists(LABELS, max_size=20, unique=True))
    desks = draw(st.lists(st.integers(1, 99), min_size=len(labels), max_size=len(labels), unique=True))
    tickets = tuple(
        TicketView(id=label, service="0", label=label, state="called", issued_at=EIGHT, arrival=1, desk=desk, calls=1,
                   last_call_at=EIGHT - timedelta(seconds=5 * place), priority=draw(st.booleans()))
        for place, (label, desk) in enumerate(zip(labels, desks, strict=True))
    )  # fmt: skip
    text = st.one_of(st.just({}), NAMES.map(lambda name: {"vi": name, "km": name}))
    screen = SCREEN.model_copy(update={
        "notice": draw(text), "emergency": draw(st.one_of(st.just({}), text)), "colours": draw(st.sampled_from(["navy", "light", "contrast"])),
        "notices": (NoticeView(id="n", texts={"vi": " ".join(draw(st.lists(NAMES, min_size=1, max_size=5)))}),),
    })  # fmt: skip
    made = snapshot(screen=screen, one_officer=draw(st.booleans()))
    return made.model_copy(update={
        "office": made.office.model_copy(update={"name": draw(NAMES), "authority": draw(st.one_of(st.just(""), NAMES))}),
        "services": tuple(services), "tickets": tickets, "calls": tuple(labels),
        "desks": tuple(DeskView(id=desk, services=(), names={"vi": draw(NAMES)} if draw(st.booleans()) else {}) for desk in desks),
        "facts": tuple(ServiceFacts(service=one.id, waiting=draw(st.integers(0, 400)), wait_min=draw(MINUTES)) for one in services),
    })  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    office=offices(),
    size=SIZES,
    layout=st.sampled_from(["calls", "media", "notices", "columns", "led"]),
    later_s=st.integers(0, 90),
    facts=st.data(),
)
def test_nothing_overlaps_is_cut_or_breaks(
    office: Snapshot, size: tuple[int, int], layout: str, later_s: int, facts: Any
) -> None:
    pygame.font.init()
    place = ScreenPlace(name="one", layout=layout, second=facts.draw(st.sampled_from(["", "km", "en"])))
    state = reduce(ScreenState(), You(name="one"), NOW_S)
    assert state is not None
    state = reduce(state, office.model_copy(update={"screens": (place,)}), NOW_S)
    assert state is not None
    technician = facts.draw(st.lists(st.tuples(NAMES, NAMES), max_size=20)) if facts.draw(st.booleans()) else []
    ops = picture(state, NOW_S + later_s, size, Words("vi"), Around(technician=tuple(technician), shift=(3, -3)))
    read = [op for op in ops if not isinstance(op, Box) and not (isinstance(op, Text) and not op.text)]
    for op in read:
        assert op.rect.x >= 0 and op.rect.y >= 0 and op.rect.right <= size[0] and op.rect.bottom <= size[1], op
    assert [pair for pair in combinations(read, 2) if pair[0].rect.overlaps(pair[1].rect)] == []
    for text in (op for op in read if isinstance(op, Text)):
        found = fitted(text.text, text.rect.width, text.rect.height, text.size, text.floor, text.lines, text.bold)
        assert found.size > 7, (text, found)
        assert len(found.lines) * found.step <= text.rect.height + 1, (text, found)

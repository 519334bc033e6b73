"""One press, one number, one paper, one call, one screen, one voice: real sockets, a real PTY, real SQLite, a real clip pack."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from display.loop import Loop as DisplayLoop
from drivers.clock import SystemClock
from drivers.feed import Feed
from drivers.printer.profiles import profile
from drivers.printer.render import paint, render
from drivers.screen.ops import DrawList, Happened, Text, Touched
from drivers.screen.pygame_screen import PygameScreen
from drivers.speaker.pack import CHIME, ClipPack
from drivers.speaker.pygame_speaker import PygameSpeaker
from drivers.speaker.voices import Voices
from kiosk.loop import Asker
from kiosk.loop import Loop as KioskLoop
from kiosk.press import issue
from kiosk.scenes import fields, places
from kiosk.state import ELSEWHERE_S, Act, Scene
from server.paperwork import letterhead, paper_words
from server.store.replay import replay
from server.ticketpaper import ticket_paper
from server.words import CLIP_TEXTS, VOICE_LANGUAGES, Words, call_clips


class Glass:
    """A kiosk's touch panel: the test's finger in, the draw-list out."""

    size = (1280, 800)

    def __init__(self) -> None:
        self.finger: list[Happened] = []
        self.seen: DrawList = ()

    def show(self, ops: DrawList) -> bool:
        self.seen = ops
        return False

    def happened(self) -> list[Happened]:
        touches, self.finger = self.finger, []
        return touches

    def wait_frame(self, frames_per_s: int) -> None:
        threading.Event().wait(1 / frames_per_s)

    def save(self, path: Path) -> None: ...

    def says(self) -> list[str]:
        return [op.text for op in self.seen if isinstance(op, Text)]


class Kiosk:
    """The real kiosk loop on a panel of glass."""

    def __init__(self, url: str) -> None:
        self.glass = Glass()
        self.feed = Feed(url.replace("http", "ws") + "/api/hear")
        self.asker = Asker(lambda pressed: issue(pressed, url))
        self.loop = KioskLoop(
            screen=self.glass,
            line=self.feed,
            asker=self.asker,
            words=Words("vi"),
            clock=SystemClock(),
            keys={},
            printer="",
            picture_file=None,
        )
        self.feed.start()

    def until(self, what: Callable[[], Any], eventually: Any) -> Any:
        return eventually(lambda: (self.loop.step(), self.glass.wait_frame(60), what())[2])

    def touch(self, service: str) -> None:
        rect = next(rect for one, rect in fields(self.loop.state, Glass.size) if one.id == service)
        self.glass.finger += [Touched(rect.x + rect.width // 2, rect.y + rect.height // 2)] * 2  # an old hand taps twice

    def answer(self, act: Act) -> None:
        there = places(self.loop.state, SystemClock().monotonic_s(), Glass.size, Words("vi"))
        rect = next(rect for one, rect in there if one.act is act)
        self.glass.finger += [Touched(rect.x + rect.width // 2, rect.y + rect.height // 2)] * 2

    def close(self) -> None:
        self.asker.stop()
        self.feed.stop()


@pytest.fixture
def kiosk_at() -> Iterator[Callable[[str], Kiosk]]:
    made: list[Kiosk] = []

    def make(url: str) -> Kiosk:
        made.append(Kiosk(url))
        return made[-1]

    yield make
    for one in made:
        one.close()


def found_at(sound: "np.ndarray[Any, Any]", clip: bytes) -> list[int]:
    """Where in `sound` this very clip is played: normalised correlation above 0.97 (samples)."""
    wanted = np.frombuffer(clip, "<i2").astype(float)
    size = 1 << int(np.ceil(np.log2(len(sound) + len(wanted))))
    dots = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(wanted, size)), size)[: len(sound) - len(wanted) + 1]
    energy = np.concatenate([[0.0], np.cumsum(sound**2)])
    windows = np.sqrt(np.maximum(energy[len(wanted) :] - energy[: -len(wanted)], 1.0))[: len(dots)]
    likeness = dots / (windows * np.linalg.norm(wanted))
    places: list[int] = []
    for place in np.flatnonzero(likeness > 0.97):
        if not places or place - places[-1] > len(wanted) // 2:
            places.append(int(place))
    return places


def spoken_words(sound: "np.ndarray[Any, Any]", pack: ClipPack) -> list[str]:
    """The clips heard in the sound, in order."""
    heard = [(place, name) for name, clip in pack.clips.items() for place in found_at(sound, clip)]
    return [name for _, name in sorted(heard)]


def decoded_qr(picture: Image.Image, path: Path) -> str:
    big = picture.convert("L").resize((picture.width * 2, picture.height * 2))
    big.save(path)
    result = subprocess.run(["zbarimg", "--raw", "-q", str(path)], capture_output=True, text=True, timeout=60, check=True)
    return result.stdout.strip()


def test_press_paper_call_screen_voice(
    live_server: Callable[..., Any],
    pty_printer: Callable[..., Any],
    kiosk_at: Callable[[str], Kiosk],
    eventually: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printer = pty_printer(baud=115_200)
    server = live_server(printer=f"serial:{printer.port}?baud=115200&profile=epson-tm-t82", complaint_phone="0292 3861 234")
    kiosk = kiosk_at(server.url)

    # one press, though the finger came down twice
    kiosk.until(lambda: fields(kiosk.loop.state, Glass.size), eventually)
    kiosk.touch("A")
    kiosk.until(lambda: kiosk.loop.state.scene is Scene.QUESTION, eventually)
    assert "Ông/bà có thuộc diện ưu tiên không?" in kiosk.glass.says()
    touched_s = SystemClock().monotonic_s()
    kiosk.until(lambda: SystemClock().monotonic_s() - touched_s > ELSEWHERE_S, eventually)
    kiosk.answer(Act.PLAIN)
    kiosk.until(lambda: kiosk.loop.state.scene is Scene.SHOWN, eventually)
    assert "A001" in kiosk.glass.says() and "Trước ông/bà không còn ai" in kiosk.glass.says()

    # one paper, confirmed by the printer itself
    kiosk.until(lambda: kiosk.loop.state.paper()[0] == "printed", eventually)
    kiosk.until(lambda: "Mời nhận phiếu" in kiosk.glass.says(), eventually)
    papers = printer.machine.papers()
    assert len(papers) == 1 and len(server.running.office.view.tickets) == 1 and printer.machine.unknown_bytes == 0
    day = server.running.office.view
    ticket = next(iter(day.tickets.values()))
    paper = ticket_paper(
        ticket,
        day.services[ticket.service],
        day.desk_for(ticket),
        0,
        rules=day.setup.paper,
        head=letterhead(server.config),
        words=paper_words(server.config),
        width_dots=576,
    )
    wanted = paint(render(paper, profile("epson-tm-t82").width_dots), 576)
    assert papers[0].picture.tobytes() == wanted.tobytes(), "the bands decoded from the bytes are the rendered bitmap"
    assert decoded_qr(papers[0].picture, tmp_path / "paper.png") == "https://dichvucong.gov.vn"

    # one call: seen and heard
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tmp_path / "voice.raw"))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "5")
    voices = Voices(
        tmp_path / "voice", lambda address: None, SystemClock(), languages=VOICE_LANGUAGES, texts=CLIP_TEXTS, own_after_s=0
    )
    voices.look()
    pack = voices.pack("vi")
    assert pack is not None and pack.voice.startswith("espeak-ng"), "espeak-ng is needed: sudo apt-get install espeak-ng"
    screen, speaker = PygameScreen(title="test", size=(1920, 1080), headless=True), PygameSpeaker(SystemClock())
    feed = Feed(server.url.replace("http", "ws") + "/api/hear", {"X-Moiso-Name": "screen"})
    loop = DisplayLoop(
        screen=screen,
        speaker=speaker,
        line=feed,
        voices=voices,
        words=Words("vi"),
        clock=SystemClock(),
        picture_file=tmp_path / "screen.png",
    )
    feed.start()

    def shows() -> bool:
        loop.step()
        screen.wait_frame(60)
        return bool(loop.state.board)

    eventually(lambda: (loop.step(), loop.state.followed.standing)[1])
    server.ask("call_next", desk=1)
    eventually(shows)
    eventually(lambda: (shows(), speaker.busy)[1])
    eventually(lambda: (shows(), not speaker.busy)[1], 40)
    feed.stop()
    speaker.close()
    screen.close()
    assert (loop.state.board[0].label, loop.state.board[0].desk) == ("A001", 1)
    assert (tmp_path / "screen.png").exists()
    sound = np.frombuffer((tmp_path / "voice.raw").read_bytes(), "<i2").astype(float)
    once = list(call_clips("A001", 1))
    assert spoken_words(sound, pack) == [CHIME, *once, *once]

    # and nothing of it is told otherwise by the tables
    server.stop()
    assert replay(server.config.data).differences == ()


def test_the_same_day_goes_on_after_a_restart(live_server: Callable[..., Any]) -> None:
    first = live_server(printer="fake:")
    first.ask("issue", service="A")
    first.ask("issue", service="B")
    first.ask("call_next", desk=1)
    first.stop()
    second = live_server(printer="fake:")
    assert second.ask("issue", service="A")["ticket"]["label"] == "A002"
    assert second.running.office.view.in_hand == {1: next(iter(second.running.office.view.tickets))}


def test_the_number_is_given_though_the_printer_is_gone_and_the_paper_comes_when_it_is_back(
    live_server: Callable[..., Any], eventually: Any
) -> None:
    server = live_server(printer="fake:")
    machine = server.running.paperwork.fakes["main"]
    machine.paper_out = True
    ticket = server.ask("issue", service="A")["ticket"]
    eventually(lambda: server.running.office.view.tickets[ticket["id"]].paper_trouble == "paper_out")
    assert machine.papers() == []
    machine.paper_out = False
    eventually(lambda: len(machine.papers()) == 1)
    eventually(lambda: server.running.office.view.tickets[ticket["id"]].paper == "printed")


def test_two_officers_pressing_at_once_never_get_the_same_ticket(live_server: Callable[..., Any]) -> None:
    server = live_server()
    for _ in range(30):
        server.ask("issue", service="R")
    called: list[str] = []

    def officer(desk: int) -> None:
        for _ in range(6):
            called.append(server.ask("call_next", desk=desk)["ticket"]["label"])
            server.ask("finish", desk=desk)

    officers = [threading.Thread(target=officer, args=(desk,)) for desk in (1, 2, 3, 4, 5)]
    for one in officers:
        one.start()
    for one in officers:
        one.join(60)
    assert sorted(called) == [f"R{number:03}" for number in range(1, 31)]

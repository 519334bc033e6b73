"""The office's pictures and films: fetched whole, decoded within bounds, gone when nobody wants them."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from display.media import HELD_BYTES, Media, within
from server.wire.heard import MediaView

SIZE = (400, 300)


def png(width: int, height: int, colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def mark(letter: str) -> str:
    return letter * 16


class Store:
    """A server's media by mark; `away` while it cannot be reached."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.away = False

    def fetch(self, address: str, file: Path) -> bool:
        self.asked.append(address)
        if self.away or address not in self.files:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self.files[address])
        return True


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def media(store: Store, tmp_path: Path) -> Callable[..., Media]:
    def make(*views: MediaView) -> Media:
        one = Media(tmp_path / "media", store.fetch, SIZE)
        one.want(views)
        return one

    return make


def view(letter: str, kind: str = "image") -> MediaView:
    return MediaView(mark=mark(letter), kind=kind)


def test_a_picture_is_fetched_once_and_decoded_for_its_field(store: Store, media: Any) -> None:
    store.files[f"/media/{mark('a')}"] = png(800, 200)
    one = media(view("a"))
    assert one.look()
    ((name, decoded),) = one.taken()
    assert name == mark("a") and decoded.size == (400, 100)
    assert one.look() and one.taken() == [] and len(store.asked) == 1


def test_what_nobody_wants_any_more_is_taken_away(store: Store, media: Any, tmp_path: Path) -> None:
    store.files |= {f"/media/{mark(one)}": png(10, 10) for one in "ab"}
    one = media(view("a"), view("b"))
    one.look()
    one.taken()
    one.want((view("b"),))
    one.look()
    assert (mark("a"), None) in one.taken()
    assert [path.name for path in (tmp_path / "media").iterdir()] == [mark("b")]


def test_while_the_server_is_away_the_rest_is_shown_and_it_is_tried_again(store: Store, media: Any) -> None:
    store.files[f"/media/{mark('a')}"] = png(10, 10)
    one = media(view("a"), view("b"))
    assert not one.look()
    assert [name for name, _ in one.taken()] == [mark("a")]
    store.files[f"/media/{mark('b')}"] = png(10, 10)
    assert one.look() and [name for name, _ in one.taken()] == [mark("b")]


def test_rubbish_is_left_out_and_not_asked_for_again(store: Store, media: Any, caplog: Any) -> None:
    store.files[f"/media/{mark('a')}"] = b"no picture"
    one = media(view("a"))
    assert one.look() and one.look() and one.taken() == [] and len(store.asked) == 1
    assert caplog.text.count("left out") == 1


def test_a_film_is_only_fetched(store: Store, media: Any, tmp_path: Path) -> None:
    store.files[f"/media/{mark('f')}"] = b"film"
    one = media(view("f", "video"))
    assert one.film(mark("f")) is None
    assert one.look() and one.taken() == []
    assert one.film(mark("f")) == tmp_path / "media" / mark("f")


@pytest.mark.parametrize("bad", ["../../etc/passwd", "", "A" * 16, "a/b"])
def test_a_mark_that_is_none_is_never_a_file(store: Store, media: Any, bad: str) -> None:
    one = media(MediaView(mark=bad))
    assert one.look() and store.asked == []


@pytest.mark.parametrize("count", [0, 1, 5, 40, 200])
def test_all_together_stay_within_what_a_small_machine_has(count: int) -> None:
    width, height = within((1152, 810), count)
    assert width <= 1152 and height <= 810
    assert width * height * 3 * count <= HELD_BYTES * 1.01 or (width, height) == (240, 240) or min(width, height) == 240


def test_the_thread_does_it_by_itself_and_ends(store: Store, media: Any, eventually: Any) -> None:
    store.files[f"/media/{mark('a')}"] = png(10, 10)
    one = media()
    one.start()
    one.want((view("a"),))
    eventually(one.taken)
    one.stop()

"""A picture goes as the fewest bytes that put the same dots on paper, in bands that any printer takes."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.printer.bands import BAND_BYTES, BAND_ROWS, HEADER_BYTES, bands, gap_bytes, hides_command
from drivers.printer.encode import _feed
from drivers.printer.lettering import drawn
from drivers.printer.pieces import Band, Gap, paint, rows_of


def of_rows(rows: list[str]) -> Image.Image:
    """`#` is black."""
    picture = Image.new("1", (len(rows[0]), len(rows)), 1)
    picture.putdata([0 if dot == "#" else 1 for row in rows for dot in row])
    return picture


def cost(pieces: list[Band | Gap]) -> int:
    return sum(HEADER_BYTES + len(piece.data) if isinstance(piece, Band) else gap_bytes(piece.rows) for piece in pieces)


def centred(picture: Image.Image, width: int, pieces: list[Band | Gap]) -> bytes:
    """The picture's ink in the middle of the paper, as the first band's bytes say: the rest of the byte may stand on either side."""
    box = picture.convert("L").point(lambda level: 255 - level).getbbox()
    assert box is not None
    paper = paint(tuple(pieces), width)
    found = paper.convert("L").point(lambda level: 255 - level).getbbox()
    assert found is not None
    assert (found[2] - found[0], found[1], found[3]) == (box[2] - box[0], box[1], box[3])
    assert abs((found[0] + found[2]) - width) <= 18
    return paper.crop(found).tobytes()


def rows_agree(picture: Image.Image, paper: Image.Image, most_apart: int) -> bool:
    """Whether each row has the picture's dots, and stands where it belongs in the middle of the paper, but for so many dots."""
    box = picture.convert("L").point(lambda level: 255 - level).getbbox()
    assert box is not None
    first = (paper.width - (box[2] - box[0])) // 2 - box[0]
    for row in range(picture.height):
        wanted = picture.crop((0, row, picture.width, row + 1))
        found = paper.crop((0, row, paper.width, row + 1))
        edges = [line.convert("L").point(lambda level: 255 - level).getbbox() for line in (wanted, found)]
        if edges[0] is None or edges[1] is None:
            if edges != [None, None]:
                return False
        elif (
            wanted.crop(edges[0]).tobytes() != found.crop(edges[1]).tobytes()
            or abs(edges[1][0] - edges[0][0] - first) > most_apart
        ):
            return False
    return True


pictures = st.builds(
    lambda width, rows, seed, share: of_rows(
        [
            "".join("#" if dice.random() < share * (row % 5 != 3) else "." for _ in range(width))
            for dice in (random.Random(seed),)
            for row in range(rows)
        ]
    ),
    st.integers(1, 120),
    st.integers(1, 150),
    st.integers(0, 999),
    st.sampled_from((0.02, 0.2, 0.7)),
)


@settings(max_examples=80, deadline=None)
@given(picture=pictures, across=st.sampled_from((1, 2)), down=st.sampled_from((1, 2)))
def test_every_picture_comes_out_dot_for_dot_in_bands_that_any_printer_takes(
    picture: Image.Image, across: int, down: int
) -> None:
    pieces = list(bands(picture, 576, across=across, down=down))
    assert sum(map(rows_of, pieces)) == picture.height * down
    found = [piece for piece in pieces if isinstance(piece, Band)]
    for band in found:
        assert band.rows <= BAND_ROWS
        assert len(band.data) <= max(BAND_BYTES, band.width_bytes)
        assert not hides_command(band.data)
        assert any(band.data)
    enlarged = picture.resize((picture.width * across, picture.height * down), Image.Resampling.NEAREST)
    assert not found or rows_agree(enlarged, paint(tuple(pieces), 576), 16 * across)


@pytest.mark.parametrize("text", ["PHIẾU SỐ THỨ TỰ", "Đăng ký lại kết hôn", "Số đường dây nóng: 0292 3861 234", "ក្រឡាញ់"])
@pytest.mark.parametrize("size", range(16, 36))
def test_all_bands_of_a_text_are_as_many_bytes_wide_modulo_two(text: str, size: int) -> None:
    """So that a printer which centres by whole bytes puts them under each other."""
    found = [piece for piece in bands(drawn(text, size, False), 576) if isinstance(piece, Band)]
    assert len({band.width_bytes % 2 for band in found}) == 1


def test_noise_as_wide_as_the_paper_hides_no_command_and_loses_no_dot() -> None:
    dice = random.Random(7)
    noise = b"".join(bytes([0xFF, *(dice.choice(b"\x10\x04\x05\x14\x00") for _ in range(46)), 0xFF]) for _ in range(60))
    picture = Image.frombytes("1", (384, 60), bytes(byte ^ 0xFF for byte in noise))
    pieces = list(bands(picture, 384))
    assert not any(hides_command(piece.data) for piece in pieces if isinstance(piece, Band))
    paper = paint(tuple(pieces), 384)
    was, now = picture.convert("L").tobytes(), paper.convert("L").tobytes()
    less = sum(a < b for a, b in zip(was, now, strict=True))
    more = sum(a > b for a, b in zip(was, now, strict=True))
    assert less == 0
    assert 0 < more < 60 * 12


@pytest.mark.parametrize("seed", range(12))
def test_no_other_split_costs_fewer_bytes(seed: int) -> None:
    dice = random.Random(seed)
    widths = [dice.choice((0, 1, 2, 5, 9)) for _ in range(dice.randrange(2, 11))]
    widths[0] = widths[-1] = 9
    rows = [("#" * (16 * width)).center(144, ".") for width in widths]
    got = cost(list(bands(of_rows(rows), 576)))
    count = len(rows)
    best = min(
        sum(
            gap_bytes(b - a) if max(widths[a:b]) == 0 else HEADER_BYTES + 2 * max(widths[a:b]) * (b - a)
            for a, b in zip((0, *cuts), (*cuts, count), strict=True)
        )
        for parts in range(count)
        for cuts in combinations(range(1, count), parts)
    )
    assert got == best


@given(rows=st.integers(0, 190))
def test_blank_paper_costs_what_is_sent_for_it(rows: int) -> None:
    assert gap_bytes(rows) == len(b"".join(_feed(rows)))


def test_a_row_that_holds_a_real_time_command_moves_the_whole_picture_and_not_one_band() -> None:
    wide = "#" * 46
    rows = [wide, *["...#......##" + "." * 22 + "###" + "." * 9] * 40, wide]
    hidden = of_rows(rows)
    pieces = list(bands(hidden, 576))
    assert centred(hidden, 576, pieces) == hidden.tobytes()
    assert not any(hides_command(piece.data) for piece in pieces if isinstance(piece, Band))


@pytest.mark.parametrize("command", [b"\x10\x04", b"\x10\x05", b"\x10\x14"])
def test_a_command_that_stands_across_two_rows_is_parted_or_moved(command: bytes) -> None:
    rows = Image.frombytes("1", (16, 2), bytes(byte ^ 0xFF for byte in (0xFF, command[0], command[1], 0xFF)))
    pieces = list(bands(rows, 576))
    assert centred(rows, 576, pieces) == rows.tobytes()
    assert not any(hides_command(piece.data) for piece in pieces if isinstance(piece, Band))


def test_a_picture_wider_than_the_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="wider than the paper"):
        list(bands(Image.new("1", (400, 2), 0), 384))


def test_a_blank_picture_is_blank_paper() -> None:
    assert list(bands(Image.new("1", (40, 7), 1), 384, down=2)) == [Gap(14)]

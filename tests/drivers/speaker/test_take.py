"""What people record becomes a clip like every other one, whatever their recorder wrote; what cannot is refused with its reason."""

import contextlib
import math
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from drivers.speaker.level import TARGET_DBFS
from drivers.speaker.pack import RATE_HZ, read_clip, wav_of
from drivers.speaker.take import MOST_S, BadTake, Flaw, clip_of, decoded, resampled

Floats = NDArray[np.float64]


def voice(rate_hz: int, seconds: float = 0.6, loud: float = 0.3, before_s: float = 0.5, after_s: float = 0.7) -> Floats:
    """Something like a vowel between two silences with a little hiss."""
    t = np.arange(int(rate_hz * seconds)) / rate_hz
    tone = loud * (np.sin(2 * np.pi * 190 * t) + 0.5 * np.sin(2 * np.pi * 570 * t)) / 1.5 * np.minimum(1, 30 * t)
    hiss = np.random.default_rng(5).normal(0, loud / 1000, int(rate_hz * (before_s + seconds + after_s)))
    hiss[int(rate_hz * before_s) :][: len(tone)] += tone
    return hiss


def wav(samples: Floats, rate_hz: int, bits: int = 16, channels: int = 1, code: int = 1) -> bytes:
    if code == 3:
        body = samples.astype("<f4").tobytes()
    elif bits == 8:
        body = (np.round(samples * 127) + 128).astype(np.uint8).tobytes()
    else:
        whole = np.round(samples * (2 ** (bits - 1) - 1)).astype("<i4")
        body = b"".join(int(one).to_bytes(bits // 8, "little", signed=True) for one in whole)
    if channels == 2:
        width = bits // 8
        body = b"".join(body[place : place + width] * 2 for place in range(0, len(body), width))
    head = struct.pack("<HHIIHH", code, channels, rate_hz, rate_hz * channels * bits // 8, channels * bits // 8, bits)
    return riff((b"LIST", b"odd"), (b"fmt ", head), (b"data", body))


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def numbers(clip: object) -> Floats:
    return np.asarray(clip, dtype=np.float64)


def likeness(one: Floats, other: Floats) -> float:
    """Normalised correlation at the best offset."""
    dots = np.correlate(one, other, "full")
    return float(np.max(np.abs(dots)) / (np.linalg.norm(one) * np.linalg.norm(other)))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(("bits", "code"), [(8, 1), (16, 1), (24, 1), (32, 1), (32, 3)])
@pytest.mark.parametrize("rate_hz", [16_000, 48_000])
def test_every_usual_recording_becomes_the_same_clip(rate_hz: int, bits: int, code: int, channels: int) -> None:
    clip = numbers(clip_of(wav(voice(rate_hz), rate_hz, bits, channels, code)))
    assert likeness(clip, voice(RATE_HZ, before_s=0, after_s=0)) > 0.97
    assert 0.6 <= len(clip) / RATE_HZ <= 0.75, "the silence is gone, the soft ends are not"
    active = clip[np.abs(clip) >= np.abs(clip).max() * 0.05]
    assert 20 * math.log10(float(np.sqrt(np.mean(active**2))) / 32767) == pytest.approx(TARGET_DBFS, abs=0.6)
    assert clip[0] == clip[-1] == 0


@pytest.mark.parametrize("rate_hz", [8000, 11_025, 22_050, 32_000, 44_100, 44_056, 96_000])
def test_any_rate_will_do(rate_hz: int) -> None:
    assert likeness(numbers(clip_of(wav(voice(rate_hz), rate_hz))), voice(RATE_HZ, before_s=0, after_s=0)) > 0.97


def test_what_the_new_rate_cannot_carry_does_not_come_back_as_a_whistle() -> None:
    t = np.arange(9600) / 48_000
    for hertz, passes in ((3000, True), (8000, True), (14_000, False), (20_000, False)):
        out = numbers(resampled((0.5 * np.sin(2 * np.pi * hertz * t)).tolist(), 48_000))[500:-500]
        rms = float(np.sqrt(np.mean(out**2)))
        assert rms == pytest.approx(0.5 / math.sqrt(2), rel=0.02) if passes else rms < 0.002, hertz


def test_a_clip_of_ours_comes_back_as_it_was(spoken_folder: Path) -> None:
    before = read_clip(spoken_folder / "moi.wav")
    assert likeness(numbers(clip_of(wav_of(before))), np.frombuffer(before, "<i2").astype(float)) > 0.99


def test_a_click_of_the_mouse_is_not_the_beginning_of_the_word() -> None:
    samples = voice(22_050)
    samples[1000:1040] = 0.6
    assert len(clip_of(wav(samples, 22_050))) / RATE_HZ < 0.75


def test_hiss_around_the_voice_goes_too() -> None:
    samples = voice(22_050) + np.random.default_rng(6).normal(0, 0.006, len(voice(22_050)))
    assert len(clip_of(wav(samples, 22_050))) / RATE_HZ < 0.8


def test_a_constant_that_a_cheap_card_adds_is_no_voice() -> None:
    with pytest.raises(BadTake, match=Flaw.SILENT):
        clip_of(wav(np.full(22_050, 0.2), 22_050))
    assert likeness(numbers(clip_of(wav(voice(22_050) + 0.2, 22_050))), voice(RATE_HZ, before_s=0, after_s=0)) > 0.97


def flaw(data: bytes) -> Flaw:
    with pytest.raises(BadTake) as refused:
        clip_of(data)
    return refused.value.flaw


def test_what_cannot_become_a_clip_is_refused_with_its_reason() -> None:
    assert flaw(wav(np.zeros(22_050), 22_050)) is Flaw.SILENT
    assert flaw(wav(voice(22_050, loud=0.01), 22_050)) is Flaw.TOO_QUIET
    assert flaw(wav(voice(22_050, seconds=MOST_S + 0.5), 22_050)) is Flaw.TOO_LONG
    assert flaw(wav(np.zeros(31 * 8000), 8000)) is Flaw.TOO_LONG
    assert flaw(wav(np.clip(voice(22_050, loud=1) * 4, -1, 1), 22_050)) is Flaw.CLIPPED
    assert flaw(wav(np.clip(voice(22_050, loud=1) * 2, -0.7, 0.7), 22_050)) is Flaw.CLIPPED, "cut off below the top, too"
    click = np.zeros(22_050)
    click[9000:9100] = 0.5
    assert flaw(wav(click, 22_050)) is Flaw.TOO_SHORT


def test_a_loud_voice_that_is_not_cut_off_is_taken() -> None:
    loud = voice(48_000)
    assert clip_of(wav(loud / np.abs(loud).max(), 48_000))


HEAD = struct.pack("<HHIIHH", 1, 1, 22_050, 44_100, 2, 16)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"RIFF", b"OggS" + bytes(100), b"\x1aE\xdf\xa3" + bytes(100), riff(), riff((b"fmt ", HEAD)), riff((b"data", bytes(100))),
        riff((b"fmt ", b"short"), (b"data", bytes(100))), riff((b"fmt ", HEAD[:2] + b"\x03" + HEAD[3:]), (b"data", bytes(100))),
        riff((b"fmt ", b"\x55" + HEAD[1:]), (b"data", bytes(100))), riff((b"fmt ", HEAD[:14] + b"\x0c\0"), (b"data", bytes(100))),
        riff((b"fmt ", HEAD[:14] + b"\0\0"), (b"data", bytes(100))), riff((b"fmt ", HEAD[:4] + bytes(4) + HEAD[8:]), (b"data", bytes(100))),
    ],
)  # fmt: skip
def test_what_is_no_sound_is_refused(data: bytes) -> None:
    assert flaw(data) is Flaw.NOT_WAV


def test_a_file_of_a_recorder_that_was_stopped_is_read_to_its_end(tmp_path: Path) -> None:
    whole = wav(voice(22_050), 22_050)
    place = whole.index(b"data") + 4
    endless = whole[:place] + b"\xff\xff\xff\xff" + whole[place + 4 :]
    assert clip_of(endless) == clip_of(whole)
    assert len(decoded(endless[:-1])[0]) == len(decoded(whole)[0]) - 1, "half a sample is none"


def test_a_wav_of_the_extensible_kind_is_read() -> None:
    body = np.round(voice(22_050) * 32767).astype("<i2").tobytes()
    head = struct.pack("<HHIIHH", 0xFFFE, 1, 22_050, 44_100, 2, 16) + struct.pack("<HHIH", 22, 16, 4, 1) + bytes(14)
    assert clip_of(riff((b"fmt ", head), (b"data", body))) == clip_of(wav(voice(22_050), 22_050))


@given(st.binary(max_size=400), st.integers(0, 60))
def test_whatever_comes_it_is_a_clip_or_refused(noise: bytes, at: int) -> None:
    good = riff((b"fmt ", HEAD), (b"data", bytes(300)))
    for data in (noise, good[:at] + noise, good[:at] + noise[:3] + good[at + 3 :]):
        with contextlib.suppress(BadTake):
            clip_of(data)


def test_the_standard_library_reads_what_we_write(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(wav_of(clip_of(wav(voice(48_000), 48_000)).tobytes()))
    with wave.open(str(tmp_path / "x.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE_HZ, 1, 2)

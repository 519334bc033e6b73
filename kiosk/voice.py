"""The kiosk's mouth: one sentence a scene and the number, in the citizen's language, out of the server's clip packs. Knows no scenes and no pixels.

What is new takes the place of what is being said; a number is said to its end. The office's own words are made by espeak-ng in a thread, once.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Protocol

from drivers.clock import Clock
from drivers.speaker.pack import ClipPack, Reading, together
from drivers.speaker.tones import GIVEN, tones
from kiosk.guide import Clip, Number, Own, Part, Sentence, Speech
from kiosk.state import KioskState
from server.wire import Snapshot
from server.words import VOICE_LANGUAGES, number_clips

OWN_WAIT_S = 1.5
"""Words that are not made by then are not waited for: the clip in their place is said."""
OWN_MOST = 300
"""Names and papers of a large centre in two languages; all are made anew when there are more."""


class Speaker(Protocol):
    """See drivers.speaker.pygame_speaker.PygameSpeaker."""

    @property
    def ready(self) -> bool: ...
    @property
    def busy(self) -> bool: ...
    def play(self, sound: bytes, volume: int = 100) -> bool: ...
    def place(self) -> int: ...
    def end_at(self, place: int) -> None: ...
    def close(self) -> None: ...


class Packs(Protocol):
    """See drivers.speaker.voices.Voices."""

    def pack(self, language: str) -> ClipPack | None: ...
    def want(self, marks: Mapping[str, str]) -> None: ...


class Live(Protocol):
    """See drivers.speaker.live.LiveVoice."""

    def speak(self, texts: tuple[tuple[str, str], ...]) -> "Future[Reading]": ...


class Voice:
    """`speaker` opens the loudspeaker, as soon as the office wants a voice; without a sound card it is silent and looks again (see PygameSpeaker)."""

    def __init__(self, *, speaker: Callable[[], Speaker], voices: Packs, live: Live, clock: Clock) -> None:
        self._open, self._voices, self._live, self._clock = speaker, voices, live, clock
        self._speaker: Speaker | None = None
        self._standing: Snapshot | None = None
        self._next: Speech = ()
        self._until_s = float("-inf")
        self._says_number = False
        self._own: dict[tuple[str, str], Future[Reading]] = {}
        self._given = tones(GIVEN)

    def say(self, speech: Speech) -> None:
        """From now on this belongs here, () for silence. A number that is being said, or waits to be, is not taken back."""
        if _has_number(self._next) and not _has_number(speech):
            return
        self._next = speech
        self._until_s = self._clock.monotonic_s() + OWN_WAIT_S
        self._prepare(speech)
        if self._speaker is not None and self._speaker.busy and not self._says_number:
            self._speaker.end_at(self._speaker.place())

    def step(self, state: KioskState) -> None:
        """Once a frame."""
        if state.followed.standing is not self._standing and state.followed.standing is not None:
            self._standing = state.followed.standing
            self._turn(state)
        if self._speaker is None:
            self._next = ()
        elif self._speaker.ready and self._next and self._may_begin(self._speaker):
            speech, self._next = self._next, ()
            self._says_number = _has_number(speech)
            sound = together(self._given if self._says_number else b"", self._readings(speech)).samples
            self._speaker.play(sound)

    def close(self) -> None:
        if self._speaker is not None:
            self._speaker.close()
            self._speaker = None

    def _turn(self, state: KioskState) -> None:
        """On or off, and the packs of the languages that are on."""
        if not state.rules.speaks:
            self.close()
            return
        if self._speaker is None:
            self._speaker = self._open()
        marks = state.followed.standing.voices if state.followed.standing is not None else {}
        wanted = {"vi", *state.languages}
        self._voices.want({language: mark for language, mark in marks.items() if language in wanted})

    def _may_begin(self, speaker: Speaker) -> bool:
        if self._says_number and speaker.busy:
            return False
        made = (self._own[one].done() for sentence in self._next for one in _own_texts(sentence) if one in self._own)
        return all(made) or self._clock.monotonic_s() >= self._until_s

    def _prepare(self, speech: Speech) -> None:
        """What no pack has is made while something else is said."""
        for one in (one for sentence in speech for one in _own_texts(sentence)):
            if one not in self._own:
                if len(self._own) >= OWN_MOST:
                    self._own.clear()
                self._own[one] = self._live.speak((one,))

    def _readings(self, speech: Speech) -> list[Reading]:
        """Those that can be said."""
        return [reading for sentence in speech if (reading := self._reading(sentence)) is not None]

    def _reading(self, sentence: Sentence) -> Reading | None:
        """In its language, else in Vietnamese; None where neither can: better nothing than half a sentence."""
        languages = (sentence.language,) if sentence.only else dict.fromkeys((sentence.language, "vi"))
        for language in languages:
            for parts in (sentence.parts, sentence.least):
                if parts and (reading := self._read(parts, language)) is not None:
                    return reading
        return None

    def _read(self, parts: tuple[Part, ...], language: str) -> Reading | None:
        pack, out = self._voices.pack(language), list[bytes]()
        for part in parts:
            clips = self._part(part, language, pack)
            if clips is None:
                return None
            out += clips
        return tuple(out)

    def _part(self, part: Part, language: str, pack: ClipPack | None) -> Reading | None:
        match part:
            case Clip(name):
                return pack.reading((name,)) if pack is not None else None
            case Number(label, priority):
                return _number(label, priority, language, pack)
        for one in dict.fromkeys((_own_text(part, language), _own_text(part, "vi"))):  # no program speaks Khmer
            made = self._own.get(one)
            if made is not None and made.done() and made.result():
                return made.result()
        return pack.reading((part.otherwise,)) if pack is not None and part.otherwise else None


def _number(label: str, priority: bool, language: str, pack: ClipPack | None) -> Reading | None:
    try:
        names = number_clips(label, language=language, priority=priority)
    except KeyError:  # a letter without a spoken name
        return None
    return pack.reading(names) if pack is not None else None


def _has_number(speech: Speech) -> bool:
    return any(isinstance(part, Number) for sentence in speech for part in sentence.parts)


def _own_texts(sentence: Sentence) -> list[tuple[str, str]]:
    """Language and text of the office's own words in it, in both languages that it may be said in."""
    languages = dict.fromkeys((sentence.language, "vi"))
    return [_own_text(part, language) for part in sentence.parts if isinstance(part, Own) for language in languages]


def _own_text(part: Own, language: str) -> tuple[str, str]:
    """Words that there are only in Vietnamese are said as Vietnamese."""
    spoken = language if language in VOICE_LANGUAGES and part.names.get(language) else "vi"
    return spoken, part.names.get(spoken, "")

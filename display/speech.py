"""The screen's mouth: plays what the announcer wants said, breaks it off for an emergency, and tells the server what was spoken."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, Protocol

from display.announce import Announcement, Announcer, is_voice, readings_of, rules_of, wants_voice
from display.quiet import is_quiet, trial_due
from display.state import YOUNG_S, ScreenState
from drivers.speaker.pack import ClipPack, Reading, Sound, together
from server.wire.heard import Heard, Seen, Snapshot
from server.wire.said import Spoken, Stands
from server.words import VOICE_LANGUAGES, trial_clips

ALARM_EVERY_S = 60.0
"""From the beginning of one to the beginning of the next."""
LIVE_WAIT_S = 3.0
"""A program that has not spoken the emergency by then is not waited for: the chime rings."""
ALARM_CHIMES = 3
ALARM_VOLUME = 100
SoundIs = Literal["ready", "none", "off"]


class Speaker(Protocol):
    """See drivers.speaker.pygame_speaker.PygameSpeaker."""

    @property
    def ready(self) -> bool: ...
    @property
    def busy(self) -> bool: ...
    def play(self, sound: bytes, volume: int = 100) -> bool: ...
    def place(self) -> int: ...
    def end_at(self, place: int) -> None: ...


class Packs(Protocol):
    """See drivers.speaker.voices.Voices."""

    @property
    def chime(self) -> bytes: ...
    def pack(self, language: str) -> ClipPack | None: ...
    def want(self, marks: Mapping[str, str]) -> None: ...


class Live(Protocol):
    """See drivers.speaker.live.LiveVoice."""

    def speak(self, texts: tuple[tuple[str, str], ...]) -> "Future[Reading]": ...


class Telling(Protocol):
    """See drivers.feed.Feed."""

    def say(self, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class _Playing:
    """What the loudspeaker plays. `ends_at`: where it was broken off, in samples. Only a call has an announcement."""

    sound: Sound
    announcement: Announcement | None = None
    is_alarm: bool = False
    is_trial: bool = False
    ends_at: int | None = None


class Speech:
    """`step` once a frame. Without a speaker nothing is said, and the server is told so."""

    def __init__(self, *, speaker: Speaker | None, voices: Packs, live: Live | None, line: Telling) -> None:
        self._speaker = speaker
        self._voices = voices
        self._live = live
        self._line = line
        self._announcer = Announcer()
        self._playing: _Playing | None = None
        self._standing: Snapshot | None = None
        self._stood: Stands | None = None
        self._tested_at: datetime | None = None
        self._tried: date | None = None
        self._rung: set[tuple[str, datetime | None]] = set()
        self._alarm: dict[str, str] = {}
        self._alarm_clips: Future[Reading] | None = None
        self._alarm_since_s = self._alarm_said_s = float("-inf")

    @property
    def languages(self) -> tuple[str, ...]:
        """Those with a pack at hand."""
        return tuple(one for one in VOICE_LANGUAGES if self._voices.pack(one) is not None)

    def connected(self) -> None:
        """The line is up: the server must hear how we stand."""
        self._stood = None

    def heard(self, message: Heard) -> None:
        """Every message of the server, beside what the state makes of it."""
        if isinstance(message, Seen) and message.spoken:
            self._announcer.spoken(message.ticket, message.calls)

    def step(self, state: ScreenState, now_s: float) -> None:
        """Say what is to be said now."""
        if state.followed.standing is not self._standing and state.followed.standing is not None:
            self._standing = state.followed.standing
            self._voices.want(self._standing.voices)
        self._announcer.hear(state, now_s)
        self._prepare_alarm(state, now_s)
        self._stand(state)
        if self._speaker is None:
            return
        if self._speaker.busy:
            self._break_off_if_needed(self._speaker)
            return
        self._note_end(state, now_s)
        if self._speaker.ready and state.followed.standing is not None:
            self._begin(self._speaker, state, now_s)

    def _begin(self, speaker: Speaker, state: ScreenState, now_s: float) -> None:
        volume = state.followed.place.volume
        if (alarm := self._alarm_sound(state, now_s)) is not None:
            self._alarm_said_s = now_s
            self._play(speaker, _Playing(alarm, is_alarm=True), ALARM_VOLUME)
        elif not self._alarm and (ring := self._help_sound(state, now_s)) is not None:
            self._play(speaker, _Playing(ring), volume)
        elif not self._alarm and (trial := self._trial_sound(state, now_s)) is not None:
            self._play(speaker, _Playing(trial, is_trial=True), volume)
        elif (announcement := self._announcer.next(state, now_s)) is not None:
            self._play(speaker, _Playing(self._call_sound(announcement, state), announcement), volume)

    def _play(self, speaker: Speaker, playing: _Playing, volume: int) -> None:
        if speaker.play(playing.sound.samples, volume):
            self._playing = playing

    def _note_end(self, state: ScreenState, now_s: float) -> None:
        """What was being played is over: tell the server, or say it again if it was broken off too early."""
        done, self._playing = self._playing, None
        if done is None:
            return
        if done.is_trial:
            self._tested_at = state.local(now_s)
            self._stand(state)
        elif done.announcement is None:
            return
        elif done.ends_at is not None and done.ends_at < done.sound.told:
            self._announcer.put_back(done.announcement)
        elif done.sound.told:
            call = done.announcement.call
            self._line.say(Spoken(ticket=call.ticket, calls=max(1, call.calls)).model_dump_json())

    def _break_off_if_needed(self, speaker: Speaker) -> None:
        """An emergency does not wait for a call, and its end ends it; both at the end of a word."""
        playing = self._playing
        if playing is None or playing.ends_at is not None or playing.is_alarm is bool(self._alarm):
            return
        place = speaker.place()
        end = next((end for end in playing.sound.ends if end >= place), None)
        if end is not None:
            speaker.end_at(end)
            self._playing = replace(playing, ends_at=end)

    def _prepare_alarm(self, state: ScreenState, now_s: float) -> None:
        """Have the emergency spoken in the background as soon as it is known."""
        emergency = rules_of(state).emergency if wants_voice(state) and is_voice(state) else {}
        if emergency == self._alarm:
            return
        self._alarm, self._alarm_clips = dict(emergency), None
        self._alarm_since_s, self._alarm_said_s = now_s, float("-inf")
        if emergency and self._live is not None:
            texts = sorted(emergency.items(), key=lambda one: one[0] != "vi")
            self._alarm_clips = self._live.speak(tuple(texts))

    def _alarm_sound(self, state: ScreenState, now_s: float) -> Sound | None:
        """The emergency, if it is to be said now: spoken, or the chime three times."""
        if not self._alarm or now_s - self._alarm_said_s < ALARM_EVERY_S:
            return None
        clips = self._alarm_clips
        if clips is not None and not clips.done() and now_s - self._alarm_since_s < LIVE_WAIT_S:
            return None
        reading = clips.result() if clips is not None and clips.done() else ()
        chime = self._voices.chime
        return together(chime, [(one,) for one in reading] or [(chime,)] * (ALARM_CHIMES - 1))

    def _help_sound(self, state: ScreenState, now_s: float) -> Sound | None:
        """The chime twice for somebody who has just asked for help at a kiosk; once for each time that they ask."""
        new = {(one.kiosk, one.at) for one in state.helps} - self._rung
        self._rung = {(one.kiosk, one.at) for one in state.helps}
        now = state.local(now_s)
        young = [at for _, at in new if now is None or at is None or (now - at).total_seconds() <= YOUNG_S]
        if not young or not wants_voice(state) or not is_voice(state) or is_quiet(now, rules_of(state).quiet):
            return None
        return together(self._voices.chime, [(self._voices.chime,)])

    def _trial_sound(self, state: ScreenState, now_s: float) -> Sound | None:
        """The chime and a sentence, in the morning, if it is time."""
        now, standing = state.local(now_s), state.followed.standing
        if now is None or standing is None or not trial_due(now, standing.sessions, self._tried):
            return None
        if not wants_voice(state) or not is_voice(state) or is_quiet(now, standing.screen.quiet):
            return None
        self._tried, pack = now.date(), self._voices.pack("vi")
        reading = pack.reading(trial_clips()) if pack is not None else None
        return together(self._voices.chime, [reading] if reading else [])

    def _call_sound(self, announcement: Announcement, state: ScreenState) -> Sound:
        standing = state.followed.standing
        desk = None if standing is not None and standing.one_officer else announcement.call.desk
        return together(self._voices.chime, readings_of(announcement, desk, self._voices.pack))

    def _stand(self, state: ScreenState) -> None:
        """Tell the server how we stand, when that is new."""
        if state.followed.standing is None:
            return
        stands = Stands(sound=self.sound(state), tested_at=self._tested_at)
        if stands != self._stood:
            self._stood = stands
            self._line.say(stands.model_dump_json())

    def sound(self, state: ScreenState) -> SoundIs:
        """How this screen can be heard, as in Stands."""
        if self._speaker is None or not wants_voice(state):
            return "off"
        return "ready" if self._speaker.ready else "none"

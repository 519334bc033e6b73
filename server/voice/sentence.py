"""A whole call as one WAV, put together as a screen does it: to hear a voice before citizens do."""

from dataclasses import dataclass

from drivers.speaker.pack import CHIME, together, wav_of
from server.voice.packs import VoicePack
from server.words import call_clips


@dataclass(frozen=True, slots=True)
class Call:
    """What is called. `desk` None: no desk is named."""

    label: str
    desk: int | None = None
    calls: int = 1
    priority: bool = False
    short: bool = False


def sentence(voice: VoicePack, call: Call) -> bytes | None:
    """The chime and one reading; None when the voice lacks a clip, or a letter has no name."""
    try:
        names = call_clips(call.label, call.desk, call.calls, language=voice.language, priority=call.priority, short=call.short)
    except KeyError:
        return None
    reading = voice.pack.reading(names)
    return None if reading is None else wav_of(together(voice.pack.clips[CHIME], [reading]).samples)

"""What is said to people, in their language. A porch: the kiosk and the screen say it too. Knows no tickets, only facts to fill in."""

from server.words.say import LANGUAGES, PAPER_LANGUAGES, PAPER_SECTIONS, SECOND_LANGUAGES, Words
from server.words.spoken import CLIP_TEXTS, VOICE_LANGUAGES, call_clips, clip_texts, guide_clip, number_clips, trial_clips

__all__ = [
    "CLIP_TEXTS",
    "LANGUAGES",
    "PAPER_LANGUAGES",
    "PAPER_SECTIONS",
    "SECOND_LANGUAGES",
    "VOICE_LANGUAGES",
    "Words",
    "call_clips",
    "clip_texts",
    "guide_clip",
    "number_clips",
    "trial_clips",
]

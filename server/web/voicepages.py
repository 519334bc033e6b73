"""The voices: their clips for screens, and the page where the office records its own.

What comes in is made a clip here, by the server, whatever recorded it; the page only records and shows.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from drivers.speaker.pack import BYTES_PER_SAMPLE, CHIME, RATE_HZ, wav_of
from drivers.speaker.take import FILE_BYTES, MOST_S, BadTake, clip_of
from server.office.office import Office
from server.ports import Audited, AuditEntry
from server.voice.packs import RECORDED, Packs
from server.voice.sentence import Call, sentence
from server.web import answers
from server.web.access import guarded
from server.web.exportpage import actor_of
from server.words import VOICE_LANGUAGES, Words, clip_texts

HERE = "/office/voice"
FOREVER = "private, max-age=31536000, immutable"
"""An address with a mark is always the same sound."""
_GROUPS = (("digits", "so_"), ("letters", "chu_"))


class DropAsk(BaseModel):
    """POST /api/voice/drop: the program's clip instead of the recording."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Annotated[str, Field(max_length=10)]
    clip: Annotated[str, Field(max_length=40)]


class VoicePages:
    """`shown` makes a page of the office; `changed` is called when a pack is another one."""

    def __init__(
        self,
        *,
        shown: Callable[..., Response],
        packs: Packs,
        words: Words,
        office: Office,
        changed: Callable[[], None],
    ) -> None:
        self._shown = shown
        self._packs = packs
        self._words = words
        self._office = office
        self._changed = changed
        self._one_at_a_time = asyncio.Lock()  # a recording takes a second of computing

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route(HERE, self.show, methods=["GET"])
        router.add_api_route("/voice/{language}/pack.json", self.index, methods=["GET"])
        router.add_api_route("/voice/{language}/sentence.wav", self.sentence, methods=["GET"])
        router.add_api_route("/voice/{language}/{clip}.wav", self.clip, methods=["GET"])
        router.add_route("/api/voice/put", guarded(self.put, self._words), methods=["POST"])
        router.add_route("/api/voice/drop", guarded(self.drop, self._words), methods=["POST"])
        return router

    async def show(self, request: Request) -> Response:
        asked = request.query_params.get("language", "")
        language = asked if asked in VOICE_LANGUAGES else VOICE_LANGUAGES[0]
        sources = voice.sources if (voice := self._packs.pack(language)) is not None else {}
        rows = [{"name": name, "text": text, "source": sources.get(name, "none")} for name, text in clip_texts(language).items()]
        day = self._office.view
        desks = [] if day.setup.one_officer else list(day.desks)
        return self._shown(
            request,
            "voice.html",
            HERE,
            voice_language=language,
            voice_languages=VOICE_LANGUAGES,
            groups=_grouped(rows),
            recorded=sum(row["source"] == RECORDED for row in rows),
            total=len(rows),
            desks=desks,
            js={**self._words.section("voice"), "language": language, "most_bytes": FILE_BYTES},
        )

    async def index(self, language: str) -> Response:
        voice = self._packs.pack(language)
        if voice is None:
            return self._missing()
        facts = {"language": language, "voice": voice.pack.voice, "mark": voice.mark, "clips": dict(voice.marks)}
        return answers.done(**facts, sources=dict(voice.sources))

    async def clip(self, request: Request, language: str, clip: str) -> Response:
        """One clip. With a mark that is not the pack's any more there is nothing: no screen mixes two packs."""
        voice, mark = self._packs.pack(language), request.query_params.get("mark")
        if voice is None or clip not in voice.pack.clips or mark not in (None, voice.mark):
            return self._missing()
        return _wav(wav_of(voice.pack.clips[clip]), forever=mark is not None)

    async def sentence(self, request: Request, language: str) -> Response:
        """A whole call, as a screen says it."""
        voice, asked = self._packs.pack(language), request.query_params
        desk, calls = asked.get("desk", ""), asked.get("calls", "1")
        if voice is None or not _small(calls) or not (desk == "" or _small(desk)) or len(asked.get("label", "")) > 8:
            return self._missing()
        call = Call(
            asked.get("label", ""),
            int(desk) if desk else None,
            int(calls),
            asked.get("priority") == "1",
            asked.get("short") == "1",
        )
        sound = sentence(voice, call)
        return self._missing() if sound is None else _wav(sound, forever=False)

    async def put(self, request: Request) -> Response:
        """A WAV of any usual kind takes the place of a clip."""
        language, clip = request.query_params.get("language", ""), request.query_params.get("clip", "")
        if not _known(language, clip):
            return self._missing()
        data = await request.body()
        async with self._one_at_a_time:
            try:
                samples = (await asyncio.to_thread(clip_of, data)).tobytes()
                await asyncio.to_thread(self._packs.put, language, clip, samples)
            except BadTake as error:
                message = self._words.say(f"voice.flaw_{error.flaw}", most=int(MOST_S))
                return answers.refusal(HTTPStatus.UNPROCESSABLE_ENTITY, error.flaw, message)
            except OSError as error:
                return self._unwritable(error)
        self._changed()
        await self._note(request, Audited.VOICE_RECORDED, language, clip)
        return answers.done(source=RECORDED, seconds=round(len(samples) / BYTES_PER_SAMPLE / RATE_HZ, 2))

    async def drop(self, request: Request) -> Response:
        asked = await answers.read(DropAsk, request)
        if not _known(asked.language, asked.clip):
            return self._missing()
        async with self._one_at_a_time:
            try:
                await asyncio.to_thread(self._packs.drop, asked.language, asked.clip)
            except OSError as error:
                return self._unwritable(error)
        self._changed()
        await self._note(request, Audited.VOICE_DROPPED, asked.language, asked.clip)
        voice = self._packs.pack(asked.language)
        return answers.done(source="none" if voice is None else voice.sources.get(asked.clip, "none"))

    async def _note(self, request: Request, what: Audited, language: str, clip: str) -> None:
        """Who made the loudspeaker say something else stands in the log."""
        await self._office.note(AuditEntry(actor_of(request), what, f"{clip_texts(language)[clip]} ({language})"))

    def _missing(self) -> Response:
        return answers.refusal(HTTPStatus.NOT_FOUND, "not_found", self._words.say("refused.not_found"))

    def _unwritable(self, error: OSError) -> Response:
        answers.log.error("a recording could not be kept: %s", error)
        return answers.refusal(HTTPStatus.INSUFFICIENT_STORAGE, "storage_full", self._words.say("refused.storage_full"))


def _grouped(rows: list[dict[str, str]]) -> list[tuple[str, list[dict[str, str]]]]:
    """Sentences, numbers and letters, in the order of their file."""
    groups: dict[str, list[dict[str, str]]] = {"phrases": [], "digits": [], "letters": []}
    for row in rows:
        name = next((group for group, head in _GROUPS if row["name"].startswith(head)), "phrases")
        groups[name].append(row)
    return list(groups.items())


def _known(language: str, clip: str) -> bool:
    return language in VOICE_LANGUAGES and clip != CHIME and clip in clip_texts(language)


def _small(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


def _wav(data: bytes, *, forever: bool) -> Response:
    headers = {"cache-control": FOREVER} if forever else {}
    return Response(data, media_type="audio/wav", headers=headers)

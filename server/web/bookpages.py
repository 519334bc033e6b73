"""What the office looks up: today's figures, the log, who went first and why, and the proof that nobody changed a row.

All of it is read in a thread, on connections that cannot write. Changes nothing.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from server.domain.day import Day
from server.domain.events import KINDS
from server.domain.fairness import fairness_of
from server.ports import Audited
from server.store.audit import Chain, has_hash
from server.store.books import Books, Find, Now
from server.translate.counted import Tables, tables
from server.translate.guarantee import guarantee
from server.translate.told import Told
from server.words import Words

ROWS_A_PAGE = 50
PASSED_SHOWN = 8
"""Labels of those who were passed; the rest is a number."""


class BookPages:
    """`page` makes a page of a template; `view` is the committed Day, for the names and the rule in force; `people`: account -> shown name."""

    def __init__(
        self,
        *,
        page: Callable[..., Response],
        books: Books,
        words: Words,
        view: Callable[[], Day],
        now: Callable[[], datetime],
        people: Callable[[], Mapping[str, str]],
    ) -> None:
        self._people = people
        self._page = page
        self._books = books
        self._words = words
        self._view = view
        self._now = now

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/office/today", self.today, methods=["GET"])
        router.add_api_route("/office/today/part", self.today_part, methods=["GET"])
        router.add_api_route("/office/log", self.log, methods=["GET"])
        router.add_api_route("/office/log/proof", self.proof, methods=["GET"])
        router.add_api_route("/office/fairness", self.fairness, methods=["GET"])
        return router

    async def today(self, request: Request) -> Response:
        return self._page("books_today.html", **await self._figures(request))

    async def today_part(self, request: Request) -> Response:
        return self._page("books_figures.html", **await self._figures(request))

    async def _figures(self, request: Request) -> dict[str, Any]:
        newest = self._newest()
        first, last = span(request, newest)
        now = self._now()

        def read() -> tuple[Tables, int]:
            days = self._books.figures(first, last)
            kept = [figures for _, figures in days]

            def count(current: Now) -> Tables:
                live = current.tally if newest and first <= newest <= last else None
                return tables(kept, current.day, live, current.day.seconds(now))

            return self._books.look(count), len(days)

        counted, days = await asyncio.to_thread(read)
        return {
            "first": first,
            "last": last,
            "newest": newest,
            "is_live": first <= newest <= last,
            "tables": counted,
            "tallest": max((count for _, count in counted.hours), default=0) or 1,
            "days": days,
            "now": now,
            "query": urlencode({"from": first, "to": last}),
        }

    async def log(self, request: Request) -> Response:
        asked = request.query_params
        first, last = span(request, self._newest())
        find = Find(
            first,
            last,
            asked.get("ticket", "")[:12],
            _number(asked.get("desk", "")),
            self._account(asked.get("who", "")[:60]),
            asked.get("kind", "") if asked.get("kind", "") in {*KINDS, *Audited} else "",
            asked.get("text", "")[:80],
            _below(asked.get("below", "")),
        )
        found = await asyncio.to_thread(self._books.find, find, ROWS_A_PAGE)
        told = Told(self._words, self._view().setup, self._zone(), self._people())
        again = {"from": first, "to": last, "ticket": find.ticket, "desk": find.desk or "", "who": asked.get("who", "")[:60]}
        again |= {"kind": find.kind, "text": find.text}
        return self._page(
            "books_log.html",
            first=first,
            last=last,
            newest=self._newest(),
            find=find,
            who=again["who"],
            lines=[told.line(row) for row in found.rows],
            older=urlencode({**again, "below": ".".join(map(str, found.below))}) if found.below else "",
            newer=urlencode(again) if find.below else "",
            kinds=list(KINDS),
            entries=list(Audited),
        )

    def _account(self, asked: str) -> str:
        """What to look for when somebody is asked for by the shown name: the log has accounts."""
        wanted = asked.casefold().strip()
        found = [account for account, name in self._people().items() if wanted and wanted in name.casefold()]
        return found[0] if len(found) == 1 else asked

    async def fairness(self, request: Request) -> Response:
        newest = self._newest()
        day = _iso(request.query_params.get("day", "")) or newest
        log = await asyncio.to_thread(self._books.log_of, day)
        fair = await asyncio.to_thread(fairness_of, log)
        told = Told(self._words, self._view().setup, self._zone(), self._people())
        rows = [(jump, told.jump(jump), told.who(jump.actor), jump.at.astimezone(self._zone())) for jump in fair.jumps]
        return self._page(
            "books_fairness.html",
            day=date.fromisoformat(day) if day else None,
            days=await asyncio.to_thread(self._books.logged_days),
            fair=fair,
            rows=rows,
            shown=PASSED_SHOWN,
            guarantee=guarantee(fair.policy, self._words),
            heads=await asyncio.to_thread(self._books.heads),
            now=self._now(),
        )

    async def proof(self, request: Request) -> Response:
        noted = request.query_params.get("noted", "").strip()[:80]
        chains = await asyncio.to_thread(self._books.chains)
        there = await asyncio.to_thread(has_hash, self._books.data, noted) if noted else None
        said = [
            (self._words.say(f"books.proof_{name}"), chain.flaw is None, self._verdict(chain, "K" if name == "audit" else ""))
            for name, chain in (("event", chains.events), ("audit", chains.audit))
        ]
        heads = await asyncio.to_thread(self._books.heads)
        return self._page("books_proof.html", said=said, heads=heads, noted=noted, there=there, now=self._now())

    def _verdict(self, chain: Chain, mark: str) -> str:
        if not chain.rows:
            return self._words.say("books.proof_empty")
        if chain.flaw is not None:
            return self._words.say(f"books.proof_{chain.flaw}", row=f"{mark}{chain.broken}")
        return self._words.say("books.proof_good", rows=chain.rows, first=f"{mark}{chain.first}", last=f"{mark}{chain.last}")

    def _newest(self) -> str:
        newest = self._view().date
        return newest.isoformat() if newest is not None else ""

    def _zone(self) -> tzinfo:
        zone = self._now().tzinfo
        assert zone is not None  # noqa: S101  the office's time is aware
        return zone


def span(request: Request, newest: str) -> tuple[str, str]:
    """The range that was asked for, in the right order; the newest day where nothing usable was said."""
    first = _iso(request.query_params.get("from", ""))
    last = _iso(request.query_params.get("to", ""))
    first, last = first or last or newest, last or first or newest
    return min(first, last), max(first, last)


def _iso(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else ""
    except ValueError:
        return ""


def _number(text: str) -> int | None:
    """A desk's; digits of other kinds ("²") are none."""
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else None


def _below(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"([0-9]{1,18})\.([0-9]{1,18})", text)
    return None if match is None else (int(match[1]), int(match[2]))

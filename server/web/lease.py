"""Which screens speak: in every room exactly one, so that nobody hears a call twice. Pure but for what it remembers; knows no sockets.

Whoever speaks goes on as long as it is there, may, and can be heard. When it goes away it keeps the word for a breath, because most lines
that break are back in a moment and a change of voices in between would be heard; then the first of the others by name takes over.
"""

from collections.abc import Collection, Iterable, Mapping

from server.wire.heard import ScreenPlace

BREATH_S = 4.0
"""A screen's own line tries again within 0.25 to 5 s; a call may be spoken until it is 15 s old."""
MUTE = frozenset({"none", "off"})


class Lease:
    """`speakers` are those who have the word now, by room."""

    def __init__(self) -> None:
        self._holders: dict[str, str] = {}
        self._gone_s: dict[str, float] = {}
        self.speakers: tuple[str, ...] = ()

    def changed(self, places: Iterable[ScreenPlace], here: Collection[str], sound: Mapping[str, str], now_s: float) -> bool:
        """Look again; whether the speakers are not who they were. `here`: the screens that are connected, `sound` what each said last of
        its own; `now_s`: of a clock that only goes on."""
        known = {place.name: place for place in places}
        able = sorted(name for name in here if known.get(name, _PLAIN).speaks and sound.get(name) not in MUTE)
        rooms: dict[str, list[str]] = {}
        for name in able:
            rooms.setdefault(known.get(name, _PLAIN).room, []).append(name)
        holders = {}
        for room in {*rooms, *self._holders}:
            holder = self._holder(room, rooms.get(room, []), here, known, now_s)
            if holder:
                holders[room] = holder
        self._holders = holders
        before, self.speakers = self.speakers, tuple(sorted(holders.values()))
        return before != self.speakers

    def _holder(self, room: str, able: list[str], here: Collection[str], known: Mapping[str, ScreenPlace], now_s: float) -> str:
        """Who has the word in this room now, "" for nobody."""
        holder = self._holders.get(room, "")
        if holder in able:
            self._gone_s.pop(holder, None)
            return holder
        place = known.get(holder, _PLAIN)
        is_away = bool(holder) and holder not in here and place.room == room and place.speaks
        if is_away and now_s - self._gone_s.setdefault(holder, now_s) < BREATH_S:
            return holder
        self._gone_s.pop(holder, None)
        return able[0] if able else ""


_PLAIN = ScreenPlace(name="")
"""A screen that the office wrote nothing down of."""

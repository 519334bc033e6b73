"""Those who wait, in order. Finding a place, counting who is before it and how often it was overtaken: all by halving, never by scanning.

A place is (since_s, tie, ticket): earlier is smaller. A queue has three lanes: `plain`; `ahead` for priority citizens and appointments;
`late` for those who missed their turn and came back, until enough others were called.

Being overtaken: a favoured ticket that is called passes everybody in `plain` who came before it. Kept is only where each such caller
stood (`passes`), so one call costs the same with ten waiting or a thousand. Who joins in the middle brings its own count (`brought`).
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NewType

from server.domain.model import DeskId, ServiceId, Ticket, TicketId

QueueId = NewType("QueueId", str)
Key = tuple[float, int]
Place = tuple[float, int, TicketId]


def queue_of(ticket: Ticket) -> QueueId:
    """Where it waits: with its service, or for one desk only."""
    return desk_queue(ticket.for_desk) if ticket.for_desk is not None else service_queue(ticket.service)


def service_queue(service: ServiceId) -> QueueId:
    return QueueId(service)


def desk_queue(desk: DeskId) -> QueueId:
    return QueueId(f"@{desk}")


def key_of(ticket: Ticket) -> Key:
    return ticket.since_s, ticket.tie


def is_ahead(ticket: Ticket) -> bool:
    """Whether it stands in the lane of those who go first."""
    return ticket.priority or ticket.appointment


@dataclass(slots=True)
class Queue:
    """One service's or one desk's queue. `called`: calls made out of it today."""

    plain: list[Place] = field(default_factory=list)
    ahead: list[Place] = field(default_factory=list)
    late: list[Place] = field(default_factory=list)
    due: dict[TicketId, int] = field(default_factory=dict)  # of `late`: when so many were called, it is its turn again
    passes: list[Key] = field(default_factory=list)
    brought: dict[TicketId, tuple[int, Place]] = field(default_factory=dict)
    called: int = 0

    def __len__(self) -> int:
        return len(self.plain) + len(self.ahead) + len(self.late)

    def __iter__(self) -> Iterator[TicketId]:
        """In order of arrival."""
        return (ticket for _, _, ticket in sorted((*self.plain, *self.ahead, *self.late)))

    def put(self, ticket: Ticket, due: int | None = None) -> None:
        """Let it wait at its place. `due`: only after so many calls have been made out of this queue."""
        place = (*key_of(ticket), ticket.id)
        if due is not None and due > self.called:
            insort(self.late, place)
            self.due[ticket.id] = due
        elif is_ahead(ticket):
            insort(self.ahead, place)
        else:
            insort(self.plain, place)
            offset = ticket.overtaken - self._passed(place)
            if offset:
                self.brought[ticket.id] = offset, place

    def take(self, ticket: Ticket) -> int:
        """Take it out, as it was put in. Returns how often it has been overtaken in its whole visit."""
        place = (*key_of(ticket), ticket.id)
        if ticket.id in self.due:
            del self.due[ticket.id], self.late[bisect_left(self.late, place)]
            return ticket.overtaken
        if is_ahead(ticket):
            del self.ahead[bisect_left(self.ahead, place)]
            return ticket.overtaken
        count = self.overtaken(place)
        del self.plain[bisect_left(self.plain, place)]
        self.brought.pop(ticket.id, None)
        return count

    def passed_by(self, key: Key) -> None:
        """A favoured ticket that stands at `key` is called over the heads of those before it."""
        if self.plain and self.plain[0][:2] < key:
            insort(self.passes, key)

    def overtaken(self, place: Place) -> int:
        """How often the plain ticket at this place has been overtaken."""
        return self._passed(place) + self.brought.get(place[2], (0, place))[0]

    def most_overtaken(self, caller: Place | None = None) -> int:
        """The largest count in the plain lane: the first one's, or of one that came in the middle and brought its count.

        With `caller`: as it will be when that one has been called out of its turn.
        """
        own = next((place for place in self.plain if place[2] not in self.brought), None)
        places = [place for _, place in self.brought.values()] + ([] if own is None else [own])
        return max((self.overtaken(one) + (caller is not None and one < caller) for one in places), default=0)

    def before(self, key: Key) -> int:
        """How many wait who came before."""
        return sum(bisect_left(lane, key) for lane in (self.plain, self.ahead, self.late))

    def first_key(self) -> Key | None:
        """The place of whoever came first."""
        return min((lane[0][:2] for lane in (self.plain, self.ahead, self.late) if lane), default=None)

    def count_call(self) -> list[TicketId]:
        """One more was called out of here. Returns those in `late` whose turn comes back."""
        self.called += 1
        return [ticket for ticket, due in self.due.items() if due <= self.called]

    def _passed(self, place: Place) -> int:
        return len(self.passes) - bisect_right(self.passes, place[:2])

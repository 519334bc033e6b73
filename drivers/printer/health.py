"""How a printer says that it is: four questions in real time become one finding. Knows the questions, not the papers."""

from dataclasses import dataclass

from drivers.errors import Trouble
from drivers.printer.status import Query, paper_low_in, trouble_in
from drivers.printer.talk import Talk

_WORST_FIRST = (Trouble.COVER_OPEN, Trouble.PAPER_OUT, Trouble.CUTTER, Trouble.BROKEN, Trouble.HOT, Trouble.OFFLINE)
"""What a person has to do first comes first; off line alone is what is left when nothing else explains it."""


@dataclass(frozen=True, slots=True)
class Health:
    """`trouble` keeps it from printing. `paper_low` is no trouble. `answers`: it said something; a mute printer has no trouble."""

    trouble: Trouble | None = None
    detail: str = ""
    paper_low: bool = False
    answers: bool = True


MUTE = Health(answers=False, detail="the printer does not answer; how it is cannot be known")


def ask_health(talk: Talk) -> Health:
    """Ask DLE EOT 1 to 4. A printer that leaves the first one unanswered is mute and not asked further. Raises: DeviceError."""
    talk.forget()
    answers: dict[Query, int] = {}
    for query in Query:
        byte = talk.real_time(query)
        if byte is None:
            break
        answers[query] = byte
    if not answers:
        return MUTE
    found = {trouble for query, byte in answers.items() if (trouble := trouble_in(query, byte)) is not None}
    trouble = next((trouble for trouble in _WORST_FIRST if trouble in found), None)
    said = " ".join(f"{query.value}:{byte:02x}" for query, byte in answers.items())
    detail = f"the printer answers {said} to DLE EOT" if trouble else ""
    return Health(trouble, detail, paper_low_in(answers.get(Query.PAPER, 0)))

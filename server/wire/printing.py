"""What a print agent and the server say to each other: POST /api/print/… with the agent's token. The printer is the token's own."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Job = Annotated[str, Field(min_length=1, max_length=60)]
Detail = Annotated[str, Field(max_length=300)]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FormView(_Message):
    """What the printer there prints on: dots across, and bytes a second where that is known."""

    width_dots: Annotated[int, Field(ge=64, le=2048, strict=True)]
    bytes_per_s: Annotated[float, Field(gt=0)] | None = None


class ReportAsk(_Message):
    """How the printer is. Answered by Reported."""

    form: FormView
    trouble: Annotated[str, Field(max_length=20)] = ""
    detail: Detail = ""
    paper_low: bool = False
    answers: bool = True


class Reported(_Message):
    """`broke_off`: a paper was begun on this printer and its agent does not remember."""

    broke_off: bool


class TakeAsk(_Message):
    """The next paper, waited for so long. Answered by Taken."""

    form: FormView
    wait_s: Annotated[float, Field(ge=0, le=2)] = 1.0


class StandingAsk(_Message):
    """Papers whose unchanging parts the printer there may keep. `known`: the mark of those that the agent has. Answered by Standing."""

    form: FormView
    known: Annotated[str, Field(max_length=64)] = ""


class Standing(_Message):
    """`mark` names them; `documents` null: they are those that are known."""

    mark: str
    documents: list[list[dict[str, Any]]] | None = None


class Taken(_Message):
    """Nothing to print: both null. `document`: see drivers.printer.carried."""

    job: Job | None = None
    document: list[dict[str, Any]] | None = None


class JobAsk(_Message):
    """give_back: not a byte was sent. sending: the first byte goes out after the answer. Answered by Allowed."""

    job: Job


class Allowed(_Message):
    ok: bool


class BecameAsk(_Message):
    """What became of a paper. Answered by Allowed."""

    job: Job
    result: Literal["printed", "unconfirmed", "doubtful", "held"]
    trouble: Annotated[str, Field(max_length=20)] = ""
    detail: Detail = ""
    bytes_sent: Annotated[int, Field(ge=0)] = 0
    paper_mm: Annotated[int, Field(ge=0, le=100_000)] = 0

"""JSON lines in, JSON lines out: one object with "op" a line, one answer a line. What is wrong is answered with {"error": …}, and the bridge
goes on. Knows no file and no terminal; whoever starts it gives the two ends."""

import json
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from server.domain.errors import Refused
from server.simulate.engine import DomainEngine

_WRONG = (ValueError, KeyError, TypeError, ArithmeticError, RecursionError)  # what a line that makes no sense can lead to


class Out(Protocol):
    """Where the answers go."""

    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...


def serve(lines: Iterable[bytes], out: Out, engine: DomainEngine) -> None:
    """Answer line by line until there are no more, each before the next one is read."""
    operations = operations_of(engine)
    for line in lines:
        out.write(json.dumps(_answer(operations, line)) + "\n")
        out.flush()


def operations_of(engine: DomainEngine) -> dict[str, Callable[..., Any]]:
    """Everything that a line can ask for."""
    return {
        "configure": engine.configure,
        "day_start": engine.day_start,
        "desk_open": engine.desk_open,
        "desk_close": engine.desk_close,
        "desk_pause": engine.desk_pause,
        "desk_resume": engine.desk_resume,
        "arrive": engine.arrive,
        "eta": engine.eta,
        "call_next": engine.call_next,
        "no_show": engine.no_show,
        "finish": engine.finish,
        "day_end": engine.day_end,
    }


def _answer(operations: dict[str, Callable[..., Any]], line: bytes) -> Any:
    try:
        message = json.loads(line)
        if not isinstance(message, dict):
            raise TypeError("not an object")
        return operations[message.pop("op")](**message)
    except Refused as refused:
        return {"error": refused.reason.value}
    except _WRONG as error:
        return {"error": f"{type(error).__name__}: {error}"}

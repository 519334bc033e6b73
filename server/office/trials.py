"""Test prints: papers of no citizen, each for one printer. What became of the newest one at each printer; in no log, gone with a restart."""

import threading
from dataclasses import dataclass, replace

from server.domain.model import PaperState

TRIAL = "trial-"
"""How the job of a test print begins. Those of citizens begin with their day."""
_ENDED = frozenset({PaperState.PRINTED, PaperState.UNCONFIRMED, PaperState.DOUBTFUL, PaperState.DROPPED})


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of it so far. `trouble`: why it waits or failed, "" if for nothing."""

    job: str
    state: PaperState = PaperState.QUEUED
    trouble: str = ""


class Trials:
    """May be used from any thread."""

    def __init__(self) -> None:
        self._newest: dict[str, Trial] = {}
        self._lock = threading.Lock()

    def begin(self, printer: str, job: str) -> bool:
        """False while another one is on its way there."""
        with self._lock:
            before = self._newest.get(printer)
            if before is not None and before.state not in _ENDED:
                return False
            self._newest[printer] = Trial(job)
        return True

    def became(self, job: str, state: PaperState, trouble: str) -> None:
        with self._lock:
            for printer, trial in self._newest.items():
                if trial.job == job:
                    self._newest[printer] = replace(trial, state=state, trouble=trouble)

    def newest(self) -> dict[str, Trial]:
        """By the printer's name, of each printer that had one."""
        with self._lock:
            return dict(self._newest)

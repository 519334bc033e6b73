"""Sees to it that the printer has the pictures that it is to print, and tells which it surely has. Never lets a blank be printed.

Before a paper the printer is asked for its keys. Are they not exactly the plan's, its store is made anew and asked again. Without
an answer this paper's pictures go as rasters; after an answer that is wrong even then, all do, until the program ends.
"""

import logging
from collections.abc import Mapping, Sequence

from drivers.printer.document import Document
from drivers.printer.encode import RESET, recover
from drivers.printer.kept import ACKNOWLEDGE, Plan, ask_keys, definitions, plan
from drivers.printer.pieces import Kept
from drivers.printer.profiles import Images, Profile
from drivers.printer.status import Keys
from drivers.printer.talk import STATUS_TIMEOUT_S, Talk

log = logging.getLogger("moiso.printer")

STORE_TIMEOUT_S = {Images.NV: 60.0, Images.RAM: 10.0, Images.NONE: 0.0}
"""How long the first list after storing may take. Source: Epson, GS ( L fn 67: "60 seconds or less" for fifty pictures."""
NV_FILLS = 3
"""How often in the program's life flash is written. Source: Epson: fewer than ten times a day."""
RAM_FILLS = 200
"""A printer whose memory is empty this often does not keep pictures."""
MOST_BLOCKS = 8
"""Blocks of a key list that are listened to: a printer with more has a store that is not ours."""


class Keeper:
    """Belongs to one printer's thread."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._plan = Plan()
        self._fills_left = NV_FILLS if profile.images is Images.NV else RAM_FILLS
        self._given_up = False

    def keep(self, documents: Sequence[Document]) -> None:
        """From now on the printer is to keep these papers' pictures, in order of worth."""
        self._plan = plan(documents, self._profile)

    @property
    def keeps(self) -> bool:
        """Whether there is anything to keep, and hope that the printer does."""
        return bool(self._plan.pictures) and not self._given_up

    def stored(self, talk: Talk) -> Mapping[Kept, bytes]:
        """The pictures that the printer has at this moment, with their keys. Raises: DeviceError.

        May fill the store, which prints nothing.
        """
        if not self.keeps:
            return {}
        keys = self._listed(talk, STATUS_TIMEOUT_S)
        if keys is None:
            return {}
        if keys != self._plan.keys and not self._filled(talk):
            return {}
        return self._plan.pictures

    def _filled(self, talk: Talk) -> bool:
        if self._fills_left == 0:
            self._give_up("its store was filled too often")
            return False
        self._fills_left -= 1
        images = self._profile.images
        if images is Images.RAM:
            talk.write(RESET)  # as the paper would do: from here on there is none before it
        sent = 0
        for order in definitions(self._plan, images):
            talk.write(order)
            sent += len(order)
        wire_s = sent / talk.link.bytes_per_s if talk.link.bytes_per_s else 0.0
        keys = self._listed(talk, STORE_TIMEOUT_S[images] + wire_s)
        if keys == self._plan.keys:
            return True
        talk.write(recover(self._profile))  # what went astray may stand on the paper, as letters
        if keys is not None:
            self._give_up("it does not have what was put into its store")
        return False

    def _listed(self, talk: Talk, timeout_s: float) -> frozenset[bytes] | None:
        """The keys that the printer says it has; None if it does not answer, or without end."""
        talk.forget()
        talk.write(ask_keys(self._profile.images))
        found: set[bytes] = set()
        for _ in range(MOST_BLOCKS):
            answer = talk.wait(timeout_s, self._is_our_list)
            if not isinstance(answer, Keys):
                return None
            talk.write(ACKNOWLEDGE)
            found.update(answer.keys)
            if not answer.more:
                return frozenset(found)
        return None

    def _is_our_list(self, answer: object) -> bool:
        return isinstance(answer, Keys) and answer.memory == self._profile.images.value

    def _give_up(self, why: str) -> None:
        self._given_up = True
        log.warning("pictures are sent with every paper from now on, the printer does not keep them: %s", why)

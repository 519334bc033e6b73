"""What hangs on the machine's graphics card: its picture as sent out (QEMU's screendump), read by tesseract; a keyboard and a touch panel."""

import subprocess
import tempfile
import time
from pathlib import Path

from monitor import Monitor
from PIL import Image, ImageOps

WIDTH, HEIGHT = 1920, 1080
SEEN_S = 120.0
"""An emulated machine is some twenty times slower than a real one."""
LOOK_S = 1.0
OCR_S = 60
DARK = 8
TOUCH_RANGE = 32767
"""QEMU's absolute axes go from 0 to this."""
PICTURES = Path(tempfile.gettempdir()) / "moiso-rig-kms"


class Television:
    """`at`: the folder with QEMU's monitor. Pictures that were asked for are kept in PICTURES."""

    def __init__(self, at: Path) -> None:
        self._monitor = Monitor(at / "qmp")
        self._shot = at / "shot.png"
        PICTURES.mkdir(exist_ok=True)

    def asked(self, what: str) -> str:
        """ "sees NAME TEXT|TEXT…" until all of these can be read; "dark NAME"; "size NAME"; "key NAME"; "touch X Y" (0–1000 of each side)."""
        verb, _, rest = what.partition(" ")
        if verb == "key":
            return f"ok   {self._monitor.told('send-key', keys=[{'type': 'qcode', 'data': rest}])}"
        if verb == "touch":
            return self._touch(*map(int, rest.split()))
        name, _, texts = rest.partition(" ")
        deadline, said = time.monotonic() + SEEN_S, ""
        while time.monotonic() < deadline:
            if (picture := self._look()) is not None:
                picture.save(PICTURES / f"{name}.png")
                good, said = _dark(picture) if verb == "dark" else _reads(picture, texts.split("|"))
                if good:
                    return f"ok   {name}: {said}"
            time.sleep(LOOK_S)
        return f"FAIL {name}: {said or 'no picture'}"

    def close(self) -> None:
        self._monitor.close()

    def _look(self) -> Image.Image | None:
        self._shot.unlink(missing_ok=True)
        refused = self._monitor.told("screendump", filename=str(self._shot), device="card", format="png")
        if refused or not self._shot.exists():
            return None
        with Image.open(self._shot) as picture:
            picture.load()
            return picture.convert("RGB")

    def _touch(self, x: int, y: int) -> str:
        axes = [
            {"type": "abs", "data": {"axis": axis, "value": value * TOUCH_RANGE // 1000}} for axis, value in (("x", x), ("y", y))
        ]
        said = self._monitor.told("input-send-event", events=axes)
        for down in (True, False):
            said += self._monitor.told("input-send-event", events=[{"type": "btn", "data": {"down": down, "button": "left"}}])
            time.sleep(0.2)
        return f"FAIL touch: {said}" if said else "ok   touched"


def _reads(picture: Image.Image, texts: list[str]) -> tuple[bool, str]:
    if picture.size != (WIDTH, HEIGHT):
        return False, f"the picture is {picture.size}"
    read = " ".join(_ocr(one) for one in (picture, ImageOps.invert(picture)))
    folded = "".join(read.split()).casefold()
    missing = [text for text in texts if "".join(text.split()).casefold() not in folded]
    return (
        not missing,
        f"{WIDTH}x{HEIGHT}, reads {', '.join(texts)}" if not missing else f"does not read {missing} in {read[:200]!r}",
    )


def _ocr(picture: Image.Image) -> str:
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        picture.convert("L").save(file.name)
        command = ["tesseract", file.name, "-", "-l", "vie", "--psm", "11"]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=OCR_S).stdout


def _dark(picture: Image.Image) -> tuple[bool, str]:
    brightest = max(high for _, high in picture.getextrema())
    return brightest <= DARK, f"the brightest point is {brightest}"

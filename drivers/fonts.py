"""Where the fonts are: Noto for both scripts, DejaVu where Noto is missing. By bold or not, the first that is there counts."""

from pathlib import Path

_NOTO = Path("/usr/share/fonts/truetype/noto")
_DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
LATIN = {
    True: (_NOTO / "NotoSans-Bold.ttf", _DEJAVU / "DejaVuSans-Bold.ttf"),
    False: (_NOTO / "NotoSans-Regular.ttf", _DEJAVU / "DejaVuSans.ttf"),
}
KHMER = {
    True: (_NOTO / "NotoSansKhmer-Bold.ttf", *LATIN[True]),
    False: (_NOTO / "NotoSansKhmer-Regular.ttf", *LATIN[False]),
}

"""Gets Debian's kernel into a folder of ours and packs a boot image from it. Knows nothing of what is tried there; installs nothing."""

import lzma
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

PACKAGE = "linux-image-amd64"
ALWAYS = ("virtio_pci", "9pnet_virtio", "9p", "overlay")
"""Modules of every rig; what a rig needs besides follows them, each after what it needs itself."""
APT_TIMEOUT_S = 300
BUSYBOX = Path("/bin/busybox")


def fetched(cache: Path) -> Path:
    """The folder with boot/ and lib/modules/ of the newest kernel that Debian has for this machine; downloaded once.

    Without a network the newest that is there already. Raises: FileNotFoundError when there is none.
    """
    folder = cache / _newest()
    if not (folder / "complete").exists():
        try:
            _unpack(folder)
        except subprocess.CalledProcessError:
            shutil.rmtree(folder, ignore_errors=True)
    for other in sorted(cache.iterdir(), reverse=True):
        if (other / "complete").exists() and not (folder / "complete").exists():
            folder = other
        elif other != folder:
            shutil.rmtree(other)
    if not (folder / "complete").exists():
        raise FileNotFoundError(f"no kernel to run; try: apt-get update && apt-get download {PACKAGE}")
    return folder


def _newest() -> str:
    """The name of the package that holds the kernel itself; Debian's package without a version only points to it."""
    points_to = re.search(r"Depends: (\S+)", _said("apt-cache", "depends", "--important", PACKAGE))
    return points_to[1] if points_to else PACKAGE


def _unpack(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    apt = ["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", folder.name]
    subprocess.run(apt, cwd=folder, check=True, timeout=APT_TIMEOUT_S)
    package = next(folder.glob("*.deb"))
    subprocess.run(["dpkg-deb", "--extract", package.name, "."], cwd=folder, check=True, timeout=APT_TIMEOUT_S)
    package.unlink()
    subprocess.run(["depmod", "-b", ".", _version(folder)], cwd=folder, check=True, timeout=60)
    (folder / "complete").touch()


def image(folder: Path) -> Path:
    """The kernel itself."""
    return next((folder / "boot").glob("vmlinuz-*"))


def boot_image(folder: Path, wanted: Sequence[str], settings: Mapping[str, str], to: Path) -> None:
    """Write an initramfs: busybox, the wanted modules, our init, and the settings as shell variables."""
    root = to.with_suffix(".root")
    for made in ("bin", "modules", "dev", "proc", "sys", "host", "over", "root"):
        (root / made).mkdir(parents=True)
    shutil.copy(BUSYBOX, root / "bin")
    shutil.copy(Path(__file__).with_name("init"), root / "init")
    (root / "init").chmod(0o755)
    (root / "settings").write_text("".join(f"{name}='{value}'\n" for name, value in settings.items()))
    files = _modules(folder, (*ALWAYS, *wanted))
    (root / "modules" / "order").write_text("".join(f"{file.name.removesuffix('.xz')}\n" for file in files))
    for file in files:
        data = file.read_bytes()
        (root / "modules" / file.name.removesuffix(".xz")).write_bytes(lzma.decompress(data) if file.suffix == ".xz" else data)
    names = "\n".join(str(path.relative_to(root)) for path in sorted(root.rglob("*")))
    with to.open("wb") as out:
        subprocess.run(
            ["cpio", "--quiet", "-o", "-H", "newc"], input=names.encode(), stdout=out, cwd=root, check=True, timeout=60
        )


def missing_tools() -> list[str]:
    """What has to be installed first; `./moiso test --rig NAME` does it."""
    tools = ("qemu-system-x86_64", "cpio", "depmod", "modprobe", "dpkg-deb", "apt-get", "apt-cache")
    static = BUSYBOX.exists() and b"ld-linux" not in BUSYBOX.read_bytes()[:4096]
    return [tool for tool in tools if shutil.which(tool) is None] + ([] if static else ["busybox-static"])


def _modules(folder: Path, wanted: Sequence[str]) -> list[Path]:
    found: dict[Path, None] = {}
    for name in wanted:
        for line in _said("modprobe", "-d", str(folder), "-S", _version(folder), "--show-depends", name).splitlines():
            if line.startswith("insmod "):
                found[Path(line.split()[1])] = None
    return list(found)


def _version(folder: Path) -> str:
    return next((folder / "lib" / "modules").iterdir()).name


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout

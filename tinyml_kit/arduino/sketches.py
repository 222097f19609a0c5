"""Arduino sketches without the IDE: compiled against Arduino's own core, and uploaded.

The AVR core is Debian's package, or what the IDE has installed. Its files are compiled once for
each chip and kept in the cache. The flags are those of its platform.txt.
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from tinyml_kit import boards
from tinyml_kit.base import resources, text
from tinyml_kit.base.files import cache_dir, make_cache_folder
from tinyml_kit.base.kept import kept
from tinyml_kit.boards import AvrBuild
from tinyml_kit.rungs import elf as compiled
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.protocol import DeviceError, TooLarge
from tinyml_kit.setup.places import arduino_cores

ROOT = resources.sketches()

_COMMON = "-g -Os -ffunction-sections -fdata-sections -flto".split()
_FLAGS = {
    ".c": ["-std=gnu11", "-fno-fat-lto-objects"],
    ".cpp": "-std=gnu++11 -fpermissive -fno-exceptions -fno-threadsafe-statics".split(),
    ".S": ["-x", "assembler-with-cpp"],
}


@dataclass(frozen=True)
class Sketch:
    """A compiled sketch.

    board : str, the name of the board
    elf : Path of the program
    hex : Path of the image that is uploaded; None where only the emulator runs it
    flash_bytes, ram_bytes : code and tables; variables (measured)
    """

    name: str
    board: str
    elf: Path
    hex: Path | None
    flash_bytes: int
    ram_bytes: int


def sketch_folder(name: str | Path) -> Path:
    """Return the folder of a sketch, given as a path or as the name of one of the kit's own.

    Raises
    ------
    DeviceError
        If there is no such sketch.
    """
    for folder in (Path(name), ROOT / name):
        if (folder / f"{folder.resolve().name}.ino").is_file():
            return folder.resolve()
    own = ", ".join(sorted(path.stem for path in ROOT.glob("*/*.ino")))
    raise DeviceError(f"{name}: there is no such sketch; name its folder, or one of {own}.")


def build(sketch: str | Path, board: str, folder: str | Path) -> Sketch:
    """Compile a sketch as the Arduino IDE does, with the kit's library.

    Parameters
    ----------
    sketch : path of a sketch's folder, or the name of one of the kit's
    board : str, "uno" or "mega2560"
    folder : path for the objects, the .elf and the .hex

    Returns
    -------
    Sketch

    Raises
    ------
    RungMissing
        If avr-gcc or Arduino's core is not installed.
    DeviceError
        If there is no such sketch, it does not compile (the compiler's first error is in the
        message), or the board is not one of Arduino's AVR boards.
    TooLarge
        If it does not fit the board.
    """
    source, folder = sketch_folder(sketch), Path(folder)
    known, chip = boards.find(board), _chip(board)
    core = _core()
    folder.mkdir(parents=True, exist_ok=True)
    archive = _core_archive(core, known)
    library = library_of(source)
    options = _options(core, known)
    options += [f"-I{library}", f"-I{source}", "-Wall", "-Wextra"]
    files = [preprocessed(source, folder), *sources(source), *sources(library)]
    objects = [_compile(path, folder, options) for path in files]
    elf, image = folder / f"{source.name}.elf", folder / f"{source.name}.hex"
    link = ["avr-gcc", "-w", "-Os", "-g", "-flto", "-fuse-linker-plugin", "-Wl,--gc-sections"]
    try:
        toolchain.run([*link, f"-mmcu={chip.mcu}", *objects, archive, "-lm", "-o", elf])
    except DeviceError as problem:
        # The linker knows each chip's RAM, but its message does not say plainly that it is full.
        if "within region" not in str(problem):
            raise
        raise TooLarge(
            f"{source.name}: its variables need more than the {known.ram} bytes of RAM that the "
            f"{known.title} has; take a smaller network or a larger board."
        ) from None
    toolchain.run(["avr-objcopy", "-O", "ihex", "-R", ".eeprom", elf, image])
    sizes = compiled.sizes(elf)
    built = Sketch(source.name, known.name, elf, image, sizes.flash, sizes.ram)
    _require_fit(built, known)
    return built


def library_of(source: Path) -> Path:
    """Return the folder of the kit's library for a sketch: an exported sketch brings its own."""
    own = source / "src" / "TinymlKit"
    return own if own.is_dir() else ROOT / "libraries" / "TinymlKit" / "src"


def upload_command(sketch: Sketch | str | Path, board: str, port: str = "PORT") -> list[str]:
    """Return the command, as a list, that uploads a sketch to a board.

    Parameters
    ----------
    sketch : Sketch, which avrdude uploads; or a sketch's name or folder, which arduino-cli
        compiles first. Boards without an AVR take only the latter.
    board : str, a board of `boards` that Arduino's tools know
    port : str, e.g. /dev/ttyACM0 or COM3
    """
    if isinstance(sketch, Sketch):
        chip = _chip(board)
        image = f"flash:w:{sketch.hex}:i"
        return ["avrdude", "-p", chip.mcu, "-c", chip.programmer, "-P", port,
                "-b", str(chip.baud), "-D", "-U", image]  # fmt: skip
    known = boards.find(board)
    if known.arduino is None:
        named = [one.name for one in boards.all_boards().values() if one.arduino]
        raise DeviceError(
            f"upload: Arduino's tools have no name for the board {board}; take one of "
            f"{', '.join(named)}, or open the sketch in the IDE and choose the board there."
        )
    source = sketch_folder(sketch)
    library = library_of(source)
    brought = library.is_relative_to(source)  # then the compiler finds it by itself
    options = [] if brought else ["--library", str(library.parent)]
    return ["arduino-cli", "compile", "--fqbn", known.arduino.fqbn, *options, "--upload",
            "-p", port, str(source)]  # fmt: skip


def upload(
    sketch: str | Path, board: str, port: str | None = None, folder: str | Path | None = None
) -> str:
    """Compile a sketch and upload it to a board if one is there; return a text that says so.

    Without a board, or without the program that uploads, the text has the command for later.

    Parameters
    ----------
    sketch : name or folder of a sketch
    board : str
    port : str, optional
        By default the only USB serial port.
    folder : path for what is compiled; by default in the cache

    Raises
    ------
    DeviceError
        As `build` does, or if there are several ports to choose from, or the upload fails.
    WriteError
        If nothing can be written to the cache.
    """
    from tinyml_kit.rungs.serial import serial_board

    known = boards.find(board)
    made: Sketch | str | Path = sketch
    if known.name in _compiled():
        own = cache_dir() / "arduino" / "sketches" / known.name / sketch_folder(sketch).name
        made = build(sketch, known.name, folder or make_cache_folder(own))
    ports = [port] if port else [found for found, _ in serial_board.find()]
    if len(ports) > 1:
        raise DeviceError(f"upload: there are boards at {', '.join(ports)}; name one with --port.")
    command = upload_command(made, known.name, *ports)
    words = text.shell(command)
    if not ports:
        return f"No board is plugged in. With one at PORT:\n{words}"
    if shutil.which(command[0]) is None:
        return f"{command[0]} is not installed here. Where it is:\n{words}"
    toolchain.run(command)
    return f"Uploaded to {ports[0]}:\n{words}"


def _chip(board: str) -> AvrBuild:
    name = boards.find(board).name
    if name not in _compiled():
        raise DeviceError(
            f"{board}: the kit compiles sketches for {' and '.join(_compiled())} only; open the "
            "sketch in the Arduino IDE and choose the board there."
        )
    return _compiled()[name]


def _compiled() -> dict[str, AvrBuild]:
    """Return {board: AvrBuild} for the boards that the kit compiles sketches for."""
    return {
        board.name: board.arduino.build
        for board in boards.all_boards().values()
        if board.arduino and board.arduino.build
    }


def _core():
    toolchain.find("avr-gcc")
    cores = arduino_cores()
    if cores:
        return cores[0]
    raise toolchain.missing("arduino-core-avr", "sketches: Arduino's core for AVR")


def _options(core, board):
    chip = board.arduino.build
    return [
        *_COMMON,
        f"-mmcu={chip.mcu}",
        f"-DF_CPU={board.clock}L",
        "-DARDUINO=10819",
        f"-D{board.arduino.define}",
        "-DARDUINO_ARCH_AVR",
        # The core uses a macro of C11 that gcc 5 does not define for C++.
        "-DDECIMAL_DIG=__DECIMAL_DIG__",
        f"-I{core / 'cores' / 'arduino'}",
        f"-I{core / 'variants' / chip.variant}",
    ]


def _core_archive(core, board):
    """Return Arduino's core as an archive, compiled on first use."""
    options = [*_options(core, board), "-w"]
    version = toolchain.run(["avr-gcc", "--version"]).split("\n")[0]
    key = hashlib.sha256(" ".join([version, *options]).encode()).hexdigest()[:12]
    archive = cache_dir() / "arduino" / f"{board.arduino.build.mcu}-{key}" / "core.a"

    def make(made):
        parts = sources(core / "cores" / "arduino")
        objects = [_compile(path, made.parent, options) for path in parts]
        toolchain.run(["avr-gcc-ar", "rcs", made, *objects])

    return kept(archive, make)


def sources(folder: Path) -> list[Path]:
    """Return the C, C++ and assembly files of a folder."""
    return sorted(path for path in folder.iterdir() if path.suffix in _FLAGS)


def preprocessed(sketch: Path, folder: Path) -> Path:
    """Write the C++ file that the IDE makes of a sketch, and return its path.

    The IDE also declares every function; the kit's sketches define each one before they use it.
    """
    ino = sketch / f"{sketch.name}.ino"
    out = folder / f"{sketch.name}.ino.cpp"
    text = ino.read_text(encoding="utf-8")
    out.write_text(f'#include <Arduino.h>\n#line 1 "{ino.name}"\n{text}', encoding="utf-8")
    return out


def _compile(source, folder, options):
    out = folder / f"{source.parent.name}.{source.name}.o"
    compiler = "avr-g++" if source.suffix == ".cpp" else "avr-gcc"
    toolchain.run([compiler, "-c", *_FLAGS[source.suffix], *options, source, "-o", out])
    return out


def _require_fit(built, board):
    for kind, needed, available in (
        ("flash", built.flash_bytes, board.flash),
        ("RAM", built.ram_bytes, board.ram),
    ):
        if needed > available:
            raise TooLarge(
                f"{built.name}: needs {needed} bytes of {kind}, {needed - available} more than the "
                f"{board.title} has; take a smaller network or a larger board."
            )

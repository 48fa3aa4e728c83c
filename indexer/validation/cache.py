"""Results kept by content: a file that has not changed, under the same choice and program, is not read again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..errors import SourceError
from ..model import Edit, Finding, Fix
from .choice import Choice
from .pictures import pictures_in
from .results import Checked

if TYPE_CHECKING:
    from ..sources import Skip

VARIABLE = "PHOTODESK_CACHE"
"""Environment variable that names the folder of the cache."""
_MANY = 24
"""From this many files on, those that are to be read are shared out among the cores."""
_LARGE = 64 * 1024 * 1024


def folder() -> Path:
    """Return where results are kept: the environment's folder, else the user's own cache."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "photodesk"


def program() -> str:
    """Return a name of the program as it is now; it changes with any file that could change a finding."""
    package = os.path.dirname(os.path.dirname(__file__))
    said: list[str] = [__version__]
    for room in ("parse", "rules", "sources", "validation", "vocab"):
        for folder_, folders, names in os.walk(os.path.join(package, room)):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                known = os.stat(os.path.join(folder_, name))
                said.append(f"{name} {known.st_size} {known.st_mtime_ns}")
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


class Kept:
    """The results of one set of paths, as last found; one file, written whole or not at all."""

    def __init__(self, path: Path, version: str) -> None:
        self._path, self._version = path, version
        self._known: dict[str, Any] = {}
        self._used: dict[str, Any] = {}
        self._changed = False
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            said = json.loads(path.read_bytes())
            if said["version"] == version:
                self._known = dict(said["files"])

    def get(self, key: str) -> Checked | None:
        """Return what is known of a file, unless a picture that it names has changed since."""
        said = self._known.get(key)
        if said is None:
            return None
        try:
            if any(_state(path) != state for path, state in said["images"]):
                return None
            found = Checked([_finding(list(one)) for one in said["findings"]], said["pictures"], tuple(said["named"]))
        except (KeyError, TypeError, ValueError):
            return None
        self._used[key] = said
        return found

    def put(self, key: str, checked: Checked, path: Path) -> None:
        """Keep the result of a file, with the state of its pictures and of the folder in which others may turn up."""
        folder_ = str(path.parent)
        images = [[name, _state(name)] for name in dict.fromkeys((folder_, *checked.images))]
        self._changed = True
        self._used[key] = {
            "findings": [_plain(found) for found in checked.findings],
            "pictures": checked.pictures, "images": images, "named": list(checked.images),
        }  # fmt: skip

    def save(self) -> None:
        """Write what was used; a cache that cannot be written is no error."""
        if not self._changed and len(self._used) == len(self._known):
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            import tempfile

            handle, temporary = tempfile.mkstemp(dir=self._path.parent)
            with open(handle, "w", encoding="utf-8") as file:
                json.dump({"version": self._version, "files": self._used}, file, separators=(",", ":"))
            os.replace(temporary, self._path)


def all_kept(
    paths: Sequence[str], choice: Choice, published: str | None, kept: Kept
) -> list[tuple[Path, Checked]] | None:
    """Return the results of files that are named one by one when every one is kept; else None.

    It needs no reader: a content whose result is kept could be read.
    """
    files = [Path(path) for path in paths]
    if len({os.path.realpath(path) for path in files}) < len(files) or not all(path.is_file() for path in files):
        return None
    found: list[tuple[Path, Checked]] = []
    for path in files:
        key = _key(path, choice, published)
        known = kept.get(key) if key else None
        if known is None:
            return None
        found.append((path, known))
    return found


def kept_for(paths: Sequence[str]) -> Kept:
    """Return the cache of a set of paths, as given from this working directory."""
    name = hashlib.sha256("\0".join((os.getcwd(), *paths)).encode("utf-8", "surrogateescape")).hexdigest()[:20]
    return Kept(folder() / f"validate-{name}.json", program())


def check_files(
    files: Iterable[Path], choice: Choice, *, published: str | None = None, kept: Kept | None = None,
    tell: Callable[[Skip], None] = lambda skip: None,
) -> Iterator[tuple[Path, Checked]]:  # fmt: skip
    """Yield each file with what is wrong with it, in order; a file that cannot be read is told as a fault."""
    listed = list(files)
    keys = {path: key for path in listed if kept and (key := _key(path, choice, published))}
    known = {path: found for path, key in keys.items() if kept and (found := kept.get(key))}
    unread = [path for path in listed if path not in known]
    for path, checked, skips in _read(listed, known, unread, choice, published):
        for skip in skips:
            tell(skip)
        if checked is None:
            continue
        # What was passed over must be told each time, so a file with a gap is read each time.
        if kept and path in keys and path not in known and not skips:
            kept.put(keys[path], checked, path)
        yield path, checked
    if kept:
        kept.save()


_Result = tuple[Path, Checked | None, "list[Skip]"]


def _read(
    listed: Sequence[Path], known: dict[Path, Checked], unread: Sequence[Path], choice: Choice, published: str | None
) -> Iterator[_Result]:
    if len(unread) < _MANY or (os.cpu_count() or 1) < 2:
        for path in listed:
            yield (path, known[path], []) if path in known else _one((path, choice, published))
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        found = pool.map(_one, [(path, choice, published) for path in unread], chunksize=16)
        for path in listed:
            yield (path, known[path], []) if path in known else next(found)


def _one(asked: tuple[Path, Choice, str | None]) -> _Result:
    from ..sources import Skip
    from .checking import check_file

    path, choice, published = asked
    skips: list[Skip] = []
    try:
        return path, check_file(path, choice, published=published, tell=skips.append), skips
    except SourceError as error:
        reason = str(error).removeprefix(f"{path.as_posix()}: ").removeprefix(f"{path.as_posix()}:")
        return path, None, [*skips, Skip(path.as_posix(), reason, fault=True)]


def _key(path: Path, choice: Choice, published: str | None) -> str:
    """Return the name of a file's content under a choice; empty when it cannot be had."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > _LARGE:
                return ""
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
    return f"{path.as_posix()} {content} {choice.key} {published or ''}"


def _state(path: str) -> Any:
    """Return size and time of a picture, or of all the pictures of a folder; None when there is none."""
    try:
        if os.path.isdir(path):
            return [list(one) for one in pictures_in("" if path == "." else path)]
        known = os.stat(path)
    except (OSError, ValueError):
        return None
    return [known.st_size, known.st_mtime_ns]


def _plain(found: Finding) -> list[Any]:
    fix = [[[*_edit(edit)] for edit in found.fix.edits], found.fix.safe] if found.fix else None
    return [
        found.code, found.message, found.document, found.line, found.column, found.end_line, found.end_column,
        found.severity, found.text, found.suggestion, fix, found.context, found.context_column,
    ]  # fmt: skip


def _edit(edit: Edit) -> tuple[int, int, int, int, str]:
    return edit.line, edit.column, edit.end_line, edit.end_column, edit.text


def _finding(said: list[Any]) -> Finding:
    fix = said[10]
    mended = Fix(tuple(Edit(*edit) for edit in fix[0]), fix[1]) if fix else None
    said[10] = mended
    return Finding(*said)

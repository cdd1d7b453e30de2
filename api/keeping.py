"""The commands that keep the collection: `communique build | add | remove | list | check`.

Exit codes: 0 all went well; 1 something was left out, or is not as it should be; 2 wrong use, or nothing was done.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.reporting import err, out
from api.settings import Settings
from corpus.errors import EncoderError, ReleaseError
from corpus.model import Release
from corpus.outlines import Entry
from index.encoder import Encoder, Weights
from index.vectors import KnownVectors

LEFT_OUT, NOTHING_DONE = 1, 2
Tell = Callable[[str, int, int], None]


def build(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="The only releases to index. Without any: those in the index, or the one that ships."),
    ] = None,
) -> None:
    """Build the index of just these releases; without any, bring the one that there is up to date."""
    settings, weights = prepared()
    if paths:
        sources = Sources([str(path) for path in paths], {})
        change(settings, weights, sources, keeps=lambda _: False, anew=True)
        sources.end()
    else:
        renew(settings, weights)


def renew(settings: Settings, weights: Weights) -> None:
    """Bring the index up to date: what is packaged is read again, what was added stays; make one if there is none."""
    from corpus.read import packaged_releases, read_release
    from index.saved import is_there

    packaged = [read_release(path) for path in packaged_releases()]
    if not is_there(settings.index):
        change(settings, weights, packaged, anew=True)
        return
    from index.writing import Old

    old = Old.of(settings.index, weights)
    held = old.outlines.places if old else {}
    change(settings, weights, [release for release in packaged if release.id in held])


def add(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, and addresses of pages (http, https).")],
    id: Annotated[str, typer.Option(help="The release's id.")] = "",  # noqa: A002 (the name of the option)
    title: Annotated[str, typer.Option(help="Its title.")] = "",
    issuer: Annotated[str, typer.Option(help="Who issued it.")] = "",
    issued: Annotated[str, typer.Option(help="When, as 2025-04-24T18:32:00+08:00.")] = "",
    language: Annotated[str, typer.Option(help="en, zh-Hant or zh-Hans.")] = "",
    url: Annotated[str, typer.Option(help="Where it was published.")] = "",
    edition_of: Annotated[str, typer.Option(help="The id of the same release in another language.")] = "",
    supersedes: Annotated[str, typer.Option(help="The id of the release that it corrects or replaces.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Let it take the place of one with its id.")] = False,
    vectors: Annotated[Path | None, typer.Option(help="Vectors that `communique encode` has made.")] = None,
) -> None:
    """Add releases to the index; options override what a file says.

    A file that cannot be read is named and left out, and the others are added.
    """
    settings, weights = prepared()
    given = {"id": id, "title": title, "issuer": issuer, "issued": issued, "language": language, "url": url}
    reading = Sources(sources, {**given, "editions": edition_of, "supersedes": supersedes})

    def replaces(entry: Entry, release: Release) -> bool:
        if not replace:
            reading.refuse(f"there is another release {entry.id}, “{entry.title}”; give --replace to replace it")
        return replace and release.id == entry.id

    change(settings, weights, reading, replaces=replaces, vectors=vectors)
    reading.end()


def remove(ids: Annotated[list[str], typer.Argument(help="The ids of releases.")]) -> None:
    """Remove releases from the index."""
    settings, weights = prepared()
    held = entries_of(settings)
    if unknown := sorted(set(ids) - {entry.id for entry in held}):
        raise ReleaseError(f"no release has the id {', '.join(unknown)}; `communique list` names those that there are")
    change(settings, weights, [], keeps=lambda entry: entry.id not in ids)


def list_releases(as_json: Annotated[bool, typer.Option("--json", help="As JSON, a line each.")] = False) -> None:
    """List the releases in the index, the latest first."""
    for entry in sorted(entries_of(Settings()), key=lambda one: (one.issued, one.id), reverse=True):
        if as_json:
            about = {"id": entry.id, "title": entry.title, "issuer": entry.issuer, "issued": entry.issued.isoformat()}
            out.print(
                json.dumps({**about, "language": entry.language, "url": entry.url}, ensure_ascii=False), markup=False
            )
        else:
            out.print(f"{entry.issued:%Y-%m-%d}  {entry.id}  {entry.language}  {entry.title}", markup=False)


def check() -> None:
    """Check."""


class Sources:
    """The releases of some files, folders and addresses, read as they are asked for; what cannot be read is told."""

    def __init__(self, names: Iterable[str], given: dict[str, str]) -> None:
        self._names, self._given = list(names), given
        self._left_out, self._good = 0, 0

    def __iter__(self) -> Iterator[Release]:
        for name in self._names:
            for one in self._read(name):
                if isinstance(one, ReleaseError):
                    self.leave_out(str(one))
                else:
                    self._good += 1
                    yield one

    def _read(self, name: str) -> Iterator[Release | ReleaseError]:
        """The releases of a file, an address, or the files below a folder that are of a format that is read."""
        from corpus.read import is_readable, read_file
        from corpus.remote import read_url

        if name.startswith(("http://", "https://")):
            yield from read_url(name, self._given)
        elif (folder := Path(name)).is_dir():
            found = [path for path in sorted(folder.rglob("*")) if path.is_file() and is_readable(path)]
            if not found:
                yield ReleaseError(f"{name}: no file of a format that is read is in this folder")
            for path in found:
                yield from read_file(path, self._given)
        else:
            yield from read_file(Path(name), self._given)

    def leave_out(self, reason: str) -> None:
        """Tell what is left out, and count it."""
        self._left_out += 1
        err.print(f"communique: left out: {reason}", markup=False)

    def refuse(self, reason: str) -> None:
        """Tell that a release that was read is left out after all."""
        self._good -= 1
        self.leave_out(reason)

    def end(self) -> None:
        """End the command with the exit code for what was left out, if anything was."""
        if self._left_out:
            err.print(f"{self._left_out} left out.", markup=False)
            raise typer.Exit(LEFT_OUT if self._good else NOTHING_DONE)


def prepared() -> tuple[Settings, Weights]:
    """The settings, and the weights of the encoder that they name."""
    from index.encoder import locate

    settings = Settings()
    return settings, locate(settings.model, settings.models)


def entries_of(settings: Settings) -> tuple[Entry, ...]:
    """What the catalogue of the index tells of each release. Raises IndexUnusable."""
    from corpus.store import CATALOGUE, read_catalogue
    from index.saved import current_folder

    return read_catalogue(current_folder(settings.index) / CATALOGUE)[0]


def change(
    settings: Settings,
    weights: Weights,
    releases: Iterable[Release],
    keeps: Callable[[Entry], bool] = lambda _: True,
    replaces: Callable[[Entry, Release], bool] = lambda *_: True,
    anew: bool = False,
    vectors: Path | None = None,
) -> None:
    """Change the index, telling how far it is and what was changed."""
    from api.app import LateEncoder, load_encoder
    from index.building import update

    encoder = LateEncoder(lambda: load_encoder(weights))
    with progress_bar() as tell:
        known = [known_vectors(vectors, weights)] if vectors else []
        changes = update(settings.index, releases, weights, encoder, tell, known, keeps, replaces, anew)
    done = [
        f"{len(ids)} {what}"
        for what in ("added", "replaced", "removed", "unchanged")
        if (ids := getattr(changes, what))
    ]
    state = "" if changes.any else f"The index in {settings.index} is up to date. "
    entries = entries_of(settings)
    passages = sum(entry.passages for entry in entries)
    held = f"{counted(len(entries), 'release')} with {counted(passages, 'passage')}"
    err.print(f"{state}{', '.join(done) or 'Nothing changed'}: {held}.", markup=False)
    export_encoder(settings, weights, encoder.encoder)


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


@contextmanager
def progress_bar() -> Iterator[Tell]:
    """A progress bar on the error stream, with an estimate; gives what tells it how far what is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("Reading", total=None)

        def tell(what: str, done: int, total: int) -> None:
            if progress.tasks[task].description != what:
                progress.reset(task, total=None)
            progress.update(task, description=what, completed=done, total=total or None)

        yield tell


def known_vectors(folder: Path, weights: Weights) -> KnownVectors:
    """The vectors that `communique encode` has written into a folder."""
    from index.parquet import ParquetVectors

    return ParquetVectors(folder, weights.digest)


def export_encoder(settings: Settings, weights: Weights, load: Callable[[], Encoder]) -> None:
    """Export the encoder to ONNX for answering, once; a model that cannot be exported answers by PyTorch."""
    from index.onnx_encoder import export, folder_of

    if folder_of(weights, settings.models).exists():
        return
    err.print("Exporting the encoder for fast answers ...", markup=False)
    try:
        export(load(), weights, settings.models)
    except EncoderError as error:
        err.print(f"Answering will take PyTorch, which is slower: {error}", markup=False)

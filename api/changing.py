"""Changes the index as the commands of `api.keeping` want it, telling how far it is, what was changed and left out."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from api.reporting import err
from api.settings import Settings
from corpus.errors import EncoderError, IndexUnusable, ReleaseError
from corpus.model import Release
from corpus.outlines import Entry
from index.encoder import Encoder, Weights
from index.vectors import KnownVectors

LEFT_OUT, NOTHING_DONE = 1, 2
Tell = Callable[[str, int, int], None]


class Sources:
    """The releases of some files, folders and addresses, read as they are asked for.

    What cannot be read is told and left out; of `all_or_none` it is an error, as what is left out might be lost.
    """

    def __init__(self, names: Iterable[str], given: dict[str, str], *, all_or_none: bool = False) -> None:
        self._names, self._given, self._all_or_none = list(names), given, all_or_none
        self._left_out, self._good = 0, 0

    def __iter__(self) -> Iterator[Release]:
        for name in self._names:
            for one in self._read(name):
                if isinstance(one, ReleaseError):
                    if self._all_or_none:
                        raise one
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
    from api.loading import LateEncoder, load_encoder, load_mirror
    from index.building import update
    from index.saved import current_folder

    encoder, mirror = LateEncoder(lambda: load_encoder(weights)), load_mirror(settings)
    before = mirrored(settings) if mirror else set()
    known = [known_vectors(vectors, weights)] if vectors else []
    exported = exported_encoder(settings, weights, encoder.encoder)
    with progress_bar() as tell:

        def ready(folder: Path) -> None:
            if mirror:
                mirror.write(folder, lambda done, total: tell("Sending to Milvus", done, total))

        changes = update(
            settings.index, releases, weights, encoder, tell, known, keeps, replaces, anew, ready, exported
        )
        if mirror:
            # An index that was there before Milvus was set has yet to be sent.
            if not changes.any:
                ready(current_folder(settings.index))
            # Replicas may still read the one before.
            mirror.keep(before | mirrored(settings))
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


def mirrored(settings: Settings) -> set[str]:
    """The name of the current index in Milvus, if there is an index."""
    from index.mirrored import name_of
    from index.saved import current_folder, is_there

    return {name_of(current_folder(settings.index))} if is_there(settings.index) else set()


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


@contextmanager
def progress_bar() -> Iterator[Tell]:
    """A progress bar on the error stream, with an estimate; gives what tells it how far what is."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("Reading", total=None)

        def tell(what: str, done: int, total: int) -> None:
            if progress.tasks[task].description != what:
                progress.reset(task, total=None)
            progress.update(task, description=what, completed=done, total=total or None)

        yield tell


def known_vectors(folder: Path, weights: Weights) -> KnownVectors:
    """The vectors that `communique encode` has written into a folder. Raises IndexUnusable."""
    from index.parquet import ParquetVectors

    if not len(found := ParquetVectors(folder, weights.digest)):
        raise IndexUnusable(f"there are no vectors in {folder}; run `communique encode` with --out {folder}")
    return found


def exported_encoder(settings: Settings, weights: Weights, load: Callable[[], Encoder]) -> Path | None:
    """The folder of the encoder as ONNX, exported once, for an index to carry; None if the model cannot be exported."""
    from index.onnx_encoder import exported
    from index.saved import encoder_folder

    def load_to_export() -> Encoder:
        err.print("Exporting the encoder for fast answers ...", markup=False)
        return load()

    try:
        return exported(weights, settings.models, load_to_export, encoder_folder(settings.index))
    except EncoderError as error:
        err.print(f"Answering will take PyTorch, which is slower: {error}", markup=False)
        return None

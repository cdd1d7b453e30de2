"""The commands that keep the collection: `communique build | add | remove | list | check`.

Exit codes: 0 all went well; 1 something was left out, or is not as it should be; 2 wrong use, or nothing was done.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from api.changing import LEFT_OUT, Sources, change, counted, entries_of, prepared, progress_bar
from api.reporting import out
from api.settings import Settings
from corpus.errors import ReleaseError
from corpus.model import Release
from corpus.outlines import Entry
from index.encoder import Weights


def build(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="The only releases to index. Without any: those in the index, or the one that ships."),
    ] = None,
) -> None:
    """Build the index of just these releases; without any, bring the one that there is up to date."""
    settings, weights = prepared()
    if paths:
        sources = Sources(map(str, paths), {}, all_or_none=True)
        change(settings, weights, sources, keeps=lambda _: False, anew=True)
    else:
        renew(settings, weights)


def renew(settings: Settings, weights: Weights) -> None:
    """Bring the index up to date: what is packaged is read again, what was added stays; make one if there is none.

    An index of an earlier form is made anew from the releases that it holds.
    """
    from corpus.read import packaged_releases, read_release
    from index.repairing import held_before
    from index.saved import is_there

    packaged = [read_release(path) for path in packaged_releases()]
    there, before = is_there(settings.index), held_before(settings.index)
    held = {entry.id for entry in entries_of(settings)} if there else {release.id for release in before}
    own = [release for release in packaged if release.id in held or not held]
    if there:
        change(settings, weights, own)
        return
    read_anew = {release.id for release in own}
    change(settings, weights, chain(own, (r for r in before if r.id not in read_anew)), anew=True)


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


def check(repair: Annotated[bool, typer.Option("--repair", help="Repair what can be repaired.")] = False) -> None:
    """Verify every digest, span and vector of the index, and compare the editions of each release."""
    from api.changing import exported_encoder
    from api.loading import LateEncoder, load_encoder
    from index.checking import check as check_index
    from index.repairing import repair as repair_index

    settings, weights = prepared()
    with progress_bar() as tell:
        problems = check_index(settings.index, weights, tell)
    for problem in problems:
        out.print(str(problem), markup=False)
    lost: Sequence[str] = ()
    if problems and repair:
        encoder = LateEncoder(lambda: load_encoder(weights))
        exported = exported_encoder(settings, weights, encoder.encoder)
        with progress_bar() as tell:
            lost = repair_index(settings.index, weights, encoder, tell, exported).lost
        out.print(f"Repaired; lost, and to be added again: {', '.join(lost) or 'none'}.", markup=False)
    if problems and (lost or not repair):
        raise typer.Exit(LEFT_OUT)
    differences = list(editions_compared(settings))
    for line in differences:
        out.print(line, markup=False)
    out.print(f"{counted(len(entries_of(settings)), 'release')} checked.", markup=False)
    raise typer.Exit(LEFT_OUT if differences else 0)


def editions_compared(settings: Settings) -> Iterator[str]:
    """A line for each link that leads nowhere, and for each passage whose figures differ from another edition's."""
    from corpus.editions import compare
    from corpus.relations import Relations
    from corpus.store import SavedOutlines
    from index.saved import current_folder

    outlines = SavedOutlines(current_folder(settings.index))
    relations = Relations.of(outlines.entries)
    yield from relations.troubles
    for first, others in relations.editions.items():
        for second in (other for other in others if first < other):
            for one in compare(outlines.of(first), outlines.of(second)):
                ours, theirs = (", ".join(figure.text for figure in side) for side in (one.only_first, one.only_second))
                yield f"{one.first.id} has {ours or 'nothing'} where {one.second.id} has {theirs or 'nothing'}"

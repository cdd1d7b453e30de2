"""The command `communique encode`: the vectors of many releases made beforehand, by several processes or machines."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from api.changing import Sources, prepared
from api.reporting import err


def encode(
    paths: Annotated[list[Path], typer.Argument(help="Releases whose texts to encode.")],
    out: Annotated[Path, typer.Option(help="The folder for the vectors, as Parquet files.")],
    actors: Annotated[int, typer.Option(min=1, help="How many encoders work at once.")] = 1,
) -> None:
    """Encode releases into a folder with Ray, so that `add --vectors` need not. What is there is not encoded again.

    With RAY_ADDRESS in the environment that cluster does the work, else this machine.
    """
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    from index.ray_encoding import encode_with_ray

    _, weights = prepared()
    columns = (TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("Starting Ray", total=None)

        def tell(done: int, encoded: int) -> None:
            progress.update(task, description=f"{done:,} texts, {encoded:,} of them encoded now")

        encoded = encode_with_ray(texts_of(paths), weights, out, actors, progress=tell)
    err.print(f"Encoded {encoded} texts into {out}; the others were there.", markup=False)


def texts_of(paths: Iterable[Path]) -> Iterator[str]:
    """Every text of some releases that is encoded, one release at a time; what cannot be read is told."""
    from corpus.split import split
    from index.rows import make_rows, row_text

    for release in Sources(map(str, paths), {}):
        passages = split(release).passages
        yield from (row_text(row, passages) for row in make_rows(passages))

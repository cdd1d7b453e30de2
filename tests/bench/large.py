"""`python -m tests.bench.large --passages 1000000`: how large an index may be, measured; Markdown, and JSON in a file.

Without `--texts` and `--vectors`, all vectors are derived from encodings of the invented releases in the repository.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from index.encoder import DEFAULT_MODEL, Role, locate
from index.onnx_encoder import answering
from tests.bench.steps import ALLOWED, CHANGED, CLIENTS, LIMIT
from tests.bench.synthetic import encoded, likeness, nearest, packaged_texts, questions, write_vectors

# A passage and, where it has more than one, its statements: counted in the invented releases.
ROWS_A_PASSAGE = 1.53


def main(
    count: Annotated[int, typer.Option("--passages")] = 100_000,
    rows_a_passage: float = ROWS_A_PASSAGE,
    asked: Annotated[int, typer.Option("--questions")] = 1000,
    texts: Annotated[Path | None, typer.Option(help="A JSON list of texts.")] = None,
    vectors: Annotated[Path | None, typer.Option(help="Their vectors, 16 bits each, nothing else.")] = None,
    models: Path = Path(".communique/models"),
    output: Annotated[Path, typer.Option("--json")] = Path("large.json"),
) -> None:
    """Build an index over so many passages and measure it."""
    encoder = answering(locate(DEFAULT_MODEL, models), models)
    real_texts = packaged_texts() if texts is None else json.loads(texts.read_text(encoding="utf-8"))
    asked_for = questions(asked)
    queries = encoder.encode(asked_for, Role.QUERY)
    dimension = queries.shape[1]
    if vectors is None:
        real = encoded(real_texts, encoder)
    else:
        values = np.fromfile(vectors, np.float16)
        real = values[: len(values) // dimension * dimension].reshape(-1, dimension)
    with tempfile.TemporaryDirectory() as name:
        folder, rows = Path(name), int(count * rows_a_passage)
        write_vectors(folder / "vectors.f16", real, rows)
        np.save(folder / "queries.npy", queries)
        (folder / "texts.json").write_text(json.dumps(real_texts), encoding="utf-8")
        task = {"passages": count, "dimension": dimension, "questions": asked_for}
        (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
        built, searched = run("build", folder), run("search", folder)
        every = np.memmap(folder / "vectors.f16", np.float16, "r").reshape(-1, dimension)
        true = nearest(every, queries, LIMIT)[0]
        found = searched.pop("found")
        figures = {
            "passages": count,
            "rows": rows,
            "real_vectors": min(len(real), rows),
            "questions": len(queries),
            "recall_at_10": round(
                float(np.mean([len({*f} & {*t}) / LIMIT for f, t in zip(found, true, strict=True)])), 4
            ),
            "build": built,
            "search": searched,
            "disk_mb": {path.name: size(path) for path in sorted(folder.iterdir()) if path.name in PARTS},
            "likeness": likeness(every, min(len(real), rows), queries),
        }
    output.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(table(figures))


PARTS = ("vectors.f16", "dense.faiss", "lexical")


def run(step: str, folder: Path) -> dict[str, Any]:
    """The figures of one step, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.steps", step, str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


def size(path: Path) -> int:
    """The megabytes of a file, or of all files in a folder."""
    files = [path] if path.is_file() else list(path.iterdir())
    return sum(file.stat().st_size for file in files) // 1_000_000


def table(figures: dict[str, Any]) -> str:
    """The figures as Markdown."""
    built, searched = figures["build"], figures["search"]
    lines = [
        f"{figures['passages']:,} passages, {figures['rows']:,} rows ({figures['real_vectors']:,} of them encodings of "
        f"texts, the rest derived), {figures['questions']} questions.",
        "",
        "| what | figure |",
        "|---|---|",
        f"| recall at {LIMIT} of the dense index | {figures['recall_at_10']} |",
        *(
            f"| {name} | median {f['median_ms']} ms, p95 {f['p95_ms']} ms "
            f"(processor: {f['cpu_median_ms']}, {f['cpu_p95_ms']}) |"
            for name, f in (
                ("dense", searched["dense"]),
                ("lexical", searched["lexical"]),
                ("both, fused", searched["both"]),
                (f"both, {ALLOWED:.0%} of the passages allowed", searched["filtered"]),
                (f"both, {CLIENTS} clients at once", searched[f"{CLIENTS} clients"]),
            )
        ),
        f"| loading | {searched['load_s']} s |",
        f"| memory, searching | {searched['peak_mb']} MB, {searched['own_mb']} MB of it not of mapped files |",
        f"| memory, building | {built['peak_mb']} MB |",
        f"| building the dense index | {seconds(built['dense'])} |",
        f"| building the lexical index | {seconds(built['lexical'])} |",
        f"| the lexical index again, {CHANGED:.0%} of the texts new | {seconds(built['lexical again'])} |",
        f"| on disk | {', '.join(f'{name} {mb} MB' for name, mb in figures['disk_mb'].items())} |",
        "",
        "| similarity of | 5th, 50th, 95th percentile |",
        "|---|---|",
        *(f"| {name} | {', '.join(map(str, values))} |" for name, values in figures["likeness"].items()),
    ]
    return "\n".join(lines)


def seconds(figure: dict[str, float]) -> str:
    """How long a step takes."""
    return f"{figure['seconds']} s (processor: {figure['cpu_seconds']} s)"


if __name__ == "__main__":
    typer.run(main)

"""Writes the report on an evaluation, as JSON and as a page that stands alone, each replaced in one step."""

import json
import platform
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from api.plots import reliability_plot, trade_off_plot
from api.service import Service
from api.templating import templates
from assistant.evaluate import Row, Scored, figures
from assistant.reliability import Refusals
from assistant.report import Configuration, ReleaseName, Report, report_of
from assistant.retrieval import rank_passages
from corpus.digests import digest_of_file
from corpus.errors import ReportError
from index.manifest import Manifest

JSON, PAGE = "report.json", "report.html"


def check_folder(folder: Path) -> None:
    """Make the folder of a report. Raises ReportError if nothing can be written there, before any question is asked."""
    with unfinished(folder):
        pass


def write_report(folder: Path, report: Report) -> None:
    """Write a report into a folder; both files are finished before either takes its place. Raises ReportError."""
    with unfinished(folder) as beside:
        (beside / JSON).write_text(as_json(report), encoding="utf-8")
        (beside / PAGE).write_text(as_page(report), encoding="utf-8")
        for name in (JSON, PAGE):
            (beside / name).replace(folder / name)


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A folder in the given one for what is not finished, removed in the end. Raises ReportError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as beside:
            yield Path(beside)
    except OSError as error:
        raise ReportError(
            f"the report cannot be written to {folder}: {error.strerror}; choose another folder with --out"
        ) from error


def as_json(report: Report) -> str:
    """A report as JSON."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=2) + "\n"


def as_page(report: Report) -> str:
    """A report as a page that needs nothing else."""
    bins = report.reliability.bins
    plots = {"trade_off": trade_off(report.refusal), "reliability": reliability_plot(bins) if bins else ""}
    return templates().get_template(PAGE).render(report=report, plots=plots)


def trade_off(refusal: Refusals) -> str:
    """The drawing of what thresholds would refuse; none where only one kind of question was asked."""
    if refusal.recall is None or refusal.over_refused is None:
        return ""
    return trade_off_plot(refusal.curve, refusal.recall, refusal.over_refused)


def report_on(
    file: Path, rows: Iterable[Row], scored: Sequence[Scored], service: Service, manifest: Manifest
) -> Report:
    """The report on the questions of a file, scored; with each of them as `rows`, the search is measured too."""
    rankings = rank_passages(rows, service.searcher, service.reader)
    return report_of(configuration_of(file, scored, service, manifest), scored, rankings)


def configuration_of(file: Path, scored: Sequence[Scored], service: Service, manifest: Manifest) -> Configuration:
    """What was evaluated: the questions of a file, put to a service over the index of a manifest."""
    measured = figures(scored)
    releases = service.searcher.outlines.entries
    return Configuration(
        file=file.name,
        file_digest=f"sha256:{digest_of_file(file)}",
        questions=len(scored),
        encoder=manifest.model,
        encoder_digest=manifest.model_digest,
        index_digest=manifest.corpus_digest,
        thresholds=service.reader.thresholds,
        releases=tuple(ReleaseName(release.id, release.title, release.language) for release in releases),
        versions={"communique": version("communique"), "python": platform.python_version()},
        p50_ms=measured["p50_ms"],
        p95_ms=measured["p95_ms"],
    )

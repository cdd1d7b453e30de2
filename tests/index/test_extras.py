"""What an optional extra brings is named with the command that installs it, where it is missing."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("module", "library", "extra"),
    [("milvus", "pymilvus", "milvus"), ("parquet", "pyarrow", "ray"), ("ray_encoding", "ray", "ray")],
)
def test_a_missing_extra_is_told_with_the_command_that_installs_it(module: str, library: str, extra: str) -> None:
    code = (
        f"import sys; sys.modules[{library!r}] = None\nfrom corpus.errors import CommuniqueError\n"
        f"try:\n    import index.{module}\nexcept CommuniqueError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert f"{library}" in done.stdout
    assert done.stdout.strip().endswith(f"run `pip install 'communique[{extra}]'`")

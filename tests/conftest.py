"""What every test runs under: no network, and examples of hypothesis that are the same in every run."""

import os

from hypothesis import settings

os.environ["HF_HUB_OFFLINE"] = "1"
settings.register_profile("steady", max_examples=200, derandomize=True, deadline=None, database=None)
settings.load_profile("steady")

"""Knows the outside: HTTP, pages, the command line, settings; `api.app` alone constructs things."""

"""Knows the outside: HTTP, pages, the command line, settings; `api.loading` and `api.app` alone construct things."""

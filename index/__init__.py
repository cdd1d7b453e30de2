"""Knows search: encodes passages, keeps the dense and the lexical index, answers a query with ranked hits."""

"""Knows answers: understands the question, reads the hits, decides what the releases say, and cites it."""

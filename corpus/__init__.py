"""Knows releases: reads them, splits them into passages and statements with exact spans, keeps them."""

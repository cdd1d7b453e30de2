"""The reader: which statement answers a question best, and how sure one may be that it answers at all."""

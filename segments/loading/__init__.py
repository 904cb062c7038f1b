"""Loading the shipped border from files: the geography first, then the ledger on top of it."""

from segments.loading.border import load_border

__all__ = ["load_border"]

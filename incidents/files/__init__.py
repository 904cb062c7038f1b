"""Files as evidence: what may come in, and what is kept of it. Nothing here knows incidents or the database."""

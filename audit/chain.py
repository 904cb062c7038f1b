"""What a seal's hashes are made of, said a second time in Python: the check must not trust what it checks."""

import hashlib
from collections.abc import Sequence

from django.db import connection

# What the first seal follows.
BEGINNING = bytes(32)

# How the values of a row are written as text: the same in `seal_audit()`.
SETTINGS = {
    "search_path": "pg_catalog, public, pg_temp",
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
}


def link(
    before: bytes, *, n: int, event_table: str, event_id: int, txid: int, row_hash: bytes, sealed_us: int
) -> bytes:
    """Return the hash of a seal; `sealed_us` is its time in microseconds since 1970."""
    text = f"{before.hex()}:{n}:{event_table}:{event_id}:{txid}:{row_hash.hex()}:{sealed_us}"
    return hashlib.sha256(text.encode()).digest()


def row_hash_sql(columns: Sequence[str], alias: str = "e") -> str:
    """Return the SQL of a row's hash: SHA-256 of {"column": "its value as text" or null, ...} as jsonb prints it."""
    quote = connection.ops.quote_name
    names = ", ".join("'" + column.replace("'", "''") + "'" for column in columns)
    values = ", ".join(f"{alias}.{quote(column)}::text" for column in columns)
    return f"sha256(convert_to(jsonb_object(ARRAY[{names}]::text[], ARRAY[{values}]::text[])::text, 'UTF8'))"

"""The joint account: worked out from the moves of both sides, read from the database, and put into words."""

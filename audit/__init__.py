"""The record of changes, sealed: nothing that was once sealed can be altered, removed or slipped in unnoticed.

Triggers write every change into history tables, in the transaction of the change and with its actor; writers
take no lock and wait for nobody. Each second the sealer chains the rows whose transactions have ended: each
seal's hash covers the row, its place, and the hash before it. Once a day the last hash, the head, is mailed
to the administrators and chiefs of both sides.

What this proves: for any head that somebody kept, that every row sealed up to it is still there, in its
place, with its content, and that no row was put between. `manage.py verify_audit` names the first that is not.

What it does not prove: that what was written is true; anything about the seconds before a row is sealed; and
against whoever owns the server, anything that the kept heads do not cover. The owner of the tables can rewrite
all of it with a new and flawless chain, but not the messages already in the mailboxes of both sides.

A history table keeps its name and its columns for good: columns may be added, and what was sealed before
stays valid; one that is dropped or renamed takes the proof of its rows along. The chain is bound to the
transaction numbers of the cluster: a base backup keeps them; after a restored dump, the new cluster must be set
ahead of them before it is used (`pg_resetwal --epoch`), or the sealer refuses to go on.
"""

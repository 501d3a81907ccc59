"""Alembic's entry: runs on the connection that SQLite's `schema` hands over, or, for PostgreSQL,
writes the statements down for the one who runs them.

The caller owns the transaction, so that a migration happens wholly or not at all.
"""

from alembic import context

given = context.config.attributes
if context.is_offline_mode():
    context.configure(dialect_name=given["dialect"], output_buffer=given["script"])
else:
    context.configure(connection=given["connection"], transactional_ddl=True)
context.run_migrations()

"""Alembic's entry: runs on the connection that the store's `schema` hands over.

The caller owns the transaction, so that a migration happens wholly or not at all.
"""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=True)
context.run_migrations()

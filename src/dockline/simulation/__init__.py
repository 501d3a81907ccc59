"""A contact centre on paper: worlds, policies that dial in them, and what came of it."""

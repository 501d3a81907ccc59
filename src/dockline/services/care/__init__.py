"""Care for what is kept of people: how long it is kept, and what is erased on their word."""

"""Webhooks: subscriptions to events. `keeping` has them; `deliveries` has a `runner` for each."""

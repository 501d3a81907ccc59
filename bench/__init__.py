"""Benchmarks: each a ratio to a named reference in the same run, or percentiles beside one."""

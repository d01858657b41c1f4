"""The library: what the pack ships, what the user brought, and both together.

Start with `holdings` (both together) and `shelf` (the texts that the user brought).
"""

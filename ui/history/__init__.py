"""Chats on disk: kept as they are answered, found again, reopened, exported.

Start with `store` (`open_history`); `saved` is what it hands out, `export` what leaves it.
"""

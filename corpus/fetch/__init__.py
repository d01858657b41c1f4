"""The parts of `dzherelo.corpus.fetch.fetcher`, which is the front door.

addresses  what may be asked: DOI or URL, no private address, no step down from https
network    dials only addresses that were checked, and only until the deadline
download   one URL -> its whole body: redirects, limits, retries, resuming
headers    what a server says of a body
parts      what has come of a body so far, on disk
content    what a body is, by its bytes
pages      a journal's landing page, the parliament's portal
"""

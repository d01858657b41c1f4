"""Texts from the web; `dzherelo.corpus.fetch.fetcher` is the front door.

addresses  what may be asked and dialled: DOI or URL, no private address, no step down from https
download   one URL -> its whole body: redirects, limits, retries, going on where it broke
fetcher    an address -> the text: a journal's landing page, the parliament's portal
"""

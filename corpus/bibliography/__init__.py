"""Bibliographies of other programs, as records: BibTeX, RIS, CSL-JSON, exports of Zotero.

`csl` makes a record of an item as the Citation Style Language describes it; every other format is
brought to that first.
"""

from dzherelo.corpus.bibliography.bibtex import records_of_bibtex

__all__ = ["records_of_bibtex"]

"""Records and open copies of works from services on the web: Crossref, OpenAlex, arXiv, Unpaywall;
and from a Zotero that runs on this machine. Nothing here is asked unless the user says so.

client    one polite request: limits, waits, retries, answers kept on disk
services  what each service is asked, and its answers as findings
online    which finding is the work that was looked up
zotero    the local interface of Zotero
"""

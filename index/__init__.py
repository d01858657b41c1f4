"""What is searched: passages become vectors and lemmas, a question becomes hits.

The only package that speaks to Chroma and LlamaIndex. Start with `retrieve`; then `sync`, `store`.
"""

"""What is known of words: lemmas, inflection, numerals, sentences, glossary terms.

Start with `words`; nothing here knows a source or a library.
"""

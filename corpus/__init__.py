"""What is read: files become canonical text, text becomes passages that one can cite.

Knows nothing of models or databases. Start with `types`; then `read`, `split`, `shelf`.
"""

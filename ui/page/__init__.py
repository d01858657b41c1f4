"""The page: Gradio wiring, one module a tab or panel.

Start with `app` (what is where) and `serve` (the server around it).
"""

"""Answers, look-ups and sources as they are shown: values in, HTML or plain text out; no Gradio.

Start with `render`.
"""

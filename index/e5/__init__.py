"""The bundled model: multilingual-e5-small, its file, its tokens, and its network for onnxruntime.

Start with `bundled`.
"""

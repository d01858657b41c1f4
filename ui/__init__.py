"""What people see: the command line (`ui.cli`) and the chat (`ui.serve`, `ui.app`).

The command line imports nothing heavy until a command needs it; only `ui.app` imports Gradio.
"""

"""What people see: the command line (`ui.cli`), the page (`ui.page`) and how both show things.

The command line imports nothing heavy until a command needs it; only `ui.page` imports Gradio.
"""

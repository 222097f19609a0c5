"""What the chapters show and ask: plots, widgets, exercises."""

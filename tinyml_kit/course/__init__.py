"""What a chapter shows and asks: plots, widgets, exercises."""

"""A quantised model as plain data: read it, compute it, place it in memory."""

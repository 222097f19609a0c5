"""Circuits: a network as Verilog-2005, a stream of numbers through one stage per layer."""

"""Measurements, each beside a peer or a baseline taken in the same run. `make bench` prints them as tables."""

"""The parts of ./up and ./test."""

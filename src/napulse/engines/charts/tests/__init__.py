"""Tests of the engine: examples and laws, no database."""

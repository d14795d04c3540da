"""Judging an opened package by a scheme, one module for each group of items: values in, results out, no database."""

"""Importing catalogues (目录导入). Owns lists, how their columns are read, and what each import did, to be undone."""

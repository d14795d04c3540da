"""Printed forms of arrangement (归档文件目录, 案卷目录, 卷内文件目录, 备考表, 封面, 盒脊, 归档章) as PDF/A.

Owns what stands on which form, how large, in which words, and every printout with its way out. Refuses to own what is
said of records: it prints what the catalogue has, and leaves blank for the pen what nobody has described.
"""

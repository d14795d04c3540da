"""What stands alone: the program that verifies a certificate without this one."""

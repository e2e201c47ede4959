"""Measurements that anybody can run: `make bench`."""

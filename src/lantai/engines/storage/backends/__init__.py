"""The places a store can be: folders on a disk, memory for tests, and stores that fail on purpose."""

// Nothing to call: the library is loaded into a process by LD_PRELOAD.

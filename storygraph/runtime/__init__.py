"""How a run gets on with its machine: cores, memory, threads, processes, signals, progress."""

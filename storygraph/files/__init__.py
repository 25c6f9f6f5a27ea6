"""Files and folders written whole or not at all, and how to tell ours from others'."""

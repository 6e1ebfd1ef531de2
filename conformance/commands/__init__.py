"""What the command line can do: one thin file per command, each with its `command`."""

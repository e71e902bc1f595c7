"""From a TOML file to a validated sheet; every complaint says where in the file its cause stands."""

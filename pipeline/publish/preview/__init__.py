"""`corrige preview`: the page of a sheet in a browser, made anew whenever something that it depends on is saved."""

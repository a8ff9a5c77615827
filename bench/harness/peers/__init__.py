"""The servers that are compared: each module starts one, and says which packages it comes from."""

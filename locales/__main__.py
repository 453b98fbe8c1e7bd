"""`python -m locales` keeps what the files of all locales say in the form that is read fastest."""

import sys

from locales import FOLDER, read_toml

if __name__ == "__main__":
    sys.dont_write_bytecode = False  # Asked for by name, it is done.
    for file in FOLDER.rglob("*.toml"):
        read_toml(file)

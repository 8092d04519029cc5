"""`python -m innverse` is the command `innverse`."""

from innverse.cli import main

if __name__ == "__main__":
    main()

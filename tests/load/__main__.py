"""`python -m tests.load URL --clients 64 --seconds 60 [--pid PID]`: a load test of a server that is one's own."""

from tests.load.clients import main

if __name__ == "__main__":
    main()

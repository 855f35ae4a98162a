import sys

from tools import results

sys.exit(results.main("bench", sys.argv[1:]))

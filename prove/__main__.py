import sys

from tools import results

sys.exit(results.main("prove", sys.argv[1:]))

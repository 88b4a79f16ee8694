package rules_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// areas are the areas of the product's checklist with the number of their lines.
var areas = map[string]int{
	"PRE": 6, "SET": 13, "REG": 6, "SYN": 9, "SCH": 4, "FLD": 9, "CAT": 9, "MAP": 13, "NOT": 5, "AST": 5, "REP": 13,
	"EOL": 8, "ASG": 4, "CON": 15, "TIC": 4, "REC": 1, "TRB": 5, "C1G": 5, "C1A": 12, "C1C": 15, "C1P": 6, "GAP": 7,
}

// Every line of the checklist has a test that bears its id, or stands in the list
// of what is still to come. A line that got its test is taken off the list, so
// that the list tells the truth.
func TestEveryLineOfTheChecklistIsCoveredOrPending(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(root(t), "cmd/internal/rules/testdata/pending.txt"))
	require.NoError(t, err)
	pending := make(map[string]bool)
	for _, id := range strings.Fields(string(raw)) {
		pending[id] = true
	}
	covered := coveredLines(t)
	for area, lines := range areas {
		for n := range lines {
			id := fmt.Sprintf("%s-%02d", area, n+1)
			switch {
			case covered[id] && pending[id]:
				t.Errorf("%s has a test: take it off the list", id)
			case !covered[id] && !pending[id]:
				t.Errorf("%s has no test: name one after it, or put it on the list", id)
			}
			delete(pending, id)
		}
	}
	require.Empty(t, pending, "these are no lines of the checklist")
}

// coveredLines reads the ids in the names of tests: TestMAP_13_…, TestSYN_05_to_09_…,
// TestMAP_06_08_09_….
func coveredLines(t *testing.T) map[string]bool {
	t.Helper()
	name := regexp.MustCompile(`func Test\w*?([A-Z][A-Z0-9]{2})((?:_to_\d\d|_\d\d)+)`)
	part := regexp.MustCompile(`(_to)?_(\d\d)`)
	covered := make(map[string]bool)
	eachFile(t, func(path string, content []byte) {
		if !strings.HasSuffix(path, "_test.go") {
			return
		}
		for _, found := range name.FindAllSubmatch(content, -1) {
			first := 0
			for _, p := range part.FindAllSubmatch(found[2], -1) {
				last, _ := strconv.Atoi(string(p[2]))
				if len(p[1]) == 0 {
					first = last
				}
				for n := first; n <= last; n++ {
					covered[fmt.Sprintf("%s-%02d", found[1], n)] = true
				}
			}
		}
	})
	return covered
}

package rules_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each direct dependency earns its place by a line that says why it is there and
// what else was looked at.
func TestEachDependencyHasItsLine(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile(filepath.Join(root(t), "go.mod"))
	require.NoError(t, err)
	lines, err := os.ReadFile(filepath.Join(root(t), "docs", "DEPENDENCIES.md"))
	require.NoError(t, err)
	direct := regexp.MustCompile(`(?m)^\s+(\S+) v\S+$`)
	for _, found := range direct.FindAllStringSubmatch(string(mod), -1) {
		name := strings.TrimPrefix(found[1], "github.com/")
		name = regexp.MustCompile(`/v\d+$`).ReplaceAllString(name, "")
		// Parts of one project (providers of koanf) share its line.
		parts := strings.Split(name, "/")
		name = strings.Join(parts[:min(2, len(parts))], "/")
		if strings.HasPrefix(name, "golang.org/") {
			name = strings.Join(parts[:3], "/")
		}
		require.Contains(t, string(lines), name, "docs/DEPENDENCIES.md has no line about it")
	}
}

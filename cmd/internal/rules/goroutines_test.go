package rules_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The core starts no goroutine and knows no channel: that is why its tests run without the
// race detector (.ci/tests), and why callers may use it from as many as they like.
func TestTheCoreStartsNoGoroutine(t *testing.T) {
	t.Parallel()
	files := 0
	eachFile(t, func(path string, content []byte) {
		if !within(path, "domain") || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return
		}
		files++
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, content, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.GoStmt, *ast.ChanType, *ast.SendStmt, *ast.SelectStmt:
				t.Errorf("%s: the core decides, and leaves what happens at the same time to the edge", set.Position(n.Pos()))
			}
			return true
		})
	})
	require.Greater(t, files, 100, "where is it?")
}

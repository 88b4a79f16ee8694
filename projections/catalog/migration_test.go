package catalog_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"coresync/projections/catalog"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the migrations anew")

// The tables in the database are the ones that the Go definitions say. A model
// whose columns changed after a release needs a new build and a new migration.
func TestMigrationsAreTheModels(t *testing.T) {
	for i, m := range catalog.Models() {
		name := fmt.Sprintf("%04d_%s.sql", 10+i, m.Name)
		path := filepath.Join("..", "..", "migrations", name)
		want := m.Migration()
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(want), 0o644))
		}
		have, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, want == string(have), "%s is not what the model says: run go test ./projections/catalog -run Migrations -update", name)
	}
}

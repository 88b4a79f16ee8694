package catalog_test

import (
	"flag"
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
	for _, m := range catalog.Models() {
		found, err := filepath.Glob(filepath.Join("..", "..", "migrations", "[0-9]*_"+m.Name+".sql"))
		require.NoError(t, err)
		require.Len(t, found, 1, "the read model %s needs one migration, NNNN_%[1]s.sql", m.Name)
		path := found[0]
		want := m.Migration()
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(want), 0o644))
		}
		have, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, want == string(have), "%s is not what the model says: run go test ./projections/catalog -run Migrations -update", path)
	}
}

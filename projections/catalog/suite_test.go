package catalog_test

import (
	"flag"
	"os"
	"testing"

	"coresync/projections/catalog"
	"coresync/projections/projectiontest"
)

func TestMain(m *testing.M) {
	// A history costs a second and more; `make stress` tries ten times as many.
	if f := flag.Lookup("rapid.checks"); f != nil {
		_ = f.Value.Set("10") // a flag of the command line comes later and wins
	}
	os.Exit(m.Run())
}

func TestEveryReadModelKeepsThePromises(t *testing.T) {
	t.Parallel()
	projectiontest.Suite(t, catalog.Models)
}

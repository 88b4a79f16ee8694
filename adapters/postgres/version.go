package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"coresync/adapters/postgres/cluster"
)

// VersionError says that a data folder was written by a PostgreSQL that is not installed. No other major version can
// read it.
type VersionError struct {
	Directory string // the cluster's data
	Data      int    // major version that wrote it
	Installed string // what is installed instead, "" if nothing is
}

// Error says what to do now.
func (e *VersionError) Error() string {
	installed := "no PostgreSQL is installed"
	if e.Installed != "" {
		installed = "installed is PostgreSQL " + e.Installed
	}
	return fmt.Sprintf("the database in %s was written by PostgreSQL %d, %s: install version %d beside it (`apt-get install -y postgresql-%d`), "+
		"or name its bin directory in PG_BIN; to move to another version, dump with pg_dump %d and restore into a new data folder",
		e.Directory, e.Data, installed, e.Data, e.Data, e.Data)
}

// binariesFor finds the PostgreSQL that wrote the data, or the best one when there is none yet.
func binariesFor(ctx context.Context, dataDir string) (cluster.Binaries, error) {
	body, err := os.ReadFile(filepath.Join(dataDir, "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return cluster.Find(ctx)
	}
	if err != nil {
		return cluster.Binaries{}, fmt.Errorf("version of the cluster: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(body)))
	if err != nil {
		return cluster.Binaries{}, fmt.Errorf("version of the cluster in %s: %q is not one", dataDir, body)
	}
	binaries, err := cluster.FindMajor(ctx, major)
	if err == nil {
		return binaries, nil
	}
	other, findErr := cluster.Find(ctx)
	if findErr != nil && !errors.Is(findErr, cluster.ErrNotInstalled) {
		return cluster.Binaries{}, findErr
	}
	return cluster.Binaries{}, &VersionError{Directory: dataDir, Data: major, Installed: other.Version}
}

package cluster_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"coresync/adapters/postgres/cluster"

	"github.com/stretchr/testify/require"
)

// install makes a directory that looks like an installed PostgreSQL.
func install(t *testing.T, version string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bin")
	require.NoError(t, os.MkdirAll(dir, 0o755))
	script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %s'\n", version)
	for _, name := range []string{"postgres", "initdb"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755))
	}
	return dir
}

// The tests of this file set the environment, so they can't run beside others.

func TestFindTakesTheDirectoryNamed(t *testing.T) {
	dir := install(t, "17.2 (Debian 17.2-1)")
	t.Setenv("PG_BIN", dir)
	found, err := cluster.Find(context.Background())
	require.NoError(t, err)
	require.Equal(t, cluster.Binaries{Dir: dir, Major: 17, Version: "17.2"}, found)
}

func TestFindUnderstandsABetaVersion(t *testing.T) {
	t.Setenv("PG_BIN", install(t, "19beta1"))
	found, err := cluster.Find(context.Background())
	require.NoError(t, err)
	require.Equal(t, 19, found.Major)
}

func TestFindRefusesTooOldByName(t *testing.T) {
	t.Setenv("PG_BIN", install(t, "14.9"))
	_, err := cluster.Find(context.Background())
	require.ErrorContains(t, err, "PostgreSQL 14.9 is too old, 15 or newer is needed")
	require.ErrorContains(t, err, cluster.InstallCommand)
}

func TestFindFollowsLinksInThePath(t *testing.T) {
	real := install(t, "16.4")
	links := t.TempDir()
	require.NoError(t, os.Symlink(filepath.Join(real, "postgres"), filepath.Join(links, "postgres")))
	t.Setenv("PG_BIN", "")
	t.Setenv("PATH", links+":"+os.Getenv("PATH"))
	found, err := cluster.Find(context.Background())
	require.NoError(t, err)
	require.Equal(t, real, found.Dir, "initdb is beside the real postgres, not beside the link")
}

func TestFindPassesOverAnOldOneInThePath(t *testing.T) {
	t.Setenv("PG_BIN", "")
	t.Setenv("PATH", install(t, "9.6.24")+":"+os.Getenv("PATH"))
	found, err := cluster.Find(context.Background())
	if err != nil { // nothing newer on this machine: then the error says how to get it
		require.ErrorIs(t, err, cluster.ErrNotInstalled)
		require.ErrorContains(t, err, cluster.InstallCommand)
		return
	}
	require.GreaterOrEqual(t, found.Major, cluster.OldestMajor)
}

func TestFindMajor(t *testing.T) {
	dir := install(t, "17.2")
	t.Setenv("PG_BIN", dir)
	found, err := cluster.FindMajor(context.Background(), 17)
	require.NoError(t, err)
	require.Equal(t, dir, found.Dir)
	_, err = cluster.FindMajor(context.Background(), 16)
	require.ErrorIs(t, err, cluster.ErrNotInstalled)
}

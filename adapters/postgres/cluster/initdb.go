package cluster

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Superuser is the name of the first database user of every cluster made here.
const Superuser = "postgres"

// Init makes a data directory. Nothing is flushed to disk: a caller that wants the cluster to outlive a power cut calls
// Sync when it is done. Whoever reaches the socket is let in, so the socket's directory must be closed to others.
func (b Binaries) Init(ctx context.Context, account Account, dataDir string) error {
	if err := account.Make(dataDir); err != nil {
		return err
	}
	// C.UTF-8 sorts by code point in every release, so an index never goes stale under a new C library, and unlike C it
	// still knows upper and lower case beyond ASCII.
	out, err := b.run(ctx, account, dataDir, "initdb", "--pgdata="+dataDir, "--username="+Superuser, "--auth=trust",
		"--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
	if err != nil {
		return fmt.Errorf("make the cluster %s: %w: %s", dataDir, err, lastLines(out, 5))
	}
	return nil
}

// Sync writes a data directory that Init made through to the disk.
func (b Binaries) Sync(ctx context.Context, account Account, dataDir string) error {
	out, err := b.run(ctx, account, dataDir, "initdb", "--pgdata="+dataDir, "--sync-only")
	if err != nil {
		return fmt.Errorf("write the cluster %s to disk: %w: %s", dataDir, err, lastLines(out, 5))
	}
	return nil
}

func (b Binaries) run(ctx context.Context, account Account, dir, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(b.Dir, name), args...)
	cmd.Dir = dir // the server's user may not be allowed into ours
	cmd.Env = environment()
	cmd.SysProcAttr = account.attributes()
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// environment keeps a person's PGDATA, PGHOST and locale from changing what the programs do.
func environment() []string {
	kept := []string{"LC_ALL=C", "LANG=C", "TZ=UTC"}
	for _, name := range []string{"PATH", "TMPDIR", "LD_LIBRARY_PATH"} {
		if value, ok := os.LookupEnv(name); ok {
			kept = append(kept, name+"="+value)
		}
	}
	return kept
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) > n {
		lines = lines[len(lines)-n:]
	}
	return strings.Join(lines, "\n")
}

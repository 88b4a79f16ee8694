package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// OldestMajor is the oldest PostgreSQL that is supported; CREATE DATABASE … STRATEGY, lz4 and security_invoker views
// came with 14 and 15.
const OldestMajor = 15

// InstallCommand installs a server on Debian and its relatives.
const InstallCommand = "apt-get install -y postgresql"

// ErrNotInstalled says that no usable server was found on this machine.
var ErrNotInstalled = errors.New("no PostgreSQL server binaries")

// Binaries is one installed PostgreSQL.
type Binaries struct {
	Dir     string // where initdb and postgres are, symbolic links resolved
	Major   int    // 15
	Version string // 15.18
}

// Find returns the binaries in $PG_BIN if set, else those that PATH leads to, else the newest below
// /usr/lib/postgresql. A directory that holds a version older than OldestMajor is passed over, unless PG_BIN named it.
func Find(ctx context.Context) (Binaries, error) {
	if dir := os.Getenv("PG_BIN"); dir != "" {
		found, err := inspect(ctx, dir)
		if err != nil {
			return Binaries{}, fmt.Errorf("PG_BIN=%s: %w", dir, err)
		}
		return found, nil
	}
	var passed []error
	for _, dir := range candidates() {
		found, err := inspect(ctx, dir)
		if err == nil {
			return found, nil
		}
		passed = append(passed, fmt.Errorf("%s: %w", dir, err))
	}
	return Binaries{}, fmt.Errorf("%w of version %d or newer in PATH or /usr/lib/postgresql: install them with `%s`, "+
		"or name their directory in PG_BIN%s", ErrNotInstalled, OldestMajor, InstallCommand, because(passed))
}

// FindMajor returns binaries of exactly this major version, for data that was made by it; ErrNotInstalled if there are
// none. A data directory can't be opened by any other.
func FindMajor(ctx context.Context, major int) (Binaries, error) {
	dirs := candidates()
	if dir := os.Getenv("PG_BIN"); dir != "" {
		dirs = []string{dir}
	}
	for _, dir := range dirs {
		if found, err := inspect(ctx, dir); err == nil && found.Major == major {
			return found, nil
		}
	}
	return Binaries{}, fmt.Errorf("%w of version %d", ErrNotInstalled, major)
}

func because(passed []error) string {
	if len(passed) == 0 {
		return ""
	}
	return fmt.Sprintf(" (passed over: %v)", errors.Join(passed...))
}

// candidates lists directories that may hold binaries, the best first.
func candidates() []string {
	var dirs []string
	if file, err := exec.LookPath("postgres"); err == nil {
		// Debian's wrappers and a person's links in /usr/local/bin stand away from initdb's siblings.
		if resolved, err := filepath.EvalSymlinks(file); err == nil {
			dirs = append(dirs, filepath.Dir(resolved))
		}
	}
	installed, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return dirs // only a wrong pattern can do this
	}
	slices.SortFunc(installed, func(a, b string) int { return majorOf(b) - majorOf(a) })
	return append(dirs, installed...)
}

func majorOf(dir string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
	if err != nil {
		return 0
	}
	return n
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) (\d+)[.\d]*\S*`)

func inspect(ctx context.Context, dir string) (Binaries, error) {
	resolved, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil {
		return Binaries{}, err
	}
	dir = filepath.Dir(resolved)
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return Binaries{}, err
	}
	out, err := exec.CommandContext(ctx, resolved, "--version").Output()
	if err != nil {
		return Binaries{}, fmt.Errorf("ask for the version: %w", err)
	}
	match := versionPattern.FindStringSubmatch(string(out))
	if match == nil {
		return Binaries{}, fmt.Errorf("version not understood: %q", out)
	}
	major, err := strconv.Atoi(match[1])
	if err != nil {
		return Binaries{}, fmt.Errorf("version not understood: %q", out)
	}
	found := Binaries{Dir: dir, Major: major, Version: match[0][len("(PostgreSQL) "):]}
	if major < OldestMajor {
		return found, fmt.Errorf("PostgreSQL %s is too old, %d or newer is needed: install it with `%s`", found.Version, OldestMajor, InstallCommand)
	}
	return found, nil
}

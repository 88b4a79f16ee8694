package rules_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// eachFile calls work for every file of the repository, by path from its root.
func eachFile(t *testing.T, work func(path string, content []byte)) {
	t.Helper()
	top := root(t)
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == ".git" || name == "node_modules" || name == "bin" || name == "coresync-data") {
			return filepath.SkipDir
		}
		if !d.Type().IsRegular() {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		short, err := filepath.Rel(top, path)
		work(filepath.ToSlash(short), content)
		return err
	})
	require.NoError(t, err)
}

// A file of more than 400 lines hides more than one thing.
func TestNoFileIsLongerThan400Lines(t *testing.T) {
	t.Parallel()
	eachFile(t, func(path string, content []byte) {
		written := strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".templ") || within(path, "http/web/assets/src")
		if !written || strings.HasSuffix(path, ".gen.go") || strings.HasSuffix(path, "_templ.go") {
			return
		}
		if lines := bytes.Count(content, []byte("\n")); lines > 400 {
			t.Errorf("%s has %d lines; split it by what it holds", path, lines)
		}
	})
}

// A test that sleeps is slow on a quick machine and wrong on a slow one.
func TestNoTestSleeps(t *testing.T) {
	t.Parallel()
	eachFile(t, func(path string, content []byte) {
		if strings.HasSuffix(path, "_test.go") && bytes.Contains(content, []byte("time."+"Sleep(")) {
			t.Errorf("%s sleeps; wait for what it waits for", path)
		}
	})
}

// The core reads no clock: an event folded tomorrow must give today's row.
func TestTheDomainReadsNoClock(t *testing.T) {
	t.Parallel()
	clock := regexp.MustCompile(`\btime\.(Now|Since|Until|After|Tick|NewTimer|NewTicker)\(`)
	eachFile(t, func(path string, content []byte) {
		if within(path, "domain") && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			if found := clock.Find(content); found != nil {
				t.Errorf("%s calls %s…): hand the time in", path, found)
			}
		}
	})
}

// The top level is agreed; a new folder there is a decision of its own.
func TestTopLevel(t *testing.T) {
	t.Parallel()
	agreed := regexp.MustCompile(`^(cmd|domain|eventstore|projections|adapters|http|migrations|docs|` +
		`go\.mod|go\.sum|Makefile|README\.md|LICENSE|NOTICE|THIRD_PARTY_NOTICES\.md|CHANGELOG\.md|CONTRIBUTING\.md|` +
		`package\.json|package-lock\.json|node_modules|bin|coresync-data|\..*)$`)
	entries, err := os.ReadDir(root(t))
	require.NoError(t, err)
	for _, e := range entries {
		if !agreed.MatchString(e.Name()) {
			t.Errorf("%s does not belong at the top level", e.Name())
		}
	}
}

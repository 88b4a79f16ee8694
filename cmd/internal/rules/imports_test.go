package rules_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rule says what the packages below a path may import from this module and from
// outside; prefixes, without the module's name for our own.
type rule struct {
	below string
	why   string
	ours  []string
	libs  []string
}

var standardLibraryFree = []string{"net/http", "net", "os", "os/exec", "database/sql"}

var importRules = []rule{
	{
		below: "domain",
		why:   "the core is pure: what it decides must be the same in any process, at any time, in any order",
		ours:  []string{"domain"},
		libs: []string{"github.com/google/uuid", "github.com/goccy/go-json", "golang.org/x/text",
			"github.com/RoaringBitmap/roaring"},
	},
	{
		below: "eventstore",
		why:   "the log knows events and nothing of who reads or writes them",
		ours:  []string{"domain/event", "eventstore"},
		libs: []string{"github.com/google/uuid", "github.com/goccy/go-json", "github.com/jackc/pgx", "github.com/ThreeDotsLabs",
			"github.com/prometheus", "github.com/transparency-dev", "golang.org/x/mod", "golang.org/x/sync", "golang.org/x/crypto"},
	},
	{
		below: "projections",
		why:   "read models see the log and the rules; never the outside, never each other's commands",
		ours:  []string{"domain", "eventstore", "projections"},
		libs: []string{"github.com/google/uuid", "github.com/goccy/go-json", "github.com/jackc/pgx", "github.com/prometheus",
			"golang.org/x/sync", "golang.org/x/text"},
	},
	{
		below: "http",
		why:   "the edge decodes, calls interfaces that it declares itself, and encodes",
		ours:  []string{"domain", "http"},
		libs: []string{"github.com/google/uuid", "github.com/gorilla/mux", "github.com/prometheus", "github.com/getkin/kin-openapi",
			"github.com/jackc/pgx", "golang.org/x", "github.com/klauspost/compress", "gopkg.in/yaml", "github.com/oasdiff/yaml", "github.com/oasdiff/yaml3",
			"github.com/a-h/templ", "github.com/go-playground/locales", "github.com/scim2/filter-parser"},
	},
	{
		below: "migrations",
		why:   "the schema depends on nothing that it serves",
		ours:  []string{"migrations"},
		libs:  []string{"github.com/pressly/goose", "github.com/jackc/pgx"},
	},
}

type listed struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-buildvcs=false", "-json=ImportPath,Imports", "./...")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	require.NoError(t, err)
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		all = append(all, p)
	}
}

func root(t *testing.T) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	require.True(t, ok)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}

func TestImports(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, "coresync/")
		if testOnly(path) {
			continue
		}
		for _, r := range importRules {
			if !within(path, r.below) {
				continue
			}
			for _, imported := range p.Imports {
				if !r.allows(imported) {
					t.Errorf("%s imports %s: %s may not, because %s", path, imported, r.below, r.why)
				}
			}
		}
		checkAdapter(t, path, p.Imports)
	}
}

// testOnly names packages that only tests import; they may know more.
func testOnly(path string) bool {
	for _, p := range []string{"eventstore/storetest", "adapters/postgres/pgtest", "projections/projectiontest"} {
		if within(path, p) {
			return true
		}
	}
	return false
}

// An adapter knows its own outside thing and no other's: parts meet in cmd.
func checkAdapter(t *testing.T, path string, imports []string) {
	t.Helper()
	parts := strings.Split(path, "/")
	if parts[0] != "adapters" || len(parts) < 2 {
		return
	}
	own := "adapters/" + parts[1]
	for _, imported := range imports {
		ours, isOurs := strings.CutPrefix(imported, "coresync/")
		if isOurs && !within(ours, own) && !within(ours, "domain") && !within(ours, "eventstore") && !within(ours, "migrations") {
			t.Errorf("%s imports %s: an adapter knows only its own outside thing, the domain and the log", path, imported)
		}
	}
}

func (r rule) allows(imported string) bool {
	if ours, isOurs := strings.CutPrefix(imported, "coresync/"); isOurs {
		return anyWithin(ours, r.ours)
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return r.below != "domain" || !exactly(imported, standardLibraryFree)
	}
	return anyWithin(imported, r.libs)
}

func within(path, prefix string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") }

func anyWithin(path string, prefixes []string) bool {
	for _, p := range prefixes {
		if within(path, p) {
			return true
		}
	}
	return false
}

func exactly(path string, list []string) bool {
	for _, l := range list {
		if path == l {
			return true
		}
	}
	return false
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

// asConnector makes the test binary the connector, so that it is linked once.
const asConnector = "BATON_NINJA_ONE_TEST_AS_CONNECTOR"

func TestMain(m *testing.M) {
	if os.Getenv(asConnector) != "" {
		run(context.Background())
		return
	}
	os.Exit(m.Run())
}

// bundle is a simulated NinjaOne, a folder, and the connector that is run in it.
type bundle struct {
	t   *testing.T
	sim *ninjasim.Sim
	url string
	dir string
	env []string
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{t: t, sim: ninjasim.New(ninjasim.Config{Devices: 40, Orgs: 4}), dir: t.TempDir()}
	srv := httptest.NewServer(b.sim.Handler())
	t.Cleanup(srv.Close)
	b.url = srv.URL
	b.env = []string{
		asConnector + "=1", "HOME=" + b.dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + b.dir,
		"BATON_NINJA_ONE_BASE_URL=" + srv.URL, "BATON_NINJA_ONE_CLIENT_ID=" + ninjasim.DefaultClientID,
		"BATON_NINJA_ONE_CLIENT_SECRET=" + ninjasim.DefaultClientSecret, "BATON_NINJA_ONE_SCOPE=monitoring management control",
		"BATON_STORAGE_ENGINE=sqlite", "BATON_FILE=sync.c1z", "BATON_LOG_LEVEL=error",
	}
	return b
}

// connector is the program, not started yet.
func (b *bundle) connector(args ...string) *exec.Cmd {
	self, err := os.Executable()
	require.NoError(b.t, err)
	cmd := exec.CommandContext(b.t.Context(), self, args...)
	cmd.Dir, cmd.Env = b.dir, b.env
	return cmd
}

// run runs the connector once and gives what it printed, and whether it failed: SDK 0.25.0
// ends its second process where a task failed, and may exit with 0 when that one has gone,
// before it exits with the fault's code.
func (b *bundle) run(args ...string) (stdout, stderr string, failed bool) {
	b.t.Helper()
	var out, errs bytes.Buffer
	cmd := b.connector(args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	return out.String(), errs.String(), err != nil || strings.Contains(errs.String(), `"msg":"error running connector"`)
}

// ok runs the connector once, which must succeed.
func (b *bundle) ok(args ...string) string {
	b.t.Helper()
	out, errs, failed := b.run(args...)
	require.False(b.t, failed, "%v: %s", args, errs)
	return out
}

// baton asks the program baton about a file and decodes its JSON.
func (b *bundle) baton(file string, into any, args ...string) {
	b.t.Helper()
	program := batonProgram(b.t)
	cmd := exec.CommandContext(b.t.Context(), program, append(args, "-f", filepath.Join(b.dir, file), "-o", "json")...)
	cmd.Dir, cmd.Env = b.dir, b.env
	out, err := cmd.Output()
	require.NoError(b.t, err, "baton %v", args)
	require.NoError(b.t, json.Unmarshal(out, into), "baton %v: %s", args, out)
}

// batonProgram builds baton at the first call and says where it is.
func batonProgram(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "tool", "-n", "baton").Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

// resource is a resource as baton prints it.
type resource struct {
	ID          struct{ ResourceType, Resource string }
	DisplayName string
	Profile     map[string]any
	Status      struct{ Status, Details string }
}

// grant is a grant as baton prints it.
type grant struct {
	ID          string
	Annotations []map[string]any
}

// accounts and grants are what baton reads of a file, by id.
func (b *bundle) resources(file, kind string) map[string]resource {
	b.t.Helper()
	var all struct{ Resources []struct{ Resource resource } }
	b.baton(file, &all, "resources", "-t", kind)
	out := make(map[string]resource)
	for _, r := range all.Resources {
		out[r.Resource.ID.Resource] = r.Resource
	}
	return out
}

func (b *bundle) grants(file string) map[string]grant {
	b.t.Helper()
	var all struct{ Grants []struct{ Grant grant } }
	b.baton(file, &all, "grants")
	out := make(map[string]grant)
	for _, g := range all.Grants {
		out[g.Grant.ID] = g.Grant
	}
	return out
}

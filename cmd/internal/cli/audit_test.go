package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coresync/adapters/postgres/pgtest"
	"coresync/cmd/internal/cli"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// terminal runs command lines on one database and data folder.
type terminal struct {
	t   *testing.T
	db  *pgtest.DB
	dir string
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	return &terminal{t: t, db: pgtest.New(t), dir: t.TempDir()}
}

// run runs a command line that must end with the code, and returns what it printed.
func (c *terminal) run(code int, args ...string) (out, said string) {
	c.t.Helper()
	var stdout, stderr bytes.Buffer
	args = append(args, "--database-url", c.db.URL, "--data", c.dir)
	got := cli.Run(context.Background(), cli.Version{Number: "test"}, cli.Streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr}, args)
	require.Equal(c.t, code, got, "%v\n%s", args, stderr.String())
	return stdout.String(), stderr.String()
}

// json runs a command line and reads its answer.
func (c *terminal) json(code int, into any, args ...string) {
	c.t.Helper()
	out, _ := c.run(code, append(args, "--json")...)
	require.NoError(c.t, json.Unmarshal([]byte(out), into), out)
}

func (c *terminal) file(name, text string) string {
	c.t.Helper()
	path := filepath.Join(c.dir, name)
	require.NoError(c.t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestAuditOnTheCommandLine(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.run(0, "import", "customers", c.file("customers.csv", "external_id,name,number,domains,city\n1,Initech,,,\n2,Hooli,,,\n"))
	var head struct {
		Size int64  `json:"size"`
		Key  string `json:"verifier_key"`
	}
	c.json(0, &head, "audit", "head")
	require.Equal(t, int64(2), head.Size)
	note, said := c.run(0, "audit", "head")
	require.Regexp(t, `^coresync/[-0-9a-f]{36}/[-0-9a-f]{36}\n2\n.{44}\n\n— coresync/`, note)
	require.Contains(t, said, head.Key)

	var first struct {
		ID uuid.UUID `json:"event_id"`
	}
	c.json(0, &first, "events", "list", "--limit", "1")
	evidence, _ := c.run(0, "audit", "prove", first.ID.String())
	c.run(2, "audit", "prove", "1")
	c.run(1, "audit", "prove", uuid.NewString())

	good := c.file("good.json", evidence)
	_, said = c.run(0, "audit", "verify", good)
	require.Contains(t, said, "compare it with the log's own")
	out, said := c.run(0, "audit", "verify", good, "--key", head.Key)
	require.Contains(t, out, "stands at position 1 of the log of tenant")
	require.Empty(t, said)
	_, said = c.run(3, "audit", "verify", c.file("bad.json", strings.Replace(evidence, "Initech", "Hooli", 1)))
	require.Contains(t, said, "not verified")
	c.run(1, "audit", "verify", c.file("none.json", "{}"))

	out, _ = c.run(0, "audit", "fsck")
	require.Contains(t, out, "2 events fit their leaves")
	_, err := c.db.Pool("").Exec(t.Context(), `update eventstore.events set payload = '{"name":"Hooli"}' where position = 1`)
	require.NoError(t, err)
	out, _ = c.run(3, "audit", "fsck")
	require.Contains(t, out, "position 1: the row was changed")
	var found struct {
		Faults []struct{ From, To int64 } `json:"faults"`
	}
	c.json(3, &found, "audit", "fsck")
	require.Equal(t, []struct{ From, To int64 }{{1, 1}}, found.Faults)
}

func TestABundleOnTheCommandLine(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.run(0, "import", "customers", c.file("customers.csv", "external_id,name,number,domains,city\n1,Initech,,,\n2,Hooli,,,\n3,Umbrella,,,\n"))
	var head struct {
		Key string `json:"verifier_key"`
	}
	c.json(0, &head, "audit", "head")
	file := filepath.Join(c.dir, "log.zip")
	out, said := c.run(0, "audit", "export", "--out", file)
	require.Contains(t, out, "coresync audit verify "+file+" --key '"+head.Key+"'")
	require.Contains(t, said, "3 events of the positions 1 to 3")
	out, said = c.run(0, "audit", "verify", file, "--key", head.Key)
	require.Contains(t, out, "Verified: 3 events stand at the positions 1 to 3, every one from the first to the last, of the log of tenant")
	require.Empty(t, said)
	var found struct {
		Verified, Whole bool
		Events          int
		Why             string
	}
	c.json(0, &found, "audit", "verify", file)
	require.True(t, found.Verified && found.Whole)
	require.Equal(t, 3, found.Events)

	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	cut := c.file("cut.zip", string(raw[:len(raw)-40]))
	c.run(1, "audit", "verify", cut)
	_, said = c.run(3, "audit", "verify", file, "--key", "coresync/other+00000000+AQ==")
	require.Contains(t, said, "not verified")
	found.Verified = true
	c.json(3, &found, "audit", "verify", file, "--key", "coresync/other+00000000+AQ==")
	require.False(t, found.Verified)
	require.NotEmpty(t, found.Why)

	_, said = c.run(2, "audit", "export", "--asset", "x", "--from", "y", "--to", "z", "--out", file)
	for _, fault := range []string{"--asset", "--from", "--to"} {
		require.Contains(t, said, fault)
	}
	c.run(2, "audit", "export", "--from", "2026-03-02", "--to", "2026-03-01", "--out", file)
	c.run(2, "audit", "export")
	none := filepath.Join(c.dir, "none.zip")
	_, said = c.run(1, "audit", "export", "--to", "2020-01-01", "--out", none)
	require.Contains(t, said, "no event of the log was recorded there")
	require.NoFileExists(t, none)
	require.NoFileExists(t, none+".part")
	_, err = c.db.Pool("").Exec(t.Context(), `update eventstore.events set payload = '{"name":"Hooli"}' where position = 1`)
	require.NoError(t, err)
	_, said = c.run(1, "audit", "export", "--out", none)
	require.Contains(t, said, "position 1 is not what was recorded there")
}

func TestForkOnTheCommandLine(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.run(0, "import", "customers", c.file("customers.csv", "external_id,name,number,domains,city\n1,Initech,,,\n2,Hooli,,,\n"))
	c.run(0, "audit", "head")
	for _, sql := range []string{`delete from eventstore.events where position = 2`, `delete from eventstore.tree_heads`,
		`delete from eventstore.tree_tiles`, `delete from eventstore.checkpoints`} {
		_, err := c.db.Pool("").Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	more := c.file("more.csv", "external_id,name,number,domains,city\n3,Umbrella,,,\n")
	_, said := c.run(1, "import", "customers", more)
	require.Contains(t, said, "an older backup was restored")
	c.run(3, "audit", "fsck")

	c.run(2, "events", "fork")
	var fork struct {
		Position int64 `json:"position"`
	}
	c.json(0, &fork, "events", "fork", "--reason", "disk lost")
	require.Equal(t, int64(1), fork.Position)
	c.run(0, "import", "customers", more)
	c.run(0, "audit", "fsck")
}

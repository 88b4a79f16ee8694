package app_test

import (
	"encoding/json"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"coresync/cmd/internal/app"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/leaf"
	"coresync/eventstore/storetest"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// backedUp is an installation with two tenants, of which there are two backups:
// older is of before the newest signed heads.
type backedUp struct {
	dir          string
	one, two     uuid.UUID
	older, newer []byte
	cursor       string // of a list that was begun before
	position     string // Coresync-Position of before
}

func backUp(t *testing.T) *backedUp {
	t.Helper()
	b := &backedUp{dir: t.TempDir(), one: uuid.New(), two: uuid.New()}
	db := database(t)
	a := open(t, db, b.dir, io.Discard)
	for _, tenant := range []uuid.UUID{b.one, b.two} {
		require.NoError(t, a.Store.CreateTenant(t.Context(), eventstore.Tenant{ID: tenant, Name: tenant.String()}))
		record(t, a, tenant, 0, 30)
		require.NoError(t, a.SignHead(t.Context(), tenant))
	}
	b.older = dump(t, db)

	record(t, a, b.one, 30, 50)
	record(t, a, b.two, 30, 31)
	require.NoError(t, a.CatchUp(t.Context(), b.one))
	s := serve(t, a, b.one)
	status, header, body := s.get("/api/v1/customers?limit=1")
	require.Equal(t, 200, status, body)
	var page struct {
		Next string `json:"next_cursor"`
	}
	require.NoError(t, json.Unmarshal([]byte(body), &page))
	b.cursor, b.position = page.Next, header.Get("Coresync-Position")
	s.stop()
	for _, tenant := range []uuid.UUID{b.one, b.two} {
		require.NoError(t, a.SignHead(t.Context(), tenant))
	}
	a.Close()
	b.newer = dump(t, db)
	return b
}

// appendsFail asserts that a log takes nothing and says why.
func appendsFail(t *testing.T, a *app.App, tenant uuid.UUID, why string) {
	t.Helper()
	_, err := a.Store.Append(t.Context(), storetest.Write(tenant, storetest.Customer(1)))
	var readOnly *eventstore.ReadOnlyError
	require.ErrorAs(t, err, &readOnly)
	require.Contains(t, readOnly.Reason, why)
}

func TestABackupIsReadOnlyUntilForkedWhereItIsOlderThanTheHeads(t *testing.T) {
	t.Parallel()
	b := backUp(t)

	fits := open(t, restore(t, b.newer), b.dir, io.Discard)
	record(t, fits, b.one, 0, 1)
	fits.Close()

	var first, second said
	db := restore(t, b.older)
	a := open(t, db, b.dir, &first)
	require.Contains(t, first.String(), "coresync events fork --reason")
	appendsFail(t, a, b.one, "a signed head in the data folder covers 51 events, this database has 30: an older backup was restored")
	appendsFail(t, a, b.two, "covers 31 events, this database has 30")
	require.Len(t, storetest.ReadAll(t, a.Store, b.one), 30, "what is there can be read")
	var ahead *tree.AheadError
	require.ErrorAs(t, a.SignHead(t.Context(), b.two), &ahead, "nothing new is signed or published")

	f, err := a.Fork(t.Context(), b.one, "the disk was lost")
	require.NoError(t, err)
	require.Equal(t, int64(30), f.Position)
	record(t, a, b.one, 0, 20)
	appendsFail(t, a, b.two, "an older backup was restored") // its own decision
	forked(t, a, b.one, f.Former, f.Epoch)
	b.refused(t, a)
	a.Close()

	a = open(t, db, b.dir, &second)
	record(t, a, b.one, 0, 1)
	require.NotContains(t, second.String(), b.one.String(), "it fits the heads of its new epoch")
	require.Contains(t, second.String(), b.two.String())
	a.Close()

	require.NoError(t, os.Remove(filepath.Join(b.dir, "heads", b.two.String()+".heads")))
	a = open(t, db, b.dir, io.Discard)
	appendsFail(t, a, b.two, "coresync events fork --reason") // fits its heads again, and waits for a person
	a.Close()
}

// forked asserts that the log says what happened to it, and fits its leaves.
func forked(t *testing.T, a *app.App, tenant, former, epoch uuid.UUID) {
	t.Helper()
	all := storetest.ReadAll(t, a.Store, tenant)
	require.Len(t, all, 51)
	for _, e := range all {
		require.NoError(t, leaf.Verify(e))
	}
	said, err := a.Store.Registry().Decode(all[30])
	require.NoError(t, err)
	require.Equal(t, &event.LogForked{FormerEpoch: former, Epoch: epoch, Position: 30, Reason: "the disk was lost"}, said)
	require.Equal(t, a.Actor(), all[30].Actor)
	head, err := a.Store.Head(t.Context(), tenant)
	require.NoError(t, err)
	require.Equal(t, epoch, head.Epoch)
}

// refused asserts that nobody reads on where the log is another one by now.
func (b *backedUp) refused(t *testing.T, a *app.App) {
	t.Helper()
	require.NoError(t, a.CatchUp(t.Context(), b.one))
	s := serve(t, a, b.one)
	defer s.stop()
	for _, path := range []string{
		"/api/v1/customers?limit=1&cursor=" + url.QueryEscape(b.cursor),
		"/api/v1/customers?limit=1&min_position=" + url.QueryEscape(b.position),
	} {
		status, _, body := s.get(path)
		require.Equal(t, 409, status, body)
		require.Contains(t, body, `"other_epoch"`)
	}
	status, header, body := s.get("/api/v1/customers?limit=1")
	require.Equal(t, 200, status, body)
	require.NotEqual(t, b.position[:36], header.Get("Coresync-Position")[:36])
	status, _, body = s.get("/api/v1/audit/head")
	require.Equal(t, 200, status, body)
	var head struct {
		Epoch uuid.UUID `json:"epoch"`
		Size  int64     `json:"size"`
	}
	require.NoError(t, json.Unmarshal([]byte(body), &head))
	require.Equal(t, int64(31), head.Size, "the fork itself was signed at once")
}

// A fork that is lost with a second restore must not keep the log closed for ever.
func TestABackupOfBeforeAForkIsForkedAgain(t *testing.T) {
	t.Parallel()
	b := backUp(t)
	for range 2 {
		a := open(t, restore(t, b.older), b.dir, io.Discard)
		appendsFail(t, a, b.one, "an older backup was restored")
		_, err := a.Fork(t.Context(), b.one, "lost again")
		require.NoError(t, err)
		record(t, a, b.one, 0, 10)
		require.NoError(t, a.SignHead(t.Context(), b.one))
		a.Close()
	}
}

// A new key file made for a database of another key would look like the right one.
func TestAKeyFileMadeForAForeignDatabaseIsTakenBack(t *testing.T) {
	t.Parallel()
	db := database(t)
	open(t, db, t.TempDir(), io.Discard).Close()

	dir := t.TempDir()
	_, err := app.Open(t.Context(), settingsOf(db, dir), quiet())
	require.ErrorContains(t, err, "there was no key file "+dir+"/master.key: this database belongs to master key ")
	_, err = os.Stat(dir + "/master.key")
	require.ErrorIs(t, err, os.ErrNotExist)
}

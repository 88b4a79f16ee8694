package app_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coresync/eventstore"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// patience bounds every wait for something that must happen.
const patience = time.Minute

func TestServingSignsAndPublishesHeads(t *testing.T) {
	t.Parallel()
	dir, db := t.TempDir(), database(t)
	a := open(t, db, dir, io.Discard)
	tenant, err := a.Tenant(t.Context())
	require.NoError(t, err)
	record(t, a, tenant, 0, 20)
	s := serve(t, a, tenant)
	require.Eventually(t, func() bool {
		status, _, body := s.get("/api/v1/audit/head")
		return status == 200 && strings.Contains(body, `"size":21`) // with the token that it is asked by
	}, patience, 20*time.Millisecond)
	s.stop()
	a.Close()

	head := newest(t, dir, tenant)
	require.Equal(t, int64(21), head.Size)
	a = open(t, db, dir, io.Discard)
	defer a.Close()
	record(t, a, tenant, 20, 21)
	found, err := a.Fsck(t.Context(), tenant, nil)
	require.NoError(t, err)
	require.Empty(t, found.Faults)
	require.Equal(t, int64(1), found.Heads)
}

func newest(t *testing.T, dir string, tenant uuid.UUID) tree.Head {
	t.Helper()
	folder, err := tree.OpenFolder(filepath.Join(dir, "heads"))
	require.NoError(t, err)
	head, ok, err := folder.Newest(tenant)
	require.NoError(t, err)
	require.True(t, ok)
	return head
}

// A backup that is restored while the program runs is noticed when heads are
// published: at its start and once a minute.
func TestABackupRestoredUnderAServingProgramIsReadOnly(t *testing.T) {
	t.Parallel()
	dir, db := t.TempDir(), database(t)
	a := open(t, db, dir, io.Discard)
	defer a.Close()
	tenant, err := a.Tenant(t.Context())
	require.NoError(t, err)
	record(t, a, tenant, 0, 10)
	require.NoError(t, a.SignHead(t.Context(), tenant))
	record(t, a, tenant, 10, 20)
	require.NoError(t, a.SignHead(t.Context(), tenant))
	for _, table := range []string{"events where position > 10", "tree_heads where size > 10", "tree_tiles", "checkpoints", "streams"} {
		_, err := db.Pool("").Exec(t.Context(), `delete from eventstore.`+table)
		require.NoError(t, err)
	}
	appendsFail(t, a, tenant, "position 20 was there and is gone")
	s := serve(t, a, tenant)
	defer s.stop()
	require.Eventually(t, func() bool {
		reasons, err := a.Store.ReadOnlyLogs(t.Context())
		require.NoError(t, err)
		return strings.Contains(reasons[tenant], "covers 20 events, this database has 10")
	}, patience, 20*time.Millisecond)
}

// Who can write to the data folder must not be able to stop the log with it.
func TestAForgedHeadIsToldAndStopsNothing(t *testing.T) {
	t.Parallel()
	dir, db := t.TempDir(), database(t)
	a := open(t, db, dir, io.Discard)
	tenant, err := a.Tenant(t.Context())
	require.NoError(t, err)
	record(t, a, tenant, 0, 20)
	require.NoError(t, a.SignHead(t.Context(), tenant))
	a.Close()
	path := filepath.Join(dir, "heads", tenant.String()+".heads")
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, bytes.Replace(raw, []byte("\n20\n"), []byte("\n2000\n"), 1), 0o600))

	var log said
	a = open(t, db, dir, &log)
	defer a.Close()
	require.Contains(t, log.String(), "is not genuine")
	record(t, a, tenant, 20, 21)
	head, err := a.Store.Head(t.Context(), tenant)
	require.NoError(t, err)
	require.Equal(t, eventstore.Head{Tenant: tenant, Epoch: head.Epoch, Position: 21, RecordedAt: head.RecordedAt}, head)
}

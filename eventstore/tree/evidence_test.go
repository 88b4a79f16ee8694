package tree_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestEvidenceVerifiesWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	b := signedLog(t)
	all := storetest.ReadAll(t, b.store(), b.tenant)
	for _, position := range []int{1, 256, 257, 300, 513, 700} {
		found, err := tree.FindEvent(b.ctx, b.pool, b.tenant, all[position-1].ID)
		require.NoError(t, err)
		require.Equal(t, all[position-1], found)
		made, err := tree.Gather(b.ctx, b.pool, found)
		require.NoError(t, err)
		raw, err := json.MarshalIndent(made, "", "  ")
		require.NoError(t, err)

		read, err := tree.ParseEvidence(raw)
		require.NoError(t, err)
		head, err := read.Verify(b.verifierKey())
		require.NoError(t, err)
		require.Equal(t, int64(700), head.Size)
		require.Equal(t, int64(position), read.Event.Position)
	}
	_, err := tree.FindEvent(b.ctx, b.pool, uuid.New(), all[0].ID)
	require.ErrorIs(t, err, tree.ErrNoEvent, "another tenant's")
	_, err = tree.FindEvent(b.ctx, b.pool, b.tenant, uuid.New())
	require.ErrorIs(t, err, tree.ErrNoEvent)

	_, err = b.store().Append(b.ctx, storetest.Write(b.tenant, storetest.Customer(1)))
	require.NoError(t, err)
	all = storetest.ReadAll(t, b.store(), b.tenant)
	_, err = tree.Gather(b.ctx, b.pool, all[700])
	require.ErrorIs(t, err, tree.ErrNotSigned)
}

// The file was made by this program; it must verify for ever.
func kept(t testing.TB) tree.Evidence {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "evidence.json"))
	require.NoError(t, err)
	v, err := tree.ParseEvidence(raw)
	require.NoError(t, err)
	return v
}

func TestEvidenceOfAnEarlierVersionVerifies(t *testing.T) {
	t.Parallel()
	v := kept(t)
	head, err := v.Verify("")
	require.NoError(t, err)
	require.Equal(t, int64(700), head.Size)
	_, err = v.Verify("coresync/other+00000000+AQ==")
	require.Error(t, err, "another key than the one that is known")
}

func TestEvidenceThatWasChangedDoesNotVerify(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(v *tree.Evidence){
		"tenant":      func(v *tree.Evidence) { v.Event.Tenant = uuid.New() },
		"position":    func(v *tree.Evidence) { v.Event.Position++ },
		"no position": func(v *tree.Evidence) { v.Event.Position = 0 },
		"beyond":      func(v *tree.Evidence) { v.Event.Position = 1 << 40 },
		"stream":      func(v *tree.Evidence) { v.Event.Stream += "x" },
		"version":     func(v *tree.Evidence) { v.Event.Version++ },
		"id":          func(v *tree.Evidence) { v.Event.ID = uuid.New() },
		"type":        func(v *tree.Evidence) { v.Event.Type = "CustomerRemoved" },
		"schema":      func(v *tree.Evidence) { v.Event.SchemaVersion++ },
		"occurred":    func(v *tree.Evidence) { v.Event.OccurredAt = v.Event.OccurredAt.Add(time.Microsecond) },
		"recorded":    func(v *tree.Evidence) { v.Event.RecordedAt = v.Event.RecordedAt.Add(time.Microsecond) },
		"actor":       func(v *tree.Evidence) { v.Event.Actor = "somebody" },
		"correlation": func(v *tree.Evidence) { v.Event.CorrelationID = uuid.New() },
		"causation":   func(v *tree.Evidence) { v.Event.CausationID = uuid.New() },
		"metadata":    func(v *tree.Evidence) { v.Event.Metadata = "{}" },
		"payload":     func(v *tree.Evidence) { v.Event.Payload = strings.Replace(v.Event.Payload, ":", ": ", 1) },
		"path":        func(v *tree.Evidence) { v.Path[3][7] ^= 1 },
		"short path":  func(v *tree.Evidence) { v.Path = v.Path[1:] },
		"long path":   func(v *tree.Evidence) { v.Path = append(v.Path, v.Path[0]) },
		"short hash":  func(v *tree.Evidence) { v.Path[0] = v.Path[0][:31] },
		"head":        func(v *tree.Evidence) { v.Head = strings.Replace(v.Head, "\n700\n", "\n701\n", 1) },
		"no head":     func(v *tree.Evidence) { v.Head = "" },
		"key":         func(v *tree.Evidence) { v.VerifierKey = v.VerifierKey[:len(v.VerifierKey)-4] + "AAA=" },
		"no key":      func(v *tree.Evidence) { v.VerifierKey = "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := kept(t)
			change(&v)
			_, err := v.Verify("")
			require.Error(t, err)
		})
	}
	_, err := tree.ParseEvidence([]byte(`{"format":"coresync-evidence-2"}`))
	require.ErrorContains(t, err, `its format is "coresync-evidence-2"`)
	_, err = tree.ParseEvidence([]byte(`no JSON`))
	require.Error(t, err)
}

// Whatever a file holds: no panic, and nothing else than the golden event verifies
// under its key.
func FuzzEvidence(f *testing.F) {
	whole := kept(f)
	raw, err := os.ReadFile(filepath.Join("testdata", "evidence.json"))
	require.NoError(f, err)
	f.Add(raw)
	f.Add([]byte(`{"format":"coresync-evidence-1","head":"\n\n— x y\n","path":[null,""]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, err := tree.ParseEvidence(raw)
		if err != nil {
			return
		}
		if _, err := v.Verify(whole.VerifierKey); err == nil {
			v.Event.OccurredAt, v.Event.RecordedAt = whole.Event.OccurredAt, whole.Event.RecordedAt // in whatever zone
			require.Equal(t, whole.Event, v.Event)
		}
	})
}

// A tree consumer that dies in the middle is taken over where it stood, and the
// heads that were signed before it survive.
func TestATreeConsumerThatIsKilledIsTakenOver(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := uuid.New()
	b.exec(`insert into eventstore.tenants (tenant_id, name) values ($1, 'other')`, other)
	store := b.store()
	for n := range 12 {
		events := make([]event.New, 100)
		for i := range events {
			events[i] = storetest.Customer(n + i)
		}
		for _, tenant := range []uuid.UUID{b.tenant, other} {
			_, err := store.Append(b.ctx, eventstore.Append{Tenant: tenant, Actor: "test", Events: events})
			require.NoError(t, err)
		}
	}
	b.consume(5, func() { // the server ends its connection after the work, before the commit
		b.exec(`select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()`)
	})
	require.Equal(t, int64(2400-4*70), b.behind(), "what was not committed is not there")
	b.notary = b.process()
	b.consume(0, nil)
	for _, tenant := range []uuid.UUID{b.tenant, other} {
		head, ok, err := tree.Newest(b.ctx, b.pool, tenant)
		require.NoError(t, err)
		require.True(t, ok)
		found, err := tree.Fsck(b.ctx, b.pool, b.folder, tenant, nil)
		require.NoError(t, err)
		require.Empty(t, found.Faults)
		require.Equal(t, int64(1200), found.Events)
		require.Positive(t, head.Size)
		require.Equal(t, int64(1), found.Heads)
	}
}

package tree_test

import (
	"crypto/sha256"
	"os"
	"strings"
	"testing"
	"time"

	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func sha(b []byte) [32]byte { return sha256.Sum256(b) }

func (b *testBundle) verifierKey() string {
	b.t.Helper()
	public, ok, err := tree.PublicKey(b.ctx, b.pool, b.tenant)
	require.NoError(b.t, err)
	require.True(b.t, ok)
	key, err := tree.VerifierKey(b.tenant, b.epoch, public)
	require.NoError(b.t, err)
	return key
}

func TestHeadsAreSignedWhenDue(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.events(12_000, "")
	due := func(state tree.State) (head tree.Head, ok bool) {
		require.NoError(t, pgx.BeginFunc(b.ctx, b.pool, func(tx pgx.Tx) (err error) {
			head, ok, err = b.notary.SignIfDue(b.ctx, tx, b.tenant, state)
			return err
		}))
		return head, ok
	}
	first, ok := due(b.integrate(100))
	require.True(t, ok, "the first is due at once")
	opened, err := tree.OpenHead(first.Note, b.verifierKey())
	require.NoError(t, err)
	opened.SignedAt = first.SignedAt
	require.Equal(t, first, opened)
	require.Equal(t, b.naiveRoot(100), first.Root)

	_, ok = due(b.integrate(200))
	require.False(t, ok, "few events, no time")
	heads, err := b.notary.Sweep(b.ctx)
	require.NoError(t, err)
	require.Empty(t, heads)
	b.now = b.now.Add(time.Minute)
	_, ok = due(tree.State{Size: 100})
	require.False(t, ok, "nothing is new")
	second := b.sign()
	require.Equal(t, int64(200), second.Size)
	_, ok = due(b.integrate(10_199))
	require.False(t, ok)
	third, ok := due(b.integrate(10_200))
	require.True(t, ok, "10,000 events")

	path, err := tree.Consistency(b.ctx, b.pool, b.tenant, second.Size, third.Size)
	require.NoError(t, err)
	require.NoError(t, tree.VerifyConsistency(second, third, path))
	var notes int
	require.NoError(t, b.root.QueryRow(b.ctx, `select count(*) from eventstore.tree_heads`).Scan(&notes))
	require.Equal(t, 3, notes)
}

func TestForgedHeadsDoNotOpen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.events(10, "")
	b.integrate(10)
	head, key := b.sign(), ""
	key = b.verifierKey()
	for name, forged := range map[string]string{
		"another size":   strings.Replace(head.Note, "\n10\n", "\n11\n", 1),
		"another root":   strings.Replace(head.Note, head.RootText(), "AAAA"+head.RootText()[4:], 1),
		"another tenant": strings.ReplaceAll(head.Note, b.tenant.String(), uuid.NewString()),
		"no signature":   head.Note[:strings.Index(head.Note, "\n\n")+1],
		"nothing":        "",
	} {
		_, err := tree.OpenHead(forged, key)
		require.Error(t, err, name)
	}
}

// However often and wherever a crash cuts the file, the newest whole head is found
// and later ones are appended behind it.
func TestFolderSurvivesCuts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.events(4, "")
	var heads []tree.Head
	for size := int64(1); size <= 4; size++ {
		b.integrate(size)
		b.now = b.now.Add(time.Hour)
		heads = append(heads, b.sign())
	}
	for i := range heads {
		heads[i].SignedAt = time.Time{} // a file does not tell
	}
	path := b.folder.Path(b.tenant)
	rapid.Check(t, func(rt *rapid.T) {
		require.NoError(rt, os.RemoveAll(path))
		newest := -1
		for i, h := range heads {
			before, _ := os.ReadFile(path)
			require.NoError(rt, b.folder.Append(h))
			after, err := os.ReadFile(path)
			require.NoError(rt, err)
			if rapid.Bool().Draw(rt, "crash") {
				cut := rapid.IntRange(len(before), len(after)-3).Draw(rt, "at") // the note itself is cut
				require.NoError(rt, os.Truncate(path, int64(cut)))
			} else {
				newest = i
			}
			got, ok, err := b.folder.Newest(b.tenant)
			if newest < 0 {
				require.False(rt, ok)
				continue
			}
			require.NoError(rt, err)
			require.Equal(rt, heads[newest], got)
		}
	})
}

func TestFolderOfNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, ok, err := b.folder.Newest(b.tenant)
	require.NoError(t, err)
	require.False(t, ok)
	require.NoError(t, tree.Check(b.ctx, b.pool, b.folder, b.tenant))
	require.NoError(t, os.WriteFile(b.folder.Path(b.tenant), []byte("coresync/ hello\n\n"), 0o600))
	_, _, err = b.folder.Newest(b.tenant)
	require.ErrorContains(t, err, "holds none that is whole")
}

// FuzzOpenHead: nothing but what was signed opens.
func FuzzOpenHead(f *testing.F) {
	g := readGolden(f)
	f.Add(g.Head.Note)
	f.Add(strings.Replace(g.Head.Note, "\n8\n", "\n08\n", 1))
	f.Fuzz(func(t *testing.T, text string) {
		head, err := tree.OpenHead(text, g.Head.VerifierKey)
		if err != nil {
			return
		}
		require.Equal(t, int64(8), head.Size)
		require.Equal(t, g.head(t, 8).Root, head.Root)
	})
}

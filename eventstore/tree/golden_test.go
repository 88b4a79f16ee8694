package tree_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// golden is testdata/tree.json, made by another program: the tree by the letter of
// RFC 6962 over the entries that Certificate Transparency tests with, and a head
// signed by OpenSSL.
type golden struct {
	Entries   []string
	Roots     []string
	Inclusion []struct {
		Position, Size int64
		Path           []string
	}
	Consistency []struct {
		Older, Newer int64
		Path         []string
	}
	Head struct {
		Seed, Public, Note string
		VerifierKey        string `json:"verifier_key"`
	}
}

func readGolden(tb testing.TB) golden {
	tb.Helper()
	raw, err := os.ReadFile("testdata/tree.json")
	require.NoError(tb, err)
	var g golden
	require.NoError(tb, json.Unmarshal(raw, &g))
	require.Len(tb, g.Roots, 9)
	require.Len(tb, g.Inclusion, 36)
	require.Len(tb, g.Consistency, 36)
	return g
}

func unhex(tb testing.TB, s string) []byte {
	tb.Helper()
	raw, err := hex.DecodeString(s)
	require.NoError(tb, err)
	return raw
}

func unhexAll(tb testing.TB, list []string) [][]byte {
	tb.Helper()
	all := make([][]byte, len(list))
	for i, s := range list {
		all[i] = unhex(tb, s)
	}
	return all
}

func (g golden) head(tb testing.TB, size int64) tree.Head {
	tb.Helper()
	return tree.Head{Size: size, Root: [32]byte(unhex(tb, g.Roots[size]))}
}

func TestGoldenProofsVerify(t *testing.T) {
	t.Parallel()
	g := readGolden(t)
	for _, p := range g.Inclusion {
		leaf := leafOf(unhex(t, g.Entries[p.Position-1]))
		path := unhexAll(t, p.Path)
		head := g.head(t, p.Size)
		require.NoError(t, tree.VerifyInclusion(head, p.Position, leaf, path))
		require.Error(t, tree.VerifyInclusion(head, p.Position, leafOf([]byte("other")), path))
		require.Error(t, tree.VerifyInclusion(head, p.Position, leaf, append(path, make([]byte, 32))))
		head.Root[7] ^= 1
		require.ErrorContains(t, tree.VerifyInclusion(head, p.Position, leaf, path), "is not in the tree")
		var size *tree.SizeError
		require.ErrorAs(t, tree.VerifyInclusion(head, p.Size+1, leaf, path), &size)
	}
	for _, p := range g.Consistency {
		older, newer, path := g.head(t, p.Older), g.head(t, p.Newer), unhexAll(t, p.Path)
		require.NoError(t, tree.VerifyConsistency(older, newer, path))
		older.Root[7] ^= 1
		require.ErrorContains(t, tree.VerifyConsistency(older, newer, path), "is not the beginning of")
		require.Error(t, tree.VerifyConsistency(newer, tree.Head{Tenant: uuid.New(), Size: 99}, path))
	}
}

func TestGoldenHeadOpens(t *testing.T) {
	t.Parallel()
	g := readGolden(t)
	tenant, epoch := uuid.MustParse("6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"), uuid.MustParse("0b54a9de-7f0e-4c88-9d3b-6a1f0c2d4e5f")
	key, err := tree.VerifierKey(tenant, epoch, ed25519.PublicKey(unhex(t, g.Head.Public)))
	require.NoError(t, err)
	require.Equal(t, g.Head.VerifierKey, key)
	head, err := tree.OpenHead(g.Head.Note, key)
	require.NoError(t, err)
	require.Equal(t, tree.Head{Tenant: tenant, Epoch: epoch, Size: 8, Root: g.head(t, 8).Root, Note: g.Head.Note}, head)
	require.Equal(t, "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=", head.RootText())

	other, err := tree.VerifierKey(tenant, uuid.New(), ed25519.PublicKey(unhex(t, g.Head.Public)))
	require.NoError(t, err)
	_, err = tree.OpenHead(g.Head.Note, other)
	require.Error(t, err, "a key is of one epoch")
}

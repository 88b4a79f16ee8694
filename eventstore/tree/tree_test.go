package tree_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"coresync/adapters/postgres"
	"coresync/eventstore/tree"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// Tiles on three levels, in ranges of any length; what is asked for lies before and
// behind what is integrated.
func TestProofsFromTheDatabase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const integrated, head = 66_000, 66_700
	b.events(head, "")
	random := rand.New(rand.NewPCG(1, 2))
	for to := int64(0); to < integrated; {
		to = min(integrated, to+1+random.Int64N(9000))
		b.integrate(to)
	}
	var tiles, upper int
	require.NoError(t, b.root.QueryRow(b.ctx, `select count(*), count(*) filter (where level > 0) from eventstore.tree_tiles`).Scan(&tiles, &upper))
	require.Equal(t, []int{257 + 2 + 1, 3}, []int{tiles, upper})

	roots := map[int64]tree.Head{}
	headOf := func(size int64) tree.Head {
		if _, ok := roots[size]; !ok {
			root, err := tree.Root(b.ctx, b.pool, b.tenant, size)
			require.NoError(t, err)
			require.Equal(t, b.naiveRoot(size), root, "size %d", size)
			roots[size] = tree.Head{Tenant: b.tenant, Size: size, Root: root}
		}
		return roots[size]
	}
	sizes := []int64{1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_792, integrated, integrated + 1, head}
	for _, size := range sizes {
		for range 4 {
			position := 1 + random.Int64N(size)
			path, err := tree.Prove(b.ctx, b.pool, b.tenant, position, size)
			require.NoError(t, err)
			require.NoError(t, tree.VerifyInclusion(headOf(size), position, leafOf([]byte(fmt.Sprint(position))), path))
			path, err = tree.Consistency(b.ctx, b.pool, b.tenant, position, size)
			require.NoError(t, err)
			if random.IntN(4) == 0 || position < 1000 {
				require.NoError(t, tree.VerifyConsistency(headOf(position), headOf(size), path))
			}
		}
	}
	root, err := tree.Root(b.ctx, b.pool, b.tenant, 0)
	require.NoError(t, err)
	require.Equal(t, "e3b0c442", fmt.Sprintf("%x", root[:4]))
	for _, wrong := range [][2]int64{{0, 5}, {6, 5}, {-1, 5}} {
		var size *tree.SizeError
		_, err := tree.Prove(b.ctx, b.pool, b.tenant, wrong[0], wrong[1])
		require.ErrorAs(t, err, &size)
		_, err = tree.Consistency(b.ctx, b.pool, b.tenant, wrong[0], wrong[1])
		require.ErrorAs(t, err, &size)
	}
	_, err = tree.Prove(b.ctx, b.pool, b.tenant, 1, head+1)
	require.ErrorContains(t, err, fmt.Sprintf("position %d is missing", head+1))
}

// naiveRoot is the root by the letter of RFC 6962 over what events wrote.
func (b *testBundle) naiveRoot(size int64) [32]byte {
	var root func(from, to int64) [32]byte
	root = func(from, to int64) [32]byte {
		if to-from == 1 {
			return leafOf([]byte(fmt.Sprint(to)))
		}
		k := int64(1)
		for k*2 < to-from {
			k *= 2
		}
		l, r := root(from, from+k), root(from+k, to)
		return sha(append(append([]byte{1}, l[:]...), r[:]...))
	}
	return root(0, size)
}

func TestIntegrateRefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.events(600, "")
	state := b.integrate(300)
	try := func(after, to int64, raw []byte) error {
		return pgx.BeginFunc(b.ctx, b.pool, func(tx pgx.Tx) error {
			_, err := tree.Integrate(b.ctx, tx, tree.Range{Tenant: b.tenant, After: after, To: to}, raw)
			return err
		})
	}
	var behind *tree.BehindError
	require.ErrorAs(t, try(299, 310, state.Encode()), &behind)
	require.Equal(t, tree.BehindError{Tenant: b.tenant, Size: 300, After: 299}, *behind)
	require.ErrorContains(t, try(300, 601, state.Encode()), "position 601 is missing")
	require.ErrorContains(t, try(0, 300, nil), "256 leaves are in tiles, not 0; rebuild the tree")
	require.ErrorContains(t, try(300, 310, []byte{9}), "rebuild the tree")

	b.exec(`update eventstore.tree_tiles set hashes = hashes || hashes where level = 1`)
	require.ErrorContains(t, try(300, 600, state.Encode()), "it does not have 1 hashes as it should")
	b.exec(`update eventstore.events set leaf_hash = '\x00' where position = 400`)
	require.ErrorContains(t, try(300, 500, state.Encode()), "the leaf of position 400 has 1 bytes instead of 32")
	b.exec(`delete from eventstore.events where position = 399`)
	require.ErrorContains(t, try(300, 500, state.Encode()), "position 399 is missing")
}

func TestWhoAnswersQueriesSeesItsTenantOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.events(300, "")
	b.integrate(300)
	b.sign()
	app := b.db.Pool(postgres.RoleApp)
	_, err := app.Exec(b.ctx, `select wrapped from eventstore.tree_keys`)
	require.ErrorContains(t, err, "permission denied")
	require.NoError(t, pgx.BeginFunc(b.ctx, app, func(tx pgx.Tx) error {
		_, ok, err := tree.PublicKey(b.ctx, tx, b.tenant)
		require.NoError(t, err)
		require.False(t, ok)
		_, err = tx.Exec(b.ctx, `select set_config('coresync.tenant', $1, true)`, b.tenant.String())
		require.NoError(t, err)
		_, ok, err = tree.PublicKey(b.ctx, tx, b.tenant)
		require.NoError(t, err)
		require.True(t, ok)
		_, err = tree.Prove(b.ctx, tx, b.tenant, 17, 290)
		return err
	}))
}

func BenchmarkIntegrate(b *testing.B) {
	s := setup(b)
	s.events(50_000, "")
	for to := int64(5000); to <= 50_000 && b.Loop(); to += 5000 {
		s.integrate(to)
	}
	b.ReportMetric(5000*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkProve(b *testing.B) {
	s := setup(b)
	s.events(50_000, "")
	s.integrate(50_000)
	for b.Loop() {
		_, err := tree.Prove(s.ctx, s.pool, s.tenant, 17_171, 50_000)
		require.NoError(b, err)
	}
}

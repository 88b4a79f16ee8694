package tree

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// signed is what a walk compares the tree with: the signed heads, of all epochs.
type signed struct {
	folder *Folder
	epochs []uuid.UUID
	// until is how far an epoch's heads are of this log: the fork in which it was left.
	until map[uuid.UUID]int64
	keys  map[uuid.UUID]string // verifier keys; none: nothing was signed here

	heads []Head // of the batch, by size
	good  int64  // up to here a head has confirmed the tree
	bad   bool   // a head did not
}

const selectEpochs = `
select e.epoch, case when e.epoch = $2 then 9223372036854775807 else coalesce(f.position, -1) end
from (select distinct epoch from eventstore.tree_heads where tenant_id = $1
      union select former_epoch from eventstore.tree_forks where tenant_id = $1
      union select $2) e
left join eventstore.tree_forks f on f.tenant_id = $1 and f.former_epoch = e.epoch`

func openSigned(ctx context.Context, f *fsck, folder *Folder) (*signed, error) {
	s := &signed{folder: folder, until: make(map[uuid.UUID]int64), keys: make(map[uuid.UUID]string)}
	rows, err := f.q.Query(ctx, selectEpochs, f.tenant, f.Epoch)
	if err != nil {
		return nil, fmt.Errorf("read the epochs: %w", err)
	}
	var epoch uuid.UUID
	var until int64
	_, err = pgx.ForEachRow(rows, []any{&epoch, &until}, func() error {
		s.epochs = append(s.epochs, epoch)
		s.until[epoch] = until
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the epochs: %w", err)
	}
	public, ok, err := PublicKey(ctx, f.q, f.tenant)
	if err != nil || !ok {
		return s, err
	}
	for _, epoch := range s.epochs {
		if s.keys[epoch], err = VerifierKey(f.tenant, epoch, public); err != nil {
			return nil, err
		}
	}
	return s, nil
}

const selectBatchHeads = `
select h.epoch, h.size, h.root, h.note from unnest($2::uuid[]) as e (epoch)
cross join lateral (
    select epoch, size, root, note from eventstore.tree_heads
    where tenant_id = $1 and epoch = e.epoch and size > $3 and size <= $4
) h order by h.size`

// load reads the heads of a batch.
func (s *signed) load(ctx context.Context, f *fsck, after, to int64) error {
	s.heads = s.heads[:0]
	rows, err := f.q.Query(ctx, selectBatchHeads, f.tenant, s.epochs, after, to)
	if err != nil {
		return fmt.Errorf("read the heads after %d: %w", after, err)
	}
	h := Head{Tenant: f.tenant}
	var root []byte
	_, err = pgx.ForEachRow(rows, []any{&h.Epoch, &h.Size, &root, &h.Note}, func() error {
		h.Root = [hashSize]byte(root)
		s.heads = append(s.heads, h)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the heads after %d: %w", after, err)
	}
	return nil
}

// next is the size at which the walk compares next, at most to.
func (s *signed) next(f *fsck, to int64) int64 {
	if f.taken > f.state.Size {
		to = min(to, f.taken)
	}
	i, _ := slices.BinarySearchFunc(s.heads, f.state.Size+1, func(h Head, size int64) int { return int(h.Size - size) })
	if i < len(s.heads) {
		to = min(to, s.heads[i].Size)
	}
	return to
}

// compare compares the walked tree with what is known of this size.
func (s *signed) compare(f *fsck) error {
	size := f.state.Size
	root, err := f.state.Root()
	if err != nil {
		return err
	}
	f.Root = root
	if size == f.kept.Size && string(f.kept.Encode()) != string(f.state.Encode()) {
		f.fault(1, size, "the tree's own state is not what stands on these events")
	}
	i, _ := slices.BinarySearchFunc(s.heads, size, func(h Head, size int64) int { return int(h.Size - size) })
	for ; i < len(s.heads) && s.heads[i].Size == size; i++ {
		s.judge(f, s.heads[i], root)
	}
	return nil
}

// judge compares one head with the root of as many events.
func (s *signed) judge(f *fsck, h Head, root [hashSize]byte) {
	if h.Size > s.until[h.Epoch] {
		f.HeadsLeft++
		return
	}
	f.Heads++
	fits := h.Root == root
	if h.Epoch == f.Epoch || !fits {
		if why := s.genuine(h); why != "" {
			f.fault(1, h.Size, "the signed head of these events is not genuine: "+why)
			return
		}
	}
	switch {
	case fits:
		s.good = max(s.good, h.Size)
	case !s.bad: // those behind it differ as well
		s.bad = true
		f.fault(s.good+1, h.Size, fmt.Sprintf("these events are not those that were signed for (root %x instead of %x)", root, h.Root))
	}
}

// genuine says what is wrong with a head's signature; empty: nothing.
func (s *signed) genuine(h Head) string {
	key := s.keys[h.Epoch]
	if key == "" {
		return "no key of this log has signed it"
	}
	says, err := OpenHead(h.Note, key)
	if err != nil {
		return err.Error()
	}
	if says.Size != h.Size || says.Root != h.Root || says.Tenant != h.Tenant || says.Epoch != h.Epoch {
		return "its row is not what was signed"
	}
	return ""
}

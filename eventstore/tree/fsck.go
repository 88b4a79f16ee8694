package tree

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/leaf"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// fsckBatch is how many events are held at a time: whole tiles.
const fsckBatch = 20 << tileHeight

// Fsck walks a log from its first event to its head and compares all that stands
// for it: each row with its leaf hash, each leaf with the tree, the tree with every
// signed head of the database and of the folder. Whatever does not fit is a fault
// of the answer; an error says that the walk could not be finished. It reads in
// short statements and holds a few megabytes, however long the log is. progress is
// told the position that was reached and the last one; nil: nobody.
func Fsck(ctx context.Context, q db, folder *Folder, tenant uuid.UUID, progress func(done, total int64)) (Audited, error) {
	f := &fsck{q: q, tenant: tenant, Audited: Audited{Tenant: tenant}}
	err := f.begin(ctx, folder)
	for err == nil && f.state.Size < f.head {
		if err = f.batch(ctx); progress != nil {
			progress(f.state.Size, f.head)
		}
	}
	if err == nil && !f.lost {
		err = f.heads.close(ctx, f)
	}
	if f.lost {
		f.Root = [hashSize]byte{}
	}
	if err != nil {
		return f.Audited, fmt.Errorf("audit the log of tenant %s after position %d: %w", tenant, f.state.Size, err)
	}
	return f.Audited, nil
}

// fsck is one walk.
type fsck struct {
	Audited
	q      db
	tenant uuid.UUID
	head   int64 // of the log when the walk began
	taken  int64 // how far the tree had come then
	kept   State // what it kept beside its checkpoint
	state  State // of the walk
	since  time.Time
	lost   bool // a leaf is nowhere to be found: there is no tree from here on
	heads  *signed
}

const selectFsck = `
select t.epoch,
       coalesce((select position from eventstore.events where tenant_id = $1 order by position desc limit 1), 0),
       coalesce(c.position, 0), c.state
from eventstore.tenants t
left join eventstore.checkpoints c on c.tenant_id = t.tenant_id and c.consumer = $2
where t.tenant_id = $1`

func (f *fsck) begin(ctx context.Context, folder *Folder) error {
	var raw []byte
	err := f.q.QueryRow(ctx, selectFsck, f.tenant, Consumer).Scan(&f.Epoch, &f.head, &f.taken, &raw)
	if errors.Is(err, pgx.ErrNoRows) {
		return eventstore.ErrNoTenant
	}
	if err != nil {
		return err
	}
	if f.kept, err = DecodeState(raw); err != nil || f.kept.Size != f.taken {
		f.fault(1, f.taken, "the tree's own state can't be read or is of another position than its checkpoint")
		f.kept = State{Size: -1}
	}
	if f.taken > f.head {
		f.fault(f.head+1, f.taken, "the tree has taken these events in, the log does not have them")
	}
	f.heads, err = openSigned(ctx, f, folder)
	return err
}

// batch walks over the next events.
func (f *fsck) batch(ctx context.Context) error {
	first := f.state.Size
	to := min(first+fsckBatch, f.head)
	leaves, err := f.rows(ctx, first, to)
	if err != nil {
		return err
	}
	if err := f.leafTiles(ctx, first, leaves); err != nil {
		return err
	}
	if err := f.heads.load(ctx, f, first, to); err != nil {
		return err
	}
	for f.state.Size < to && !f.lost {
		end := f.heads.next(f, to) // a tree of each size that is compared with something
		if err := f.grow(ctx, leaves[f.state.Size-first:end-first]); err != nil {
			return err
		}
		if f.lost {
			break
		}
		if err := f.heads.compare(f); err != nil {
			return err
		}
	}
	f.state.Size, f.Events = to, to
	return nil
}

// rows reads events and compares each with its leaf hash; a leaf that is missing is
// nil.
func (f *fsck) rows(ctx context.Context, after, to int64) ([][]byte, error) {
	leaves := make([][]byte, to-after)
	next := after + 1
	err := eventstore.ReadWith(ctx, f.q, f.tenant, eventstore.Query{After: after, To: to, Since: f.since}, func(e event.Recorded) error {
		if e.Position < next {
			f.fault(e.Position, e.Position, "there is more than one row of this position")
			return nil
		}
		if e.Position > next {
			f.fault(next, e.Position-1, "no row is there")
		}
		next = e.Position + 1
		leaves[e.Position-after-1] = bytes.Clone(e.LeafHash)
		if err := leaf.Verify(e); err != nil {
			f.fault(e.Position, e.Position, "the row was changed: "+err.Error())
			return nil // nor is its time to be believed
		}
		if e.RecordedAt.Before(f.since) {
			f.fault(e.Position, e.Position, "it was recorded before the one in front of it")
		}
		f.since = e.RecordedAt
		return nil
	})
	if err == nil && next <= to {
		f.fault(next, to, "no row is there")
	}
	return leaves, err
}

// leafTiles compares leaves with the tiles of level 0, which say what they were.
// Where both differ the tile goes on into the tree: the heads tell who is right.
func (f *fsck) leafTiles(ctx context.Context, first int64, leaves [][]byte) error {
	whole := shape{tileHeight}.tiled(uint64(f.taken))
	wanted := make(map[tileID]bool)
	for p := uint64(first); p < min(whole, uint64(first)+uint64(len(leaves))); p += 1 << tileHeight {
		wanted[tileID{0, p >> tileHeight}] = true
	}
	tiles, err := readTiles(ctx, f.q, f.tenant, wanted)
	if err != nil {
		return err
	}
	for id := range wanted {
		from := int64(id.index << tileHeight)
		hashes := tiles[id]
		if len(hashes) != hashSize<<tileHeight {
			f.fault(from+1, from+1<<tileHeight, "the tree has no whole tile of these leaves")
			continue
		}
		f.Tiles++
		for i := range min(int64(1)<<tileHeight, int64(len(leaves))-(from-first)) {
			was := hashes[i*hashSize : (i+1)*hashSize]
			if is := leaves[from-first+i]; !bytes.Equal(is, was) {
				if is != nil {
					f.fault(from+i+1, from+i+1, fmt.Sprintf("its leaf is %x, the tree took in %x", is, was))
				}
				leaves[from-first+i] = was
			}
		}
	}
	return nil
}

// grow adds leaves to the tree and compares the tiles above them with it.
func (f *fsck) grow(ctx context.Context, leaves [][]byte) error {
	for _, l := range leaves {
		if len(l) != hashSize {
			f.lost = true
			f.fault(f.state.Size+1, f.head, "a leaf is lost, so the rest can't be compared with the signed heads")
			return nil
		}
	}
	state, runs, err := shape{tileHeight}.grow(f.state, leaves)
	if err != nil {
		return err
	}
	f.state = state
	wanted := make(map[tileID]bool)
	for _, r := range runs {
		wanted[r.tileID] = true
	}
	if len(wanted) == 0 || f.state.Size > f.taken {
		return nil
	}
	tiles, err := readTiles(ctx, f.q, f.tenant, wanted)
	if err != nil {
		return err
	}
	for _, r := range runs {
		f.Tiles++
		from, to := r.offset*hashSize, r.offset*hashSize+uint64(len(r.hashes))
		if tile := tiles[r.tileID]; uint64(len(tile)) < to || !bytes.Equal(tile[from:to], r.hashes) {
			f.fault(f.state.Size-int64(len(leaves))+1, f.state.Size, fmt.Sprintf("tile %d of level %d is not what stands on its leaves", r.index, r.level))
		}
	}
	return nil
}

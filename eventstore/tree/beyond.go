package tree

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const selectBeyond = `
select e.epoch, h.n, h.largest from unnest($2::uuid[]) as e (epoch)
cross join lateral (
    select count(*) as n, max(size) as largest from eventstore.tree_heads
    where tenant_id = $1 and epoch = e.epoch and size > $3
) h where h.n > 0`

// close compares what the walk did not come to: heads beyond the log, and those of
// the folder. The log grows meanwhile: where it stands is asked after the heads, or one
// that was signed between the two questions would stand for events that seem lost.
func (s *signed) close(ctx context.Context, f *fsck) error {
	beyond, err := s.beyond(ctx, f)
	if err != nil {
		return err
	}
	log, err := position(ctx, f.q, f.tenant)
	if err != nil {
		return err
	}
	if beyond > log {
		f.fault(f.head+1, beyond, "a head was signed for these events, the log does not have them")
	}
	return s.compareFolder(ctx, f)
}

// beyond is the size of the largest head behind the walk that is this log's; 0: none is.
func (s *signed) beyond(ctx context.Context, f *fsck) (size int64, err error) {
	rows, err := f.q.Query(ctx, selectBeyond, f.tenant, s.epochs, f.head)
	if err != nil {
		return 0, fmt.Errorf("read the heads beyond the log: %w", err)
	}
	var epoch uuid.UUID
	var n, largest int64
	_, err = pgx.ForEachRow(rows, []any{&epoch, &n, &largest}, func() error {
		if s.until[epoch] < f.head {
			f.HeadsLeft += n
		} else {
			size = max(size, largest)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("read the heads beyond the log: %w", err)
	}
	return size, nil
}

func position(ctx context.Context, q db, tenant uuid.UUID) (p int64, err error) {
	err = q.QueryRow(ctx, `select coalesce((select position from eventstore.events where tenant_id = $1 order by position desc limit 1), 0)`,
		tenant).Scan(&p)
	if err != nil {
		return 0, fmt.Errorf("read the head of tenant %s: %w", tenant, err)
	}
	return p, nil
}

// folderBatch is how many heads of the folder are looked up at a time.
const folderBatch = 500

// compareFolder compares the heads of the folder that the database does not have.
func (s *signed) compareFolder(ctx context.Context, f *fsck) error {
	if s.folder == nil {
		return nil
	}
	batch := make([]Head, 0, folderBatch)
	flush := func() error {
		unknown, err := unknownHeads(ctx, f.q, f.tenant, batch)
		batch = batch[:0]
		if err != nil || len(unknown) == 0 {
			return err
		}
		log, err := position(ctx, f.q, f.tenant) // after the heads, as in close
		for _, h := range unknown {
			if err == nil {
				err = s.judgeFile(ctx, f, h, log)
			}
		}
		return err
	}
	err := s.folder.each(f.tenant, func(h Head) error {
		if batch = append(batch, h); len(batch) == folderBatch {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// judgeFile compares one head of the folder. A head may be lost in the database by a
// crash, its events not.
func (s *signed) judgeFile(ctx context.Context, f *fsck, h Head, log int64) error {
	until, known := s.until[h.Epoch]
	switch {
	case !known:
		f.fault(1, h.Size, fmt.Sprintf("a head in the data folder is of epoch %s, which this database has not come to", h.Epoch))
		return nil
	case h.Size > until:
		f.HeadsLeft++
		return nil
	case h.Size > log:
		if why := s.genuine(h); why != "" {
			f.fault(1, h.Size, "a head in the data folder is not genuine: "+why)
			return nil
		}
		f.fault(log+1, h.Size, "a head in the data folder was signed for these events, the log does not have them")
		return nil
	}
	root, err := Root(ctx, f.q, f.tenant, h.Size)
	if err != nil {
		f.fault(1, h.Size, "a head in the data folder can't be compared: "+err.Error())
		return ctx.Err()
	}
	s.judge(f, h, root)
	return nil
}

const selectUnknown = `
select n.place from unnest($2::uuid[], $3::bigint[], $4::bytea[]) with ordinality as n (epoch, size, root, place)
where not exists (select from eventstore.tree_heads h
    where h.tenant_id = $1 and h.epoch = n.epoch and h.size = n.size and h.root = n.root)
order by n.place`

// unknownHeads are those that the database does not have.
func unknownHeads(ctx context.Context, q db, tenant uuid.UUID, heads []Head) ([]Head, error) {
	epochs, sizes, roots := make([]uuid.UUID, len(heads)), make([]int64, len(heads)), make([][]byte, len(heads))
	for i := range heads {
		epochs[i], sizes[i], roots[i] = heads[i].Epoch, heads[i].Size, heads[i].Root[:]
	}
	rows, err := q.Query(ctx, selectUnknown, tenant, epochs, sizes, roots)
	if err != nil {
		return nil, fmt.Errorf("compare %d heads of the data folder: %w", len(heads), err)
	}
	var unknown []Head
	var place int64
	_, err = pgx.ForEachRow(rows, []any{&place}, func() error {
		unknown = append(unknown, heads[place-1])
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("compare %d heads of the data folder: %w", len(heads), err)
	}
	return unknown, nil
}

package bundle

import (
	"archive/zip"
	"context"
	"fmt"
	"io"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/leaf"
	"coresync/eventstore/tree"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// DB is where events and hashes are read from: a pool, a connection or a transaction.
type DB interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// gapsAtATime bounds the memory of a proof: some forty tiles of 8 KiB a gap at most.
const gapsAtATime = 200

// Write makes a bundle under a signed head of the log. The events are read twice, and
// held one at a time. Error: ErrNothing, before anything is written.
func Write(ctx context.Context, q DB, head tree.Head, verifierKey string, c Choice, w io.Writer) (Manifest, error) {
	b := &writer{ctx: ctx, q: q, head: head, zip: zip.NewWriter(w), manifest: Manifest{
		Format: format, Tenant: head.Tenant, Epoch: head.Epoch, Size: head.Size, VerifierKey: verifierKey, Choice: c,
	}}
	err := b.bound()
	if err == nil {
		err = b.write()
	}
	if err != nil {
		return b.manifest, fmt.Errorf("export events of the log of tenant %s: %w", head.Tenant, err)
	}
	return b.manifest, nil
}

type writer struct {
	ctx      context.Context
	q        DB
	head     tree.Head
	zip      *zip.Writer
	manifest Manifest

	query eventstore.Query // what is read: bounded by positions
	// gaps are the stretches between the events. Held as a whole: two numbers for each
	// place where the events of the chosen streams are not neighbours.
	gaps []tree.Stretch
}

// bound finds the first and the last position, so that a choice by times alone has no
// gaps, whatever clocks did.
func (b *writer) bound() error {
	c := b.manifest.Choice
	ends := [2]int64{}
	for i, backwards := range []bool{false, true} {
		q := eventstore.Query{Streams: c.Streams, Since: c.From, Until: c.To, To: b.head.Size, Backwards: backwards, Limit: 1}
		err := eventstore.ReadWith(b.ctx, b.q, b.head.Tenant, q, func(e event.Recorded) error {
			ends[i] = e.Position
			return nil
		})
		if err != nil {
			return err
		}
	}
	if ends[0] == 0 {
		return ErrNothing
	}
	b.manifest.First, b.manifest.Last = ends[0], ends[1]
	b.query = eventstore.Query{Streams: c.Streams, After: ends[0] - 1, To: ends[1]}
	return nil
}

func (b *writer) write() error {
	for _, part := range []struct {
		name string
		fill func(io.Writer) error
	}{
		{readmeFile, b.readme},
		{checkpointFile, func(w io.Writer) error { return text(w, b.head.Note) }},
		{eventsFile, b.events},
		{proofFile, b.proof},
		{tableFile, b.table},
		{manifestFile, b.describe},
	} {
		// No time: the same events make the same bytes.
		w, err := b.zip.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err == nil {
			err = part.fill(w)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", part.name, err)
		}
	}
	return b.zip.Close()
}

func (b *writer) each(yield func(event.Recorded) error) error {
	return eventstore.ReadWith(b.ctx, b.q, b.head.Tenant, b.query, yield)
}

func (b *writer) events(w io.Writer) error {
	var next int64 // the position behind the event before
	err := b.each(func(e event.Recorded) error {
		if e.Position-1 > next {
			b.gaps = append(b.gaps, tree.Stretch{Begin: next, End: e.Position - 1})
		}
		next = e.Position
		b.manifest.Events++
		shown := tree.Exhibited(e)
		if hash := shown.Leaf(); hash != [leaf.Size]byte(e.LeafHash) {
			return fmt.Errorf("position %d is not what was recorded there; run coresync audit fsck", e.Position)
		}
		return encode(w, line{shown, e.LeafHash}, "")
	})
	if next < b.head.Size {
		b.gaps = append(b.gaps, tree.Stretch{Begin: next, End: b.head.Size})
	}
	return err
}

func (b *writer) proof(w io.Writer) error {
	for from := 0; from < len(b.gaps); from += gapsAtATime {
		part := b.gaps[from:min(from+gapsAtATime, len(b.gaps))]
		hashes, err := tree.StretchHashes(b.ctx, b.q, b.head.Tenant, b.head.Size, part)
		if err != nil {
			return err
		}
		for i, s := range part {
			if err := encode(w, gap{s, hashes[i]}, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *writer) describe(w io.Writer) error { return encode(w, b.manifest, "  ") }

func text(w io.Writer, s string) error {
	_, err := io.WriteString(w, s)
	return err
}

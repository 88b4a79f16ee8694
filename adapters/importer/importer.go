// Package importer takes the directory's CSV files into the log: it compares
// each row with what the log knows and appends only what differs.
package importer

import (
	"context"
	"fmt"
	"io"
	"strings"

	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// Log is what the importer needs of the event store.
type Log interface {
	Streams(ctx context.Context, tenant uuid.UUID, streams []string) (map[string]eventstore.StreamHead, error)
	EachStream(ctx context.Context, tenant uuid.UUID, prefix string, yield func(eventstore.StreamHead) error) error
	AppendAll(ctx context.Context, a eventstore.Append) (eventstore.Appended, error)
	Read(ctx context.Context, tenant uuid.UUID, q eventstore.Query, yield func(event.Recorded) error) error
	Registry() *event.Registry
	Sealer() eventstore.Sealer
}

// Request says what to import.
type Request struct {
	Tenant uuid.UUID
	Kind   directory.Kind
	File   io.Reader
	Actor  string
	// Preview answers what would change and appends nothing.
	Preview bool
	// RemoveMissing ends the entities of this kind that were imported and that the
	// file does not name any more. Without it they stay.
	RemoveMissing bool
	// Assets finds those that rows about warranties name.
	Assets FindAssets
}

// Result is what an import did, or would do. Created + Changed + Unchanged = Rows.
type Result struct {
	Kind      directory.Kind `json:"kind"`
	Rows      int            `json:"rows"`
	Created   int            `json:"created"`
	Changed   int            `json:"changed"`
	Unchanged int            `json:"unchanged"`
	Removed   int            `json:"removed"`
	// Unassigned counts the assets that were taken back from contacts that ended.
	Unassigned int       `json:"unassigned,omitempty"`
	Preview    bool      `json:"preview"`
	Position   int64     `json:"position"` // 0 when nothing was appended
	Epoch      uuid.UUID `json:"-"`
}

// Import reads the file, plans and, unless it is a preview, appends. Errors:
// *directory.FaultsError for a file that must be mended, the store's otherwise.
func Import(ctx context.Context, log Log, r Request) (Result, error) {
	file, err := directory.Read(r.Kind, r.Tenant, r.File)
	if err != nil {
		return Result{}, err
	}
	if err := checkReferences(ctx, log, r, file); err != nil {
		return Result{}, err
	}
	if r.Kind == directory.Warranties {
		if err := nameAssets(ctx, r, file); err != nil {
			return Result{}, err
		}
	}
	if err := file.Err(); err != nil {
		return Result{}, err
	}
	entries := file.Entries
	p := plan{Result: Result{Kind: r.Kind, Rows: len(entries), Preview: r.Preview}}
	if err := p.compare(ctx, log, r, entries); err != nil {
		return Result{}, fmt.Errorf("import %s: %w", r.Kind, err)
	}
	if r.RemoveMissing {
		if err := p.removeMissing(ctx, log, r, entries); err != nil {
			return Result{}, fmt.Errorf("import %s: %w", r.Kind, err)
		}
	}
	if r.Kind == directory.Warranties && len(p.events) > 0 {
		if err := p.leaveHand(ctx, log, r); err != nil {
			return Result{}, fmt.Errorf("import %s: %w", r.Kind, err)
		}
	}
	if r.Preview || len(p.events) == 0 {
		return p.Result, nil
	}
	done, err := log.AppendAll(ctx, eventstore.Append{
		Tenant: r.Tenant, Actor: r.Actor, Events: p.events, Expect: p.expect,
	})
	if err != nil {
		return Result{}, fmt.Errorf("import %s: %w", r.Kind, err)
	}
	p.Position, p.Epoch = done.Last, done.Epoch
	return p.Result, nil
}

// checkReferences finds rows that name a customer or contact that does not exist: a
// typo would else make an entity that belongs to nobody.
func checkReferences(ctx context.Context, log Log, r Request, file *directory.File) error {
	wanted := make(map[string]bool)
	for _, e := range file.Entries {
		for _, ref := range e.Refers {
			wanted[ref.Kind.Stream(ref.ID)] = true
		}
	}
	heads, err := headsOf(ctx, log, r.Tenant, wanted)
	if err != nil {
		return err
	}
	for _, e := range file.Entries {
		for _, ref := range e.Refers {
			if len(heads[ref.Kind.Stream(ref.ID)].Tag) == 0 && !file.Faulty(e.Line, ref.Column) {
				file.Add(directory.Fault{Line: e.Line, Column: ref.Column, Message: fmt.Sprintf(
					"%q is none of the %s; import those first", ref.ExternalID, ref.Kind)})
			}
		}
	}
	return nil
}

func headsOf(ctx context.Context, log Log, tenant uuid.UUID, streams map[string]bool) (map[string]eventstore.StreamHead, error) {
	names := make([]string, 0, len(streams))
	for name := range streams {
		names = append(names, name)
	}
	return log.Streams(ctx, tenant, names)
}

type plan struct {
	Result
	events []event.New
	expect map[string]eventstore.Expected
}

// compare finds the rows that are new or different. A stream's tag is over the
// row as it was imported; an entity that ended has none and is made anew.
func (p *plan) compare(ctx context.Context, log Log, r Request, entries []directory.Entry) error {
	tag, err := log.Sealer().Tagger(ctx, r.Tenant)
	if err != nil {
		return err
	}
	streams := make(map[string]bool, len(entries))
	for _, e := range entries {
		streams[r.Kind.Stream(e.ID)] = true
	}
	heads, err := headsOf(ctx, log, r.Tenant, streams)
	if err != nil {
		return err
	}
	p.expect = make(map[string]eventstore.Expected)
	for _, e := range entries {
		stream := r.Kind.Stream(e.ID)
		now, err := ChangeTag(tag, e.Payload)
		if err != nil {
			return err
		}
		was := heads[stream]
		switch {
		case string(now) == string(was.Tag):
			p.Unchanged++
			continue
		case len(was.Tag) == 0:
			p.Created++
		default:
			p.Changed++
		}
		p.events = append(p.events, event.New{Stream: stream, Payload: e.Payload, Tag: now, TagVersion: TagVersion})
		p.expect[stream] = eventstore.Exact(was.Version)
	}
	return nil
}

func (p *plan) removeMissing(ctx context.Context, log Log, r Request, entries []directory.Entry) error {
	named := make(map[string]bool, len(entries))
	for _, e := range entries {
		named[r.Kind.Stream(e.ID)] = true
	}
	prefix := r.Kind.StreamPrefix()
	gone := make(map[uuid.UUID]bool)
	var ends []event.New
	err := log.EachStream(ctx, r.Tenant, prefix, func(h eventstore.StreamHead) error {
		if len(h.Tag) == 0 || named[h.Stream] {
			return nil
		}
		id, err := uuid.Parse(strings.TrimPrefix(h.Stream, prefix))
		if err != nil {
			return fmt.Errorf("the stream %s has no id in its name: %w", h.Stream, err)
		}
		p.Removed++
		gone[id] = true
		ends = append(ends, event.New{Stream: h.Stream, Payload: r.Kind.Removed(id), Tag: []byte{}})
		p.expect[h.Stream] = eventstore.Exact(h.Version)
		return nil
	})
	if err != nil {
		return err
	}
	err = p.takeBack(ctx, log, r, gone)
	p.events = append(p.events, ends...)
	return err
}

// TagVersion is the version of what ChangeTag covers.
const TagVersion = 1

// ChangeTag is the change tag of an entity of the directory: over all it says.
func ChangeTag(tag eventstore.Tagger, p event.Payload) ([]byte, error) {
	text, err := event.PlainText(p)
	if err != nil {
		return nil, err
	}
	return tag(nil, text), nil
}
